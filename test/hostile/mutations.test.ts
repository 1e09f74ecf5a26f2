import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compileScenario } from '../../src/scenario/compile.ts';
import { examineText, problemComplaints, TOO_MANY_EVENTS } from '../swarm/examine.ts';
import { type Mutation, mutationsOf } from './mutations.ts';

const FOLDER = new URL('../../scenarios/', import.meta.url);
const files = readdirSync(FOLDER).filter(file => file.endsWith('.yaml'));

/** Of all files together, so that more of them cost no more time. */
const CHECKED_IN_ALL = 4000;
const RUN_IN_ALL = 160;

/** Of each file, spread over it and different from file to file; tools/swarm.ts --mutate does all. */
const CHECKED = Math.ceil(CHECKED_IN_ALL / files.length);
const RUN = Math.ceil(RUN_IN_ALL / files.length);
const SHORT = ['run.duration=1s', 'run.warmup=0s', 'run.replications=1', 'run.maxReplications=1', 'run.window=100ms'];

describe('a shipped scenario with one value replaced', () => {
  test.each(files)('%s is refused with clear problems or accepted, and nothing else', file => {
    const complaints = sample(file, CHECKED).flatMap(({ name, text }) =>
      compileComplaints(text).map(complaint => `${name}: ${complaint}`),
    );
    expect(complaints).toEqual([]);
  });

  test.each(files)('%s gives a sane result where it is accepted', async file => {
    const accepted = sample(file, 12 * RUN).filter(({ text }) => compiles(text));
    for (const { name, text } of accepted.slice(0, RUN)) {
      const { complaints } = await examineText(text, SHORT);
      expect(
        complaints.filter(complaint => !complaint.includes(TOO_MANY_EVENTS)).map(each => `${name}: ${each}`),
      ).toEqual([]);
    }
  });
});

function sample(file: string, count: number): Mutation[] {
  const all = [...mutationsOf(parse(readFileSync(new URL(file, FOLDER), 'utf8')))];
  const distance = all.length / count;
  return all.filter((_, i) => Math.floor(i / distance) !== Math.floor((i + 1) / distance));
}

const compiled = (text: string) => compileScenario({ path: 'a.yaml', text, read: noFile, overrides: [] });

const compiles = (text: string): boolean => compiled(text).plan !== null;

function compileComplaints(text: string): string[] {
  const { plan, problems } = compiled(text);
  return problemComplaints(plan, problems);
}

function noFile(path: string): never {
  throw new Error(`there is no ${path}`);
}

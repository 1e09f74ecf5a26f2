/** Every example that the help of a command shows is carried out, as the built program prints it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/command-line.ts';
import { brownout, ended, folderWith, type Outcome, start } from './brownout.ts';

const SCENARIO = `name: shop
run: { duration: 20s, warmup: 2s, replications: 2, seed: 7 }
services:
  shop: { replicas: 2, concurrency: 8, queue: { capacity: 50 }, work: 2ms, calls: { db: { timeout: 200ms } } }
  db: { concurrency: 4, queue: { capacity: 50 }, work: { exponential: 10ms } }
traffic: { shoppers: { to: shop, rate: 20/s, timeout: 1s } }
mitigations:
  more: { title: Two databases, patch: { services: { db: { replicas: 2 } } } }
  wait: { title: More patience, patch: { services: { shop: { calls: { db: { timeout: 500ms } } } } } }
expect: { baseline: ["availability > 50%"] }
`;

/** The lines of a help that are commands. */
function examplesIn(help: string): string[] {
  const section = help.split('\nExamples:\n')[1]?.split('\n\n')[0] ?? '';
  return section
    .split('\n')
    .filter(line => /^ {2}\S/.test(line))
    .map(line => line.trim());
}

/** What a shell would make of it: words, and where the output goes. */
function parsed(example: string) {
  const [command = '', path] = example.split(' | jq .');
  const [words = '', file] = command.split(/ >>? /);
  return { words: words.split(' ').slice(1), file, path };
}

/** Less work, where an example would take a minute or more. */
const SHORTER: Readonly<Record<string, readonly string[]>> = {
  verify: ['--fast', '--case', 'F-INVARIANT-SEED'],
  spof: ['--replications', '2', '--outage', '10s'],
};

/** Exit codes that say something of the scenario and are no failure. */
const FINDINGS: Readonly<Record<string, readonly number[]>> = { spof: [0, 1], 'diff-runs': [0, 1] };

function folder(): string {
  const path = folderWith({
    'scenario.yaml': SCENARIO,
    'a.yaml': SCENARIO,
    'b.yaml': SCENARIO.replace('name: shop', 'name: b'),
  });
  mkdirSync(join(path, 'scenarios'));
  mkdirSync(join(path, 'docs'));
  writeFileSync(join(path, 'scenarios', 'one.yaml'), SCENARIO);
  return path;
}

/** `--watch` goes on until it is interrupted. */
async function carriedOut(path: string, words: readonly string[]): Promise<Outcome> {
  if (!words.includes('--watch')) return brownout(path, words);
  const child = start(path, words);
  child.stderr?.on('data', text => {
    if (String(text).includes('Watching')) child.kill('SIGINT');
  });
  const { exitCode, ...outcome } = await ended(child);
  return { ...outcome, exitCode: exitCode === 130 ? 0 : exitCode };
}

describe.each(COMMANDS.map(({ name }) => name))('the examples of brownout %s', name => {
  test('work', async () => {
    const help = await brownout(folder(), [name, '--help']);
    const examples = examplesIn(help.stdout);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const { words, file, path } = parsed(example);
      const place = folder();
      if (words.includes('before.json'))
        for (const result of ['before.json', 'after.json'])
          writeFileSync(
            join(place, result),
            (await brownout(place, ['run', 'a.yaml', '--json', '--out', 'none'])).stdout,
          );
      const given = words.flatMap(word => (word === 'scenarios/*.yaml' ? ['scenarios/one.yaml'] : [word]));
      const more = words.some(word => ['--outage', '--kind'].includes(word)) ? [] : (SHORTER[name] ?? []);
      const { exitCode, stdout, stderr } = await carriedOut(place, [...given, ...more]);
      expect(FINDINGS[name] ?? [0], `${example}: ${stderr}`).toContain(exitCode);
      if (path !== undefined) expect(at(JSON.parse(stdout), path), example).toBeDefined();
      if (file !== undefined) expect(stdout.length, example).toBeGreaterThan(100);
      const written = words[words.findIndex(word => ['--junit', '--markdown'].includes(word)) + 1];
      if (words.includes('--junit') || words.includes('--markdown'))
        expect(readFileSync(join(place, written!), 'utf8').length).toBeGreaterThan(50);
    }
  });
});

/** What `jq .variants[0].metrics` would print. */
function at(document: unknown, path: string): unknown {
  const steps = path.split(/[.[\]]+/).filter(step => step !== '');
  return steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], document);
}

/** Scenario files to plans. Every file is read and compiled before anything runs, so that all problems come at once. */
import { createHash } from 'node:crypto';
import type { ExperimentPlan } from '../experiment/plan.ts';
import { compileScenario } from '../scenario/compile.ts';
import { type Problem, renderProblem } from '../scenario/problems/problem.ts';
import { visible } from '../scenario/problems/visible.ts';
import { annotate } from './annotations.ts';
import { readNamedText, readText } from './files.ts';
import type { Host } from './host.ts';
import type { Adjustments } from './settings.ts';

export interface Compiled {
  readonly file: string;
  readonly sha256: string;
  readonly text: string;
  /** All files that were read for it, this one first. */
  readonly reads: readonly string[];
  /** null when there are errors. */
  readonly plan: ExperimentPlan | null;
  readonly problems: readonly Problem[];
  readonly mitigationLines: Readonly<Record<string, readonly [number, number]>>;
}

export const UNCHANGED: Adjustments = { run: {}, variants: [], overrides: [] };

/** @throws UsageError when the file itself cannot be read; what is wrong inside it is in `problems`. */
export function compileFile(file: string, { run, variants, overrides }: Adjustments): Compiled {
  const reads = [file];
  const read = (path: string): string => {
    reads.push(path);
    return readNamedText(path);
  };
  const text = readText(file);
  const compiled = compileScenario({ path: file, text, read, overrides, adjust: run, variants });
  return { file, text, reads, sha256: createHash('sha256').update(text).digest('hex'), ...compiled };
}

/** So many warnings of one kind in one file are shown whole. Of others, maybe one for every service, it is told where they are. */
const SHOWN_WHOLE = 5;

/** Shows problems on stderr, every error and the first warnings of each kind, and all as annotations in GitHub Actions. */
export function showProblems(host: Host, problems: readonly Problem[]): void {
  const kinds = new Map<string, { shown: number; more: Problem[] }>();
  for (const problem of problems) {
    const name = `${problem.severity} ${problem.code} ${problem.file}`;
    const kind = kinds.get(name) ?? { shown: 0, more: [] };
    kinds.set(name, kind);
    if (problem.severity === 'warning' && kind.shown === SHOWN_WHOLE) kind.more.push(problem);
    else {
      kind.shown++;
      host.stderr.write(`${renderProblem(problem)}\n`);
    }
  }
  for (const { more } of kinds.values()) if (more.length > 0) host.stderr.write(`${visible(moreLike(more))}\n`);
  annotate(host, problems);
}

function moreLike(alike: readonly Problem[]): string {
  const [{ file, severity, code }] = alike as [Problem, ...Problem[]];
  const lines = [...new Set(alike.map(({ line }) => line))];
  return `${file}: ${severity} ${code}: ${alike.length} more like these, in ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`;
}

export const errorsIn = (problems: readonly Problem[]): Problem[] =>
  problems.filter(({ severity }) => severity === 'error');

/**
 * What is mutated, in areas small enough to be tried in one go, and the tests that are asked whether they notice: those of
 * the area, because a mutant that only a far-away test kills will live again when that test changes its subject.
 */

export interface Area {
  readonly name: string;
  readonly title: string;
  /** Paths from the root, with `*` for any name and `{a,b}` for some; `!` in front takes files out again. */
  readonly files: readonly string[];
  readonly tests: readonly string[];
  /** Every survivor has an explanation. */
  readonly explained: boolean;
}

const mitigation = (...names: readonly string[]): readonly string[] =>
  names.map(name => `src/model/mitigation/${name}.ts`);

const BREAKER = mitigation('breaker', 'trip-rule', 'sliding-window');
const RETRY = mitigation('retry', 'retry-budget');
const TIMEOUT = mitigation('attempt-timeout', 'total-timeout');

export const AREAS: readonly Area[] = [
  {
    name: 'breaker',
    title: 'Circuit breaker',
    files: BREAKER,
    tests: ['test/model/mitigation/breaker.test.ts', 'test/model/mitigation/windows.test.ts'],
    explained: true,
  },
  {
    name: 'retry',
    title: 'Retry and its budgets',
    files: RETRY,
    tests: ['test/model/mitigation/retry.test.ts', 'test/model/mitigation/retry-budget.test.ts'],
    explained: true,
  },
  {
    name: 'timeout',
    title: 'Timeouts',
    files: TIMEOUT,
    tests: ['test/model/mitigation/{limits,retry,breaker,timeout}.test.ts'],
    explained: true,
  },
  {
    name: 'balancer',
    title: 'Balancers',
    files: ['src/model/balancer/*.ts'],
    tests: ['test/model/balancer/{choices,consistent-hash,exclusion,shard,zone-aware}.test.ts'],
    explained: true,
  },
  {
    name: 'engine',
    title: 'Engine: events and lanes',
    files: ['src/engine/{agenda,simulator,lane,checkpoints,invariant}.ts'],
    tests: ['test/engine/{agenda,simulator,lane,checkpoints,invariant}.test.ts'],
    explained: true,
  },
  {
    name: 'chance',
    title: 'Engine: streams and ranks',
    files: ['src/engine/{random,zipf}.ts'],
    tests: ['test/engine/{random,zipf}.test.ts'],
    explained: true,
  },
  {
    name: 'distributions',
    title: 'Engine: distributions',
    files: ['src/engine/distribution.ts', 'src/engine/distributions/*.ts'],
    tests: ['test/engine/distribution.test.ts'],
    explained: true,
  },
  {
    name: 'mitigations',
    title: 'The other mitigations',
    files: [
      'src/model/mitigation/*.ts',
      ...[...BREAKER, ...RETRY, ...TIMEOUT, 'src/model/mitigation/all.ts'].map(file => `!${file}`),
    ],
    tests: ['test/model/mitigation/*.test.ts'],
    explained: true,
  },
  {
    name: 'histogram',
    title: 'Histograms',
    files: ['src/measure/{histogram,histogram-data,histogram-series,note-book}.ts'],
    tests: ['test/measure/{histogram,histogram-series,note-book}.test.ts'],
    explained: true,
  },
  {
    name: 'measure',
    title: 'Intervals, corrections and shares of merit',
    files: ['src/measure/{holm,interval,shapley,student,tally,warmup}.ts'],
    tests: ['test/measure/{holm,interval,shapley,student,tally,warmup}.test.ts'],
    explained: false,
  },
];

/** Those of `paths` that the patterns choose. */
export function chosen(patterns: readonly string[], paths: readonly string[]): readonly string[] {
  const isIn = (path: string, own: readonly string[]): boolean => own.some(pattern => expression(pattern).test(path));
  const out = patterns.filter(pattern => pattern.startsWith('!')).map(pattern => pattern.slice(1));
  return paths.filter(path => isIn(path, patterns) && !isIn(path, out));
}

function expression(pattern: string): RegExp {
  const parts = pattern.split(/(\*|\{[^}]*\})/).map(part => {
    if (part === '*') return '[^/]*';
    if (part.startsWith('{')) return `(${part.slice(1, -1).replaceAll(',', '|')})`;
    return part.replace(/[.]/g, '\\.');
  });
  return new RegExp(`^${parts.join('')}$`);
}

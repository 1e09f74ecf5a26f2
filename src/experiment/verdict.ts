/**
 * `expect` statements judged by what the replications say, with respect for chance.
 *
 * A number. The confidence interval of the mean over replications is compared with the bound: all of it on the right
 * side holds, all of it on the wrong side fails, anything else is undecided. When all replications agree to the last
 * digit the interval has no width and the comparison is exact.
 *   `=` and `!=`: a measured number cannot be shown to equal a bound, only to differ from it. So `=` fails (and `!=`
 *   holds) when the bound is outside the interval; `=` holds (and `!=` fails) only when all replications agree on it.
 *
 * A recovery. `= never` holds when it came in no replication and fails when it came in all. Against a bound, `never` is
 * longer than any: half or more of them settle `<`, `<=`, `=` as failed and `>`, `>=`, `!=` as holding; fewer leave it
 * undecided; with none the interval rule decides. Without a fault's name it is the longest recovery of all faults.
 *
 * Metastable: holds or fails when all replications agree.
 *
 * No data never passes: without any the verdict is undecided, and with data from some replications only it may fail but
 * not hold. One replication decides nothing, because it cannot tell chance from law.
 */
import { type Bounds, estimate, type Interval } from '../measure/interval.ts';
import type { ExpectResult, Verdict } from '../results/result.ts';
import type { Observation } from './observe.ts';
import type { Comparison, Statement } from './plan.ts';
import { type Samples, samplesOf } from './statement-samples.ts';

export interface Judgement extends ExpectResult {
  /** More replications may decide it. */
  readonly open: boolean;
}

interface Finding {
  readonly verdict: Verdict;
  readonly reason: string;
}

/** `confidence` is of the verdict; the interval shown as observed is always the 95 % one. */
export function judge(statement: Statement, observations: readonly Observation[], confidence: number): Judgement {
  const samples = samplesOf(statement, observations);
  const values = samples.values.filter(value => value !== null);
  const finding = find(statement, values, samples, confidence);
  return {
    statement: statement.text,
    verdict: finding.verdict,
    observed: observed(values, samples.bounds),
    reason: finding.reason,
    open: finding.verdict === 'undecided' && values.length > 0,
  };
}

type Value = number | 'never' | boolean;

function find(statement: Statement, values: readonly Value[], samples: Samples, confidence: number): Finding {
  if (values.length === 0) return { verdict: 'undecided', reason: 'there is nothing to measure it by' };
  if (values.length === 1) return { verdict: 'undecided', reason: 'needs at least two replications' };
  const finding = decide(statement, values, samples.bounds, confidence);
  return withGaps(finding, samples.values.length - values.length);
}

function decide(statement: Statement, values: readonly Value[], bounds: Bounds, confidence: number): Finding {
  const { comparison, bound } = statement;
  if (typeof bound !== 'number') return unanimous(values, comparison, bound);
  const never = values.filter(value => value === 'never').length;
  if (never > 0) return withNever(comparison, never / values.length);
  return byInterval(estimate(values.filter(isNumber), confidence, bounds)!, comparison, bound, confidence);
}

/** For `never`, `true` and `false`: the replications agree or they do not. */
function unanimous(values: readonly Value[], comparison: Comparison, bound: 'never' | boolean): Finding {
  const matching = values.filter(value => value === bound).length;
  const reason = `so in ${matching} of ${values.length} replications`;
  if (matching > 0 && matching < values.length) return { verdict: 'undecided', reason };
  return { verdict: matching > 0 === (comparison === '=') ? 'holds' : 'fails', reason };
}

function withNever(comparison: Comparison, share: number): Finding {
  if (share < 0.5) return { verdict: 'undecided', reason: 'some replications never recover' };
  const verdict = comparison === '>' || comparison === '>=' || comparison === '!=' ? 'holds' : 'fails';
  return { verdict, reason: share === 1 ? 'it never recovers' : 'half of the replications or more never recover' };
}

function byInterval({ low, high }: Interval, comparison: Comparison, bound: number, confidence: number): Finding {
  const name = `${Number((100 * confidence).toFixed(2))} % interval`;
  const verdict = compare(low!, high!, comparison, bound);
  if (low === high) return { verdict, reason: 'all replications agree exactly' };
  if (verdict === 'undecided') return { verdict, reason: `the bound lies within the ${name}` };
  return { verdict, reason: `all of the ${name} is on the ${verdict === 'holds' ? 'right' : 'wrong'} side` };
}

function compare(low: number, high: number, comparison: Comparison, bound: number): Verdict {
  switch (comparison) {
    case '<':
      return high < bound ? 'holds' : low >= bound ? 'fails' : 'undecided';
    case '<=':
      return high <= bound ? 'holds' : low > bound ? 'fails' : 'undecided';
    case '>':
      return low > bound ? 'holds' : high <= bound ? 'fails' : 'undecided';
    case '>=':
      return low >= bound ? 'holds' : high < bound ? 'fails' : 'undecided';
    case '=':
      return bound < low || bound > high ? 'fails' : low === high ? 'holds' : 'undecided';
    case '!=':
      return bound < low || bound > high ? 'holds' : low === high ? 'fails' : 'undecided';
  }
}

/** Replications without data may be the bad ones (nothing ended, so nothing was slow): they forbid `holds`. */
function withGaps(finding: Finding, gaps: number): Finding {
  if (gaps === 0 || finding.verdict !== 'holds') return finding;
  const replications = gaps === 1 ? 'one replication' : `${gaps} replications`;
  return { verdict: 'undecided', reason: `${replications} gave nothing to measure it by` };
}

function observed(values: readonly Value[], bounds: Bounds): ExpectResult['observed'] {
  if (values.length === 0) return null;
  const truths = values.filter(value => value === true).length;
  if (typeof values[0] === 'boolean') return 2 * truths >= values.length;
  if (2 * values.filter(value => value === 'never').length >= values.length) return 'never';
  return estimate(values.filter(isNumber), 0.95, bounds);
}

const isNumber = (value: Value): value is number => typeof value === 'number';

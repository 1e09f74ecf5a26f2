/**
 * What a stretch of trouble costs, compared with the same stretch of the same luck without it: of the answers that were
 * given there, the share that is missing here. Counting answers and not failures is what makes callers that wait for ever visible.
 */
import { estimate } from '../measure/interval.ts';
import type { ReplicationRecord, SourceRecord } from '../model/record.ts';
import type { Estimate } from '../results/result.ts';

/** Windows from `from` up to and without `until`. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

export interface Pair {
  readonly healthy: ReplicationRecord;
  readonly struck: ReplicationRecord;
}

/** Share of the answers that are missing; negative when there are more. Of one source, or of all (null). */
export const missingAnswers = (pairs: readonly Pair[], source: string | null, stretch: Stretch): Estimate | null =>
  estimate(pairs.map(pair => missing(pair, source, stretch)));

/** Share of the answers that are degraded although they would not have been. */
export const furtherDegraded = (pairs: readonly Pair[], source: string | null, stretch: Stretch): Estimate | null =>
  estimate(
    pairs.map(({ healthy, struck }) => {
      const good = answers(healthy, source, stretch, 'all');
      const further = answers(struck, source, stretch, 'degraded') - answers(healthy, source, stretch, 'degraded');
      return good === 0 ? null : further / good;
    }),
  );

function missing({ healthy, struck }: Pair, source: string | null, stretch: Stretch): number | null {
  const good = answers(healthy, source, stretch, 'all');
  return good === 0 ? null : 1 - answers(struck, source, stretch, 'all') / good;
}

function answers(
  { sources }: ReplicationRecord,
  source: string | null,
  stretch: Stretch,
  which: 'all' | 'degraded',
): number {
  const meant = source === null ? sources : sources.filter(({ name }) => name === source);
  return meant.reduce((sum, record) => sum + inStretch(record, stretch, which), 0);
}

function inStretch({ windows }: SourceRecord, { from, until }: Stretch, which: 'all' | 'degraded'): number {
  let sum = 0;
  for (let window = from; window < Math.min(until, windows.ok.length); window++)
    sum += windows.degraded[window]! + (which === 'all' ? windows.ok[window]! : 0);
  return sum;
}

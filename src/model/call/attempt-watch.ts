/**
 * Whoever learns from the attempts of one process, by what it can see itself: which replica an attempt went to, how long
 * the answer took, and whether one came. A chain without a watch asks one question per attempt and no more.
 */

import type { Outcome } from '../outcome.ts';
import type { Call } from './call.ts';

export interface AttemptWatch {
  sent(call: Call, replica: number): void;
  /** The answer is here, or the caller has lost its patience. Nothing is told of attempts whose caller went away. */
  over(call: Call, replica: number, outcome: Outcome): void;
}

/** One watch that tells several; null for none. */
export function watchedBy(watches: readonly AttemptWatch[]): AttemptWatch | null {
  if (watches.length < 2) return watches[0] ?? null;
  return {
    sent: (call, replica) => watches.forEach(watch => void watch.sent(call, replica)),
    over: (call, replica, outcome) => watches.forEach(watch => void watch.over(call, replica, outcome)),
  };
}

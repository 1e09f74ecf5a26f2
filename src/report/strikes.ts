/** When faults strike: on a schedule in every replication alike, or at random. */
import type { FaultResult, Result } from '../results/result.ts';

/** More are not in a result. */
const MOST_STRIKES = 100;

/** By name. Of the baseline, and of other variants those it does not have: a load balancer can only fail where there is one. */
export const faultsIn = ({ variants }: Result): [string, FaultResult][] => [
  ...new Map(variants.toReversed().flatMap(({ faults }) => Object.entries(faults))),
];

/** Whether a fault strikes at other moments in every replication, as its count betrays. */
export const isAtRandom = ({ episodes, strikes }: FaultResult): boolean =>
  strikes.length > 0 && (strikes.length < MOST_STRIKES || !Number.isInteger(episodes)) && episodes !== strikes.length;

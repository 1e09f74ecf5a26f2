/** What connection pools measure, all pools of one caller taken together: it is the caller who runs out of connections. */
import type { ConnectionPool } from '../mitigation/connection-pool.ts';
import type { Recorder } from '../recorder.ts';
import type { Edge } from './site.ts';

export function enterPools(recorder: Recorder, edges: readonly Edge[]): void {
  const callers = new Map<string, ConnectionPool[]>();
  for (const { plan, clients } of edges) {
    const pools = clients.flatMap(client => client.pools);
    const caller = plan.name.replace(/(\/[^>]*)?->.*/, '');
    if (pools.length > 0) callers.set(caller, [...(callers.get(caller) ?? []), ...pools]);
  }
  for (const [caller, pools] of callers) enter(recorder, caller, pools);
}

function enter(recorder: Recorder, caller: string, pools: readonly ConnectionPool[]): void {
  const sum = (of: (pool: ConnectionPool) => number): number => pools.reduce((total, pool) => total + of(pool), 0);
  recorder.whenMeasuring(() => {
    for (const pool of pools) pool.startMeasuring();
  });
  recorder.figure(caller, 'poolWait', () => {
    const count = sum(({ waitingTime }) => waitingTime.count);
    return count === 0 ? null : sum(({ waitingTime }) => waitingTime.sum) / count;
  });
  recorder.figure(caller, 'poolLeaked', () => sum(({ leakedCount }) => leakedCount));
  recorder.sampled(caller, 'poolInUse', () => sum(({ inUse }) => inUse));
}

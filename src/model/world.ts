/** What every actor of one replication shares. */
import type { Random } from '../engine/random.ts';
import type { Simulator } from '../engine/simulator.ts';
import type { AttemptTable } from './call/attempt-table.ts';
import type { CallTable } from './call/call-table.ts';
import type { Chain } from './call/chain.ts';
import type { Callee } from './call/parties.ts';
import type { Distances } from './network/distances.ts';
import type { Recorder } from './recorder.ts';

/** Partitions and losses that replicas suffer at the moment; while there are none, no message need ask whether it is lost. */
export interface Disturbances {
  count: number;
}

export interface World {
  readonly simulator: Simulator;
  readonly calls: CallTable;
  readonly attempts: AttemptTable;
  /** Rekeyed before every draw: never a stream of its own. */
  readonly keyed: Random;
  readonly recorder: Recorder;
  /** Every client side of every edge, by index. */
  readonly chains: Chain[];
  /** Every replica of every service, by index. */
  readonly callees: Callee[];
  readonly disturbances: Disturbances;
  /** Latency by pair of zones; null when there is none, and then hops need not ask. */
  readonly distances: Distances | null;
  /** Whether requests are about items (items.ts) that calls and attempts hand down. */
  readonly carriesItems: boolean;
  /** Name of the replication's streams: `<seed>/<replication>`. */
  readonly seed: string;
}

/** Builds what every actor of one replication shares, before there is any of them. */
import { Random } from '../../engine/random.ts';
import { Simulator } from '../../engine/simulator.ts';
import { AttemptTable } from '../call/attempt-table.ts';
import { CallTable } from '../call/call-table.ts';
import { Distances } from '../network/distances.ts';
import type { WorldPlan } from '../plan.ts';
import { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';

export function buildWorld(plan: WorldPlan, seed: string): World {
  const simulator = new Simulator();
  const attempts = new AttemptTable();
  simulator.expectAbout(attempts.all);
  return {
    simulator,
    calls: new CallTable(),
    attempts,
    keyed: new Random(),
    recorder: new Recorder(simulator, plan),
    chains: [],
    callees: [],
    disturbances: { count: 0 },
    distances: plan.infrastructure?.distances ? new Distances(plan.infrastructure.distances) : null,
    carriesItems: carriesItems(plan),
    seed,
  };
}

function carriesItems({ traffic, services }: WorldPlan): boolean {
  return (
    traffic.some(({ keys }) => keys !== null) ||
    services.some(({ operations }) => operations.some(({ keys }) => keys !== null))
  );
}

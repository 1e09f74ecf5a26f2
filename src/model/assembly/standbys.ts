/** Builds what waits to be needed, and the copies of data that it would start with. */
import { Copy } from '../recovery/copy.ts';
import { Standby } from '../recovery/standby.ts';
import type { World } from '../world.ts';
import type { Site } from './site.ts';

export interface Standbys {
  /** What waits at the service with this index; null when it simply runs. */
  of(service: number): Standby | null;
  start(): void;
}

export function buildStandbys(world: World, sites: readonly Site[]): Standbys {
  const copies = sites.map(({ plan }) => {
    const original = plan.copy === null ? null : sites[plan.copy.of]!.cluster!.ledger;
    return original && new Copy(world, plan.name, plan.copy!, original);
  });
  const standbys = sites.map(({ plan, replicas, meter }, index) => {
    // A copy that runs already has nothing to start, and is called for all the same.
    const standby = plan.standby ?? (copies[index] === null ? null : { running: plan.replicas, activation: null });
    if (standby === null) return null;
    const built = new Standby(world, plan.name, standby, replicas, copies[index] ?? null);
    meter.unpaidTime = () => built.unpaidTime();
    return built;
  });
  return {
    of: service => standbys[service] ?? null,
    start: () => {
      for (const standby of standbys) standby?.start();
      for (const copy of copies) copy?.start();
    },
  };
}

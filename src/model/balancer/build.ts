import type { Random } from '../../engine/random.ts';
import type { Place } from '../call/parties.ts';
import type { BalancerPlan } from '../plan.ts';
import type { Clock } from '../window.ts';
import type { Balancer } from './balancer.ts';
import { ConsistentHash } from './consistent-hash.ts';
import { LeastRequests } from './least-requests.ts';
import { PeakEwma } from './peak-ewma.ts';
import { PowerOfTwoChoices } from './power-of-two-choices.ts';
import { RandomBalancer } from './random.ts';
import { RoundRobin } from './round-robin.ts';
import { Weighted } from './weighted.ts';
import { ZoneAware } from './zone-aware.ts';

export interface BalancerParts {
  readonly plan: BalancerPlan;
  readonly targets: readonly Place[];
  /** Which of the caller's processes this is, and where it is. */
  readonly client: number;
  readonly home: Place;
  /** All the caller's processes. */
  readonly callers: readonly Place[];
  readonly keyed: Random;
  readonly clock: Clock;
}

/** A balancer over the replicas of a service for one process of a caller. */
export function buildBalancer(parts: BalancerParts): Balancer {
  const { plan, client, keyed } = parts;
  const replicas = parts.targets.length;
  switch (plan.kind) {
    case 'random':
      return new RandomBalancer(replicas, keyed);
    case 'round-robin':
      return new RoundRobin(replicas, client);
    case 'least-requests':
      return new LeastRequests(replicas, client);
    case 'power-of-two-choices':
      return new PowerOfTwoChoices(replicas, keyed);
    case 'ewma':
      return new PeakEwma(replicas, plan.decay, parts.clock, keyed);
    case 'weighted':
      return new Weighted(plan.weights);
    case 'zone-aware':
      return new ZoneAware(parts);
    case 'consistent-hash':
      return new ConsistentHash(replicas, plan.virtualNodes, plan.boundedLoad);
  }
}

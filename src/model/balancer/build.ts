import type { Random } from '../../engine/random.ts';
import type { CallTable } from '../call/call-table.ts';
import type { BalancerPlan } from '../plan.ts';
import type { Balancer } from './balancer.ts';
import { LeastRequests } from './least-requests.ts';
import { PowerOfTwoChoices } from './power-of-two-choices.ts';
import { RandomBalancer } from './random.ts';
import { RoundRobin } from './round-robin.ts';
import { Weighted } from './weighted.ts';

/** A balancer over `replicas` replicas for the `client`-th process of its caller. */
export function buildBalancer(
  plan: BalancerPlan,
  replicas: number,
  client: number,
  calls: CallTable,
  keyed: Random,
): Balancer {
  switch (plan.kind) {
    case 'random':
      return new RandomBalancer(replicas, calls, keyed);
    case 'round-robin':
      return new RoundRobin(replicas, client);
    case 'least-requests':
      return new LeastRequests(replicas, client);
    case 'power-of-two-choices':
      return new PowerOfTwoChoices(replicas, calls, keyed);
    case 'weighted':
      return new Weighted(plan.weights);
  }
}

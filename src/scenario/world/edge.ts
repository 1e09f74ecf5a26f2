/** The client side of an edge: the same for calls and for traffic. */
import type { BalancerPlan, EdgePlan, PolicyPlan } from '../../model/plan.ts';
import { policies } from '../kinds/all.ts';
import type { Path } from '../problems/problem.ts';
import { compileDistribution, type DistributionValue } from '../quantities/distribution.ts';
import type { ClientValue } from '../schema/client.ts';
import { compileDiscovery } from './discovery.ts';
import { compileBalancer, compileHealthCheck, compileOutlierDetection } from './replica-choice.ts';
import type { Site } from './site.ts';

export interface EdgeTarget {
  /** Index into the world's services. */
  readonly index: number;
  readonly replicas: number;
  readonly name: string;
  /** Where its replicas announce themselves; null for nowhere. */
  readonly registry: { readonly name: string; readonly index: number } | null;
  /** Places for replicas, which may be more than there are at first. */
  readonly places: number;
}

/** `path` is where the client side is written: `traffic.shoppers`, `services.a.calls.b`. */
export function compileEdge(name: string, target: EdgeTarget, client: ClientValue, path: Path, site: Site): EdgePlan {
  return {
    name,
    target: target.index,
    latency: optionalDistribution(client.latency, [...path, 'latency'], site),
    loss: client.loss ?? 0,
    policies: compilePolicies(client),
    balancer: forPlaces(compileBalancer(client.balancer, target.replicas, [...path, 'balancer'], site), target.places),
    healthCheck: compileHealthCheck(client.healthCheck, [...path, 'healthCheck'], site),
    outlierDetection: compileOutlierDetection(client.outlierDetection),
    discovery: compileDiscovery(client.discovery, target, [...path, 'discovery'], site),
    cancellation: client.cancellation ?? false,
    deadline: client.deadline ?? false,
    scope: client.scope ?? 'replica',
  };
}

/** A replica that comes later weighs what those of the beginning weigh on average. */
function forPlaces(balancer: BalancerPlan, places: number): BalancerPlan {
  const { weights } = balancer;
  if (weights.length === 0 || weights.length >= places) return balancer;
  const usual = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return { ...balancer, weights: [...weights, ...Array.from({ length: places - weights.length }, () => usual)] };
}

export const optionalDistribution = (value: DistributionValue | undefined, path: Path, site: Site) =>
  value === undefined ? null : compileDistribution(value, site.data(path));

interface AnyPolicy {
  readonly kind: string;
  readonly key: string;
  /** The value is the one found under `key`, of that policy's schema. */
  readonly compile: (value: never) => object | null;
}

function compilePolicies(client: ClientValue): PolicyPlan[] {
  const values: Readonly<Record<string, unknown>> = client;
  return (policies as readonly AnyPolicy[]).flatMap(({ kind, key, compile }) => {
    const settings = values[key] === undefined ? null : compile(values[key] as never);
    return settings === null ? [] : [{ kind, settings }];
  });
}

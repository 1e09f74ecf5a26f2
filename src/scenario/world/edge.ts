/** The client side of an edge: the same for calls and for traffic. */
import type { BalancerPlan, EdgePlan, HealthCheckPlan, PolicyPlan } from '../../model/plan.ts';
import type { ClientValue } from '../client.ts';
import { compileDistribution, type DistributionValue } from '../distribution.ts';
import { balancers, policies } from '../kinds/all.ts';
import type { Path } from '../problem.ts';
import type { Site } from '../site.ts';

export interface EdgeTarget {
  /** Index into the world's services. */
  readonly index: number;
  readonly replicas: number;
}

/** `path` is where the client side is written: `traffic.shoppers`, `services.a.calls.b`. */
export function compileEdge(name: string, target: EdgeTarget, client: ClientValue, path: Path, site: Site): EdgePlan {
  return {
    name,
    target: target.index,
    latency: optionalDistribution(client.latency, [...path, 'latency'], site),
    loss: client.loss ?? 0,
    policies: compilePolicies(client),
    balancer: compileBalancer(client.balancer, target.replicas, [...path, 'balancer'], site),
    healthCheck: compileHealthCheck(client.healthCheck, [...path, 'healthCheck'], site),
    cancellation: client.cancellation ?? false,
    deadline: client.deadline ?? false,
    scope: client.scope ?? 'replica',
  };
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

function compileBalancer(value: ClientValue['balancer'], replicas: number, path: Path, site: Site): BalancerPlan {
  const { kind, weights } = typeof value === 'object' ? value : { kind: value ?? 'random', weights: undefined };
  const { weighted } = balancers.find(({ name }) => name === kind)!;
  if (weighted !== (weights !== undefined)) {
    const message = weighted
      ? 'balancer "weighted" needs weights: { kind: weighted, weights: [3, 1] }'
      : `weights belong to the balancer "weighted", not to "${kind}"`;
    site.report(path, { code: 'BR016', message });
  } else if (weights !== undefined && weights.length !== replicas) {
    const message = `${weights.length} weights for ${replicas} replicas; expected one for each`;
    site.report([...path, 'weights'], {
      code: 'BR034',
      message,
      expected: String(replicas),
      found: String(weights.length),
    });
  } else if (weights?.every(weight => weight === 0)) {
    site.report([...path, 'weights'], { code: 'BR034', message: 'at least one weight must be above zero' });
  }
  return { kind, weights: weights ?? [] };
}

function compileHealthCheck(value: ClientValue['healthCheck'], path: Path, site: Site): HealthCheckPlan | null {
  if (value === undefined) return null;
  const { preset: _, ...settings } = value;
  return { ...settings, work: optionalDistribution(value.work, [...path, 'work'], site) };
}

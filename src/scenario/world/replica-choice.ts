/** `balancer`, `healthCheck` and `outlierDetection` of a client side. */
import type { BalancerPlan, HealthCheckPlan, OutlierDetectionPlan, ShardPlan } from '../../model/plan.ts';
import { balancers } from '../kinds/all.ts';
import type { Path } from '../problems/problem.ts';
import { compileDistribution } from '../quantities/distribution.ts';
import type { ClientValue } from '../schema/client.ts';
import type { Site } from './site.ts';

/** As in Finagle. */
const EWMA_DECAY = 10e9;

export function compileBalancer(
  value: ClientValue['balancer'],
  replicas: number,
  path: Path,
  site: Site,
): BalancerPlan {
  const settings = typeof value === 'object' ? value : { kind: value ?? 'random', panicThreshold: 0 };
  const { kind, weights, decay, panicThreshold, slowStart } = { weights: undefined, ...settings };
  const ring = compileRing(settings, replicas, path, site);
  checkWeights(kind, weights, replicas, path, site);
  if (decay !== undefined && kind !== 'ewma') {
    const message = `\`decay\` belongs to the balancer "ewma", not to "${kind}"`;
    site.reportKey([...path, 'decay'], { code: 'BR016', message });
  }
  return {
    kind,
    weights: weights ?? [],
    decay: decay ?? EWMA_DECAY,
    panicThreshold,
    slowStart: slowStart ?? null,
    shards: compileShards(settings, replicas, path, site),
    ...ring,
  };
}

interface Sharding {
  readonly cells?: number | undefined;
  readonly shuffleSharding?: { readonly perClient: number } | undefined;
}

function compileShards(
  { cells, shuffleSharding }: Sharding,
  replicas: number,
  path: Path,
  site: Site,
): ShardPlan | null {
  if (cells !== undefined && shuffleSharding !== undefined) {
    const message = 'replicas are shared out by `cells` or by `shuffleSharding`, not by both';
    site.reportKey([...path, 'cells'], { code: 'BR016', message });
  }
  const wanted = cells ?? shuffleSharding?.perClient;
  if (wanted === undefined) return null;
  if (wanted > replicas) {
    const message = `${wanted} ${cells === undefined ? 'replicas for each client' : 'cells'}, but only ${replicas} replicas`;
    site.report(path, { code: 'BR404', message, expected: `at most ${replicas}`, found: String(wanted) });
  }
  return cells === undefined ? { kind: 'shuffle', perClient: wanted } : { kind: 'cells', count: wanted };
}

/** Envoy's ring has at least so many places in all. */
const RING_SIZE = 1024;

function compileRing(
  {
    kind,
    virtualNodes,
    boundedLoad,
  }: { kind: string; virtualNodes?: number | undefined; boundedLoad?: number | undefined },
  replicas: number,
  path: Path,
  site: Site,
): Pick<BalancerPlan, 'virtualNodes' | 'boundedLoad'> {
  if (kind !== 'consistent-hash' && (virtualNodes !== undefined || boundedLoad !== undefined)) {
    const message = `virtualNodes and boundedLoad belong to the balancer "consistent-hash", not to "${kind}"`;
    site.report(path, { code: 'BR016', message });
  }
  return {
    virtualNodes: virtualNodes ?? Math.ceil(RING_SIZE / replicas),
    boundedLoad: boundedLoad ?? Number.POSITIVE_INFINITY,
  };
}

function checkWeights(
  kind: BalancerPlan['kind'],
  weights: readonly number[] | undefined,
  replicas: number,
  path: Path,
  site: Site,
): void {
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
}

export function compileHealthCheck(value: ClientValue['healthCheck'], path: Path, site: Site): HealthCheckPlan | null {
  if (value === undefined) return null;
  const { preset: _, work, ...settings } = value;
  const compiled = work === undefined ? null : compileDistribution(work, site.data([...path, 'work']));
  return { ...settings, work: compiled };
}

export function compileOutlierDetection(value: ClientValue['outlierDetection']): OutlierDetectionPlan | null {
  if (value === undefined) return null;
  const { preset: _, consecutiveErrors, successRate, failurePercentage, ...settings } = value;
  return {
    ...settings,
    consecutiveErrors: consecutiveErrors === 'off' ? null : consecutiveErrors,
    successRate: successRate ?? null,
    failurePercentage: failurePercentage ?? null,
  };
}

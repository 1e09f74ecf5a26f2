/**
 * How long a request and its calls take when nobody waits and nothing fails: its own work, one call after another, and of
 * calls made at the same time the slowest. Means add up exactly; the slowest of several has no closed form for most
 * distributions, so it is the mean of draws, always the same ones. Queues, timeouts, retries and the distance between zones
 * are left out, and so are calls nested deeper than DEEPEST or that come round again: a lower bound.
 */
import { buildDistribution } from '../../engine/distribution.ts';
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import { Random } from '../../engine/random.ts';
import type { CallPlan, OperationPlan, ServicePlan, WorldPlan } from '../../model/plan.ts';

const DEEPEST = 200;
/** Of each operation: what the mean of the slowest then lacks is a percent or two. */
const DRAWS = 4000;

/** Mean time of a request's own work. */
export const workOf = ({ work }: OperationPlan): number => buildDistribution(work).mean;

/** Where a call goes. */
export function calleeOf({ services }: WorldPlan, caller: ServicePlan, { edge, operation }: CallPlan) {
  const service = services[caller.edges[edge]!.target]!;
  return { service, operation: service.operations[operation]! };
}

export class ResponseTimes {
  private readonly world: WorldPlan;
  private readonly means = new Map<OperationPlan, number>();
  private readonly draws = new Map<OperationPlan, Float64Array>();

  constructor(world: WorldPlan) {
    this.world = world;
  }

  /** ns. */
  mean(caller: ServicePlan, operation: OperationPlan, depth = 0): number {
    const known = this.means.get(operation);
    if (known !== undefined || depth > DEEPEST) return known ?? 0;
    this.means.set(operation, 0);
    const waits = operation.flow.map(step => (step.kind === 'calls' ? this.meanOf(step.calls, caller, depth) : 0));
    const time = waits.reduce((total, wait) => total + wait, workOf(operation));
    this.means.set(operation, time);
    return time;
  }

  private meanOf(calls: readonly CallPlan[], caller: ServicePlan, depth: number): number {
    const made = calls.filter(({ probability }) => probability > 0);
    if (made.length > 1) {
      const slowest = this.slowest(made, caller, depth);
      return slowest.reduce((sum, draw) => sum + draw, 0) / DRAWS;
    }
    const [call] = made;
    if (call === undefined) return 0;
    const { service, operation } = calleeOf(this.world, caller, call);
    const trip = tripOf(caller, call);
    const there = trip === null ? 0 : 2 * buildDistribution(trip).mean;
    return call.probability * (there + this.mean(service, operation, depth + 1));
  }

  /** Draws of the time until the last of the calls has answered. */
  private slowest(calls: readonly CallPlan[], caller: ServicePlan, depth: number): Float64Array {
    const slowest = new Float64Array(DRAWS);
    for (const [place, call] of calls.entries()) {
      const { service, operation } = calleeOf(this.world, caller, call);
      const times = this.drawsOf(service, operation, depth + 1);
      const spec = tripOf(caller, call);
      const trip = spec === null ? null : buildDistribution(spec);
      // The same operation may be called twice, and each call has its own luck: so it picks among the draws.
      const random = Random.named(`${caller.name}/${place}/${service.name}/${operation.name}`);
      for (let i = 0; i < DRAWS; i++) {
        if (!random.chance(call.probability)) continue;
        const there = trip === null ? 0 : trip.sample(random) + trip.sample(random);
        slowest[i] = Math.max(slowest[i]!, there + times[random.below(DRAWS)]!);
      }
    }
    return slowest;
  }

  private drawsOf(service: ServicePlan, operation: OperationPlan, depth: number): Float64Array {
    const known = this.draws.get(operation);
    if (known !== undefined) return known;
    const draws = new Float64Array(DRAWS);
    this.draws.set(operation, draws);
    if (depth > DEEPEST) return draws;
    const waits = operation.flow.map(step =>
      step.kind === 'calls' ? this.slowest(step.calls, service, depth) : new Float64Array(DRAWS),
    );
    const work = buildDistribution(operation.work);
    const random = Random.named(`${service.name}/${operation.name}`);
    for (let i = 0; i < DRAWS; i++) draws[i] = waits.reduce((total, wait) => total + wait[i]!, work.sample(random));
    return draws;
  }
}

const tripOf = (caller: ServicePlan, { edge }: CallPlan): DistributionSpec | null => caller.edges[edge]!.latency;

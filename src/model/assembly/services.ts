/** Assembles services: replicas of the kind that a plan asks for, what they measure together, and their cluster. */
import { buildDistribution } from '../../engine/distribution.ts';
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import { packed } from '../../engine/packed.ts';
import { Random } from '../../engine/random.ts';
import { Cluster } from '../cluster/cluster.ts';
import type { CpuPlan, ServicePlan, WorldPlan } from '../plan.ts';
import { Broker } from '../service/broker.ts';
import { CacheReplica } from '../service/cache-replica.ts';
import { DecidingReplica } from '../service/deciding-replica.ts';
import { MessageMeter } from '../service/message-meter.ts';
import { buildOperation, callsOf } from '../service/operation.ts';
import { meterCache, meterOverload, meterProcessors } from '../service/own-figures.ts';
import type { ReplicaParts } from '../service/parts.ts';
import { Replica } from '../service/replica.ts';
import type { ServiceMeter } from '../service-meter.ts';
import type { World } from '../world.ts';
import type { Site } from './site.ts';

/** A site for every service, in the plan's order. Nobody is connected to anybody yet. */
export function buildSites(world: World, plan: WorldPlan): readonly Site[] {
  const priorities = [...new Set([0, ...plan.traffic.map(({ priority }) => priority)])].sort((a, b) => b - a);
  return plan.services.map(service => buildSite(world, service, plan.services, priorities));
}

function buildSite(
  world: World,
  plan: ServicePlan,
  services: readonly ServicePlan[],
  priorities: readonly number[],
): Site {
  const { recorder, simulator, seed } = world;
  const meter = recorder.service(plan.name, plan.replicas * plan.concurrency, plan.replicas);
  // A copy, because probes and errands add operations of their own.
  const operations = [...packed(plan.operations, operation => buildOperation(operation, plan, services))];
  const build = replicaBuilder(world, plan);
  const replicas = Array.from({ length: plan.replicas }, (_, number) =>
    build({
      plan,
      number,
      operations,
      meter,
      startup: plan.startup && startupTimes(plan.startup, `${seed}/startup/${plan.name}/${number}`),
      priorities,
    }),
  );
  if (plan.cpu !== null) shareProcessors(world, meter, replicas, plan.cpu);
  meterOverload(recorder, simulator, plan.name, replicas);
  if (operations.some(operation => callsOf(operation).length > 0)) meter.slotTimeIsWork = false;
  const cluster = plan.cluster && new Cluster(world, plan, plan.cluster, replicas);
  return { plan, meter, operations, replicas, cluster };
}

function startupTimes(spec: DistributionSpec, luckName: string): () => number {
  const distribution = buildDistribution(spec);
  const luck = Random.named(luckName);
  return () => distribution.duration(luck);
}

/** Replicas of one service share the meter of what they are besides. */
function replicaBuilder(
  world: World,
  { name, cache, messages, registry }: ServicePlan,
): (parts: ReplicaParts) => Replica {
  if (cache !== null) {
    const meter = meterCache(world.recorder, world.simulator, name);
    return parts => new CacheReplica(world, parts, cache, meter);
  }
  if (messages !== null) {
    const meter = new MessageMeter(world.recorder, name, world.simulator);
    return parts => new Broker(world, parts, messages, meter);
  }
  return parts => new (registry === null ? Replica : DecidingReplica)(world, parts);
}

/** Requests that share a processor hold their slots for longer than their work. */
function shareProcessors(world: World, meter: ServiceMeter, replicas: readonly Replica[], { cores }: CpuPlan): void {
  const { recorder, simulator } = world;
  const processors = replicas.map(({ processor }) => processor!);
  meter.slotTimeIsWork = false;
  meter.processors.push(...processors.map(processor => () => processor.audit()));
  meterProcessors(recorder, simulator, meter.name, processors, cores);
}

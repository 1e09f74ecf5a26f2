/**
 * What one client process knows of the replicas it calls: its balancer, and the informants that tell it whom to leave
 * out - active health checks, outlier detection, lookups. Each learns by messages of its own or from the process's requests.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import { Random } from '../../engine/random.ts';
import { type Balancer, FOREIGN } from '../balancer/balancer.ts';
import { buildBalancer } from '../balancer/build.ts';
import { PeakEwma } from '../balancer/peak-ewma.ts';
import { Probing } from '../balancer/probing.ts';
import { shardOf } from '../balancer/shard.ts';
import { SlowStart } from '../balancer/slow-start.ts';
import { type AttemptWatch, watchedBy } from '../call/attempt-watch.ts';
import { HealthChecker } from '../health/health-checker.ts';
import { OutlierDetector } from '../health/outlier-detector.ts';
import type { HealthCheckPlan, ShardPlan } from '../plan.ts';
import { type Operation, plainOperation, workStep } from '../service/operation.ts';
import type { World } from '../world.ts';
import type { ClientParts } from './client.ts';
import { buildErrand } from './errands.ts';
import type { Informant } from './site.ts';

export interface Knowledge {
  readonly balancer: Balancer;
  readonly informants: readonly Informant[];
  /** Who learns from the attempts; null for nobody. */
  readonly watch: AttemptWatch | null;
}

export function buildKnowledge(world: World, parts: ClientParts): Knowledge {
  const balancer = buildClientBalancer(world, parts);
  const checker = parts.plan.healthCheck && buildChecker(world, parts, parts.plan.healthCheck, balancer);
  const detector = parts.plan.outlierDetection && buildDetector(world, parts, balancer);
  const lookup = parts.directory.lookupFor(parts, balancer);
  const watches = [balancer instanceof PeakEwma ? balancer : null, detector, lookup];
  return {
    balancer,
    informants: [checker, detector, lookup].filter(informant => informant !== null),
    watch: watchedBy(watches.filter(watch => watch !== null)),
  };
}

function buildClientBalancer(world: World, parts: ClientParts): Balancer {
  const { plan, meter, target } = parts;
  const { keyed, simulator, recorder } = world;
  const replicas = target.replicas.length;
  const balancer = buildBalancer({
    plan: plan.balancer,
    targets: target.replicas,
    client: parts.number,
    home: parts.home,
    callers: parts.callers,
    keyed,
    clock: simulator,
  });
  const { slowStart, panicThreshold } = plan.balancer;
  if (plan.balancer.shards !== null) keepToShard(world, parts, plan.balancer.shards, balancer);
  balancer.panicThreshold = panicThreshold;
  balancer.slowStart = slowStart && new SlowStart(slowStart, replicas, simulator, keyed);
  if (panicThreshold > 0) {
    const panics = recorder.counter(target.plan.name, 'panics');
    balancer.onPanic = isPanicking => {
      if (isPanicking) panics.add();
      recorder.log(isPanicking ? 'panic' : 'panic-over', meter.name, target.plan.name);
    };
  }
  return balancer;
}

/** The client's own luck decides which replicas are its shard. */
function keepToShard(world: World, { meter, target, number }: ClientParts, plan: ShardPlan, balancer: Balancer): void {
  const luck = Random.named(`${world.seed}/shards/${meter.name}/${number}`);
  shardOf(plan, target.replicas.length, number, luck).forEach((isMine, replica) => {
    if (!isMine) balancer.exclude(replica, FOREIGN);
  });
}

function buildDetector(world: World, { plan, meter, target, number }: ClientParts, balancer: Balancer) {
  return new OutlierDetector(world, {
    plan: plan.outlierDetection!,
    name: meter.name,
    service: target.plan.name,
    balancer,
    targets: target.replicas,
    luck: Random.named(`${world.seed}/outliers/${meter.name}/${number}`),
  });
}

function buildChecker(world: World, parts: ClientParts, plan: HealthCheckPlan, balancer: Balancer): HealthChecker {
  const { meter, target } = parts;
  const checker = new HealthChecker(world, {
    plan,
    name: meter.name,
    service: target.plan.name,
    balancer,
    targets: target.replicas,
    home: parts.home,
    link: parts.link,
    luck: Random.named(`${world.seed}/health/${meter.name}/${parts.number}`),
  });
  if (plan.work !== null || plan.deep) probeWithWork(world, parts, plan, checker);
  return checker;
}

/** Probes that cost work, or ask further, are calls of their own, to an operation that is only that. */
function probeWithWork(world: World, parts: ClientParts, plan: HealthCheckPlan, checker: HealthChecker): void {
  const { meter, target } = parts;
  const work = plan.work && buildDistribution(plan.work);
  const operation = plan.deep
    ? parts.deepProbes.operationOf(target, work)
    : target.operations.push(onlyWork(work!)) - 1;
  const errand = buildErrand(world, {
    number: parts.number,
    meter: world.recorder.edge(`${meter.name} health checks`, target.meter, 'probes'),
    timeout: plan.timeout,
    balancer: new Probing(target.replicas.length),
    link: parts.link,
    targets: target.replicas,
    caller: checker,
    home: parts.home,
    luck: Random.named(`${world.seed}/probes/${meter.name}/${parts.number}`),
  });
  checker.costlyProbe = replica => errand(replica, operation);
}

const onlyWork = (work: Distribution): Operation => plainOperation(work, workStep(1));

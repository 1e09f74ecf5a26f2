/**
 * A world's load on paper, before anything is simulated: mean request rates through the call graph, and how long a
 * request holds a slot when nobody waits. No queueing, no failures, no retries: what the system has to cope with on its
 * best day. Sources in a closed loop adapt to the system and are left out.
 */
import { buildDistribution } from '../../engine/distribution.ts';
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import type { CallPlan, CpuPlan, EdgePlan, OperationPlan, ServicePlan, WorldPlan } from '../../model/plan.ts';
import { perSecondOf } from './rate-points.ts';

export interface LoadEstimate {
  /** Requests per second that reach the service, on average over the run. */
  readonly offeredPerSecond: number;
  /** Requests per second it can serve; Infinity when nothing bounds it. */
  readonly capacityPerSecond: number;
}

/** Calls that go round settle geometrically; further rounds would change the third digit at most. */
const ROUNDS = 64;
const DEEPEST = 200;
const NANOSECONDS_PER_SECOND = 1e9;

/** Caches full of what is asked for, as on their best day, or with nothing in them. */
type CacheState = 'warm' | 'cold';

/** One per service, in order. */
export function estimateLoad(given: WorldPlan, caches: CacheState = 'warm'): LoadEstimate[] {
  const world = withMissesOnly(given, caches);
  const rates = operationRates(world);
  const holding = holdingTimes(world);
  return world.services.map(service => {
    const offered = service.operations.map(operation => rates.get(operation) ?? 0);
    const offeredPerSecond = offered.reduce((sum, rate) => sum + rate, 0);
    const slotTime = service.operations.reduce(
      (sum, operation, i) => sum + offered[i]! * holding(service, operation),
      0,
    );
    const slots = service.replicas * service.concurrency;
    const bySlots =
      slotTime === 0 ? Number.POSITIVE_INFINITY : (offeredPerSecond * slots * NANOSECONDS_PER_SECOND) / slotTime;
    const work = service.operations.reduce((sum, operation, i) => sum + offered[i]! * meanOf(operation.work), 0);
    const byProcessor =
      service.cpu === null || work === 0
        ? Number.POSITIVE_INFINITY
        : (offeredPerSecond * service.replicas * mostSpeed(service, service.cpu) * NANOSECONDS_PER_SECOND) / work;
    return { offeredPerSecond, capacityPerSecond: Math.min(bySlots, byProcessor) };
  });
}

/**
 * Attempts per second at every service if each attempt failed and everybody tried as often as `attemptsOf` its edge
 * allows: the tiers multiply. An upper bound; null where the tiers go round, because it would have no end.
 */
export function worstRates(world: WorldPlan, attemptsOf: (edge: EdgePlan) => number): readonly (number | null)[] {
  const owners = ownersOf(world);
  if (returningOperations(world, owners).length > 0) return world.services.map(() => null);
  const rates = operationRates(world, attemptsOf);
  return world.services.map(({ operations }) =>
    operations.reduce((sum, operation) => sum + (rates.get(operation) ?? 0), 0),
  );
}

/** Requests' worth of work that a replica does at a time at most, with as many at work as suits it best. */
function mostSpeed({ concurrency }: ServicePlan, { cores, contention, coherency }: CpuPlan): number {
  const speed = (n: number): number => Math.min(n, cores) / (1 + contention * (n - 1) + coherency * n * (n - 1));
  // Beyond the cores more at work only cost; below, coherency has its peak at sqrt((1 - contention) / coherency).
  const peak = coherency === 0 ? Number.POSITIVE_INFINITY : Math.sqrt(Math.max(0, 1 - contention) / coherency);
  const best = Math.min(concurrency, cores, peak);
  if (best === Number.POSITIVE_INFINITY) return contention === 0 ? best : 1 / contention;
  return Math.max(speed(Math.max(1, Math.floor(best))), speed(Math.min(concurrency, Math.max(1, Math.ceil(best)))));
}

/**
 * The world with calls to origins made as often as caches miss: in proportion to a given share of hits; never by warm
 * caches that go by keys, whose share nobody knows before the run; always while they are cold.
 */
function withMissesOnly(world: WorldPlan, caches: CacheState): WorldPlan {
  const missesOf = ({ cache }: ServicePlan): number => {
    if (cache === null || caches === 'cold') return 1;
    return cache.hitRatio === null ? 0 : 1 - cache.hitRatio;
  };
  const shareMade = (service: ServicePlan, { onMiss }: CallPlan): number => {
    if (onMiss === null) return missesOf(service);
    return missesOf(world.services[service.edges[onMiss]!.target]!);
  };
  const services = world.services.map(service => {
    const operations = service.operations.map(operation => ({
      ...operation,
      flow: operation.flow.map(step =>
        step.kind === 'work'
          ? step
          : {
              ...step,
              calls: step.calls.map(call => ({ ...call, probability: call.probability * shareMade(service, call) })),
            },
      ),
    }));
    return { ...service, operations };
  });
  return { ...world, services };
}

/** A request may cause this many more of its own kind on average, all the way down. */
export const MOST_ROUNDS = 10;

/** The name of a service whose requests come back to it more than MOST_ROUNDS times on average; null when there is none. */
export function endlessService(world: WorldPlan): string | null {
  const owners = ownersOf(world);
  const endless = returningOperations(world, owners).find(each => returnsTo(world, owners, each) > MOST_ROUNDS);
  return endless === undefined ? null : owners.get(endless)!.name;
}

/** Operations that some chain of calls leads back to: at least one of every circle. */
function returningOperations(world: WorldPlan, owners: Owners): OperationPlan[] {
  const open = new Set<OperationPlan>();
  const done = new Set<OperationPlan>();
  const found = new Set<OperationPlan>();
  const visit = (operation: OperationPlan): void => {
    if (open.has(operation)) found.add(operation);
    if (open.has(operation) || done.has(operation)) return;
    open.add(operation);
    for (const call of callsOf(operation)) visit(targetOf(world, owners.get(operation)!, call).operation);
    open.delete(operation);
    done.add(operation);
  };
  for (const operation of owners.keys()) visit(operation);
  return [...found];
}

/** Requests of the same operation that one of them causes; not counted on when it is more than MOST_ROUNDS. */
function returnsTo(world: WorldPlan, owners: Owners, operation: OperationPlan): number {
  let wave: Wave = causedRates(world, owners, new Map([[operation, 1]]));
  let returns = 0;
  for (let round = 0; round < 1000 && wave.size > 0 && returns <= MOST_ROUNDS; round++) {
    returns += wave.get(operation) ?? 0;
    wave = new Map([...causedRates(world, owners, wave)].filter(([, rate]) => rate > 1e-6));
  }
  return returns;
}

/** How often a call over an edge is tried. */
type AttemptsOf = (edge: EdgePlan) => number;

const once: AttemptsOf = () => 1;

type Owners = ReadonlyMap<OperationPlan, ServicePlan>;
/** Requests per second by operation. */
type Wave = ReadonlyMap<OperationPlan, number>;

const ownersOf = ({ services }: WorldPlan): Owners =>
  new Map(services.flatMap(service => service.operations.map(operation => [operation, service] as const)));

/** Power iteration: what the sources send, plus what those requests cause, plus what these cause, and so on. */
function operationRates(world: WorldPlan, attemptsOf: AttemptsOf = once): Map<OperationPlan, number> {
  const total = new Map<OperationPlan, number>();
  const owners = ownersOf(world);
  let wave = bornRates(world, attemptsOf);
  for (let round = 0; round < ROUNDS && wave.size > 0; round++) {
    for (const [operation, rate] of wave) total.set(operation, (total.get(operation) ?? 0) + rate);
    wave = causedRates(world, owners, wave, attemptsOf);
  }
  return total;
}

function bornRates(world: WorldPlan, attemptsOf: AttemptsOf): Map<OperationPlan, number> {
  const rates = new Map<OperationPlan, number>();
  for (const { arrivals, mix, edge } of world.traffic) {
    if (arrivals.kind === 'closed') continue;
    const born = perSecondOf(arrivals, world.duration);
    const perSecond = born * attemptsOf(edge);
    const weights = mix.reduce((sum, { weight }) => sum + weight, 0);
    for (const { operation, weight } of mix)
      addTo(rates, world.services[edge.target]!.operations[operation]!, (perSecond * weight) / weights);
  }
  return rates;
}

function causedRates(
  world: WorldPlan,
  owners: Owners,
  wave: Wave,
  attemptsOf: AttemptsOf = once,
): Map<OperationPlan, number> {
  const rates = new Map<OperationPlan, number>();
  for (const [operation, rate] of wave) {
    const caller = owners.get(operation)!;
    for (const call of callsOf(operation)) {
      const attempts = attemptsOf(caller.edges[call.edge]!);
      addTo(rates, targetOf(world, caller, call).operation, rate * call.probability * attempts);
    }
  }
  return rates;
}

const addTo = (rates: Map<OperationPlan, number>, operation: OperationPlan, rate: number): void => {
  if (rate > 0) rates.set(operation, (rates.get(operation) ?? 0) + rate);
};

const callsOf = (operation: OperationPlan): CallPlan[] =>
  operation.flow.flatMap(step => (step.kind === 'calls' ? step.calls : []));

function targetOf(
  world: WorldPlan,
  caller: ServicePlan,
  call: CallPlan,
): { service: ServicePlan; operation: OperationPlan } {
  const service = world.services[caller.edges[call.edge]!.target]!;
  return { service, operation: service.operations[call.operation]! };
}

/**
 * Time a slot is held for one request: its own work, and while a blocking service waits, the calls' response times. Calls
 * nested deeper than DEEPEST, or that come round again, count as nothing, which keeps it a lower bound.
 */
function holdingTimes(world: WorldPlan): (service: ServicePlan, operation: OperationPlan) => number {
  const known = new Map<OperationPlan, number>();
  const response = (service: ServicePlan, operation: OperationPlan, depth: number): number => {
    const before = known.get(operation);
    if (before !== undefined || depth > DEEPEST) return before ?? 0;
    known.set(operation, 0);
    const waits = operation.flow.map(step => (step.kind === 'calls' ? waitFor(step.calls, service, depth) : 0));
    const time = waits.reduce((total, wait) => total + wait, meanOf(operation.work));
    known.set(operation, time);
    return time;
  };
  const waitFor = (calls: readonly CallPlan[], caller: ServicePlan, depth: number): number => {
    const waits = calls.map(call => {
      const { service, operation } = targetOf(world, caller, call);
      const { latency } = caller.edges[call.edge]!;
      const trip = latency === null ? 0 : 2 * meanOf(latency);
      return call.probability * (trip + response(service, operation, depth + 1));
    });
    return Math.max(0, ...waits);
  };
  return (service, operation) =>
    service.threading === 'blocking' ? response(service, operation, 0) : meanOf(operation.work);
}

const meanOf = (spec: DistributionSpec): number => buildDistribution(spec).mean;

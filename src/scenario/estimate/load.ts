/**
 * A world's load on paper, before anything is simulated: mean request rates through the call graph, and how long a
 * request holds a slot when nobody waits. No queueing, no failures, no retries: what the system has to cope with on its
 * best day. Sources in a closed loop adapt to the system and are left out.
 */
import type { CallPlan, CpuPlan, EdgePlan, OperationPlan, ServicePlan, WorldPlan } from '../../model/plan.ts';
import { perSecondOf } from './rate-points.ts';
import { calleeOf, ResponseTimes, workOf } from './response-times.ts';

export interface LoadEstimate {
  /** How many there are while nothing fails and nothing is brought out. */
  readonly replicas: number;
  /** Requests per second that reach the service, on average over the run. */
  readonly offeredPerSecond: number;
  /** Requests per second it can serve; Infinity when nothing bounds it. */
  readonly capacityPerSecond: number;
  /** Mean time of a request's own work, ns. */
  readonly work: number;
}

export interface LoadQuestion {
  /** Full of what is asked for, as on their best day, or with nothing in them. */
  readonly caches?: 'warm' | 'cold';
  /** What the run begins with, or as many as an autoscaler may add. */
  readonly replicas?: 'initial' | 'most';
}

/** Calls that go round settle geometrically; further rounds would change the third digit at most. */
const ROUNDS = 64;
const NANOSECONDS_PER_SECOND = 1e9;

/** One per service, in order. Of a service that nobody asks, what it could serve of each operation in equal parts. */
export function estimateLoad(
  given: WorldPlan,
  { caches = 'warm', replicas = 'initial' }: LoadQuestion = {},
): LoadEstimate[] {
  const world = withMissesOnly(given, caches);
  const rates = operationRates(world);
  const times = new ResponseTimes(world);
  return world.services.map((service, index) => {
    const offered = service.operations.map(operation => rates.get(operation) ?? 0);
    const offeredPerSecond = offered.reduce((sum, rate) => sum + rate, 0);
    const mean = (of: (operation: OperationPlan) => number): number =>
      service.operations.reduce((sum, operation, i) => {
        const share = offeredPerSecond === 0 ? 1 / service.operations.length : offered[i]! / offeredPerSecond;
        return sum + (share === 0 ? 0 : share * of(operation));
      }, 0);
    const work = mean(workOf);
    const held = service.threading === 'blocking' ? mean(operation => times.mean(service, operation)) : work;
    const count = replicasOf(world, index, replicas);
    const bySlots =
      held === 0 ? Number.POSITIVE_INFINITY : (count * service.concurrency * NANOSECONDS_PER_SECOND) / held;
    const byProcessor =
      service.cpu === null || work === 0
        ? Number.POSITIVE_INFINITY
        : (count * mostSpeed(service, service.cpu) * NANOSECONDS_PER_SECOND) / work;
    return { replicas: count, offeredPerSecond, capacityPerSecond: Math.min(bySlots, byProcessor), work };
  });
}

/** The plan has places for those that an autoscaler, a rollout or a lost machine may add for a while. */
function replicasOf({ services, infrastructure }: WorldPlan, index: number, which: 'initial' | 'most'): number {
  const runtime = infrastructure?.runtimes[index] ?? null;
  if (runtime === null) return services[index]!.replicas;
  return which === 'initial' ? runtime.initial : Math.max(runtime.initial, runtime.autoscaler?.max ?? 0);
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
function withMissesOnly(world: WorldPlan, caches: 'warm' | 'cold'): WorldPlan {
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
    for (const call of callsOf(operation)) visit(calleeOf(world, owners.get(operation)!, call).operation);
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
      addTo(rates, calleeOf(world, caller, call).operation, rate * call.probability * attempts);
    }
  }
  return rates;
}

const addTo = (rates: Map<OperationPlan, number>, operation: OperationPlan, rate: number): void => {
  if (rate > 0) rates.set(operation, (rates.get(operation) ?? 0) + rate);
};

const callsOf = (operation: OperationPlan): CallPlan[] =>
  operation.flow.flatMap(step => (step.kind === 'calls' ? step.calls : []));

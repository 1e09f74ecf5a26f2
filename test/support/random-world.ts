/** Arbitrary small worlds for property tests: any tree of services, policies, faults and traffic that a plan can say. */
import fc from 'fast-check';
import type { FaultEffect, PolicyPlan } from '../../src/model/plan.ts';
import {
  breaker,
  bulkhead,
  type EdgeDraft,
  exponential,
  type FaultDraft,
  fallback,
  healthCheck,
  ms,
  rateLimit,
  reload,
  retry,
  type ServiceDraft,
  type TrafficDraft,
  timeout,
  totalTimeout,
  type WorldDraft,
} from './world.ts';

const NAMES = ['front', 'middle', 'back', 'store'];

/** There or not, with even chances. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 1 });

const policies: fc.Arbitrary<readonly PolicyPlan[]> = fc
  .record({
    timeout: maybe(fc.integer({ min: 1, max: 60 }).map(timeout)),
    total: maybe(fc.integer({ min: 5, max: 150 }).map(totalTimeout)),
    retry: maybe(
      fc
        .record({ attempts: fc.integer({ min: 2, max: 4 }), backoff: fc.nat(3), budget: fc.boolean() })
        .map(({ attempts, backoff, budget }) =>
          retry({
            attempts,
            backoff: [
              { kind: 'none' as const },
              { kind: 'exponential' as const, base: ms(2), factor: 2, max: ms(10), jitter: 'full' as const },
              { kind: 'exponential' as const, base: ms(3), factor: 1, max: ms(10), jitter: 'none' as const },
              { kind: 'decorrelated' as const, base: ms(1), max: ms(20) },
            ][backoff]!,
            budget: budget ? { kind: 'ratio' as const, ratio: 0.2, minPerSecond: 10, window: ms(100) } : null,
          }),
        ),
    ),
    breaker: maybe(
      fc
        .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 60 }), fc.integer({ min: 1, max: 3 }))
        .map(([failures, openFor, probes]) => breaker({ kind: 'consecutive', failures }, openFor, probes)),
    ),
    rateLimit: maybe(fc.integer({ min: 20, max: 400 }).map(perSecond => rateLimit(perSecond, 5))),
    bulkhead: maybe(
      fc
        .tuple(fc.integer({ min: 1, max: 4 }), fc.nat(3), fc.constantFrom(5, 20, Infinity))
        .map(([places, queue, wait]) => bulkhead(places, queue, wait)),
    ),
    fallback: maybe(fc.constantFrom(0, 2).map(fallback)),
  })
  .map(chain => Object.values(chain).filter(policy => policy !== undefined));

const edgeTo = (to: string): fc.Arbitrary<EdgeDraft> =>
  fc
    .record({
      policies,
      latency: maybe(fc.constantFrom(1, 2)),
      loss: fc.constantFrom(0, 0, 0.1),
      balancer: fc.constantFrom('random', 'round-robin', 'least-requests', 'power-of-two-choices'),
      healthCheck: maybe(
        fc.constantFrom(undefined, 1).map(work => healthCheck({ interval: 15, timeout: 5, ...(work ? { work } : {}) })),
      ),
      cancellation: fc.boolean(),
      deadline: fc.boolean(),
      scope: fc.constantFrom('replica', 'service'),
      optional: fc.boolean(),
      probability: fc.constantFrom(1, 0.6),
    })
    .map(({ latency, healthCheck: check, ...rest }) => ({
      to,
      ...rest,
      ...(latency === undefined ? {} : { latency }),
      ...(check === undefined ? {} : { healthCheck: check }),
    }));

/** Services call only services further down the list, so that there are no endless cycles. */
const serviceAt = (index: number, count: number): fc.Arbitrary<ServiceDraft> => {
  const below = NAMES.slice(index + 1, count);
  return fc
    .record({
      replicas: fc.integer({ min: 1, max: 3 }),
      concurrency: fc.constantFrom(1, 2, 5, Infinity),
      threading: fc.constantFrom('blocking', 'async'),
      work: fc.constantFrom(0, 3, exponential(4)),
      errors: fc.constantFrom(0, 0, 0.1),
      startup: maybe(fc.constantFrom(5, exponential(10))),
      capacity: fc.constantFrom(0, 3, Infinity),
      discipline: fc.constantFrom('fifo', 'lifo', 'priority'),
      maxWait: fc.constantFrom(ms(15), Infinity),
      limit: maybe(fc.integer({ min: 30, max: 300 })),
      parallel: fc.boolean(),
      twice: fc.boolean(),
      edges: fc.tuple(...below.map(edgeTo)),
    })
    .map(({ capacity, discipline, maxWait, limit, parallel, twice, edges, startup, ...rest }) => {
      const targets = edges.map(edge => edge.to);
      const calls = parallel ? [twice ? [...targets, ...targets] : targets] : targets.map(target => [target]);
      return {
        name: NAMES[index]!,
        ...rest,
        ...(startup === undefined ? {} : { startup }),
        queue: { capacity, discipline: discipline as 'fifo', maxWait },
        rateLimit: limit === undefined ? null : { ratePerSecond: limit, burst: 3 },
        edges,
        flow: edges.length === 0 ? [1] : [0.5, ...calls, 0.5],
      } as ServiceDraft;
    });
};

const sourceAt = (number: number): fc.Arbitrary<TrafficDraft> =>
  fc
    .record({
      edge: edgeTo('front'),
      isOpen: fc.boolean(),
      rate: fc.integer({ min: 20, max: 300 }),
      clients: fc.integer({ min: 1, max: 3 }),
      priority: fc.nat(2),
      reload: maybe(fc.constantFrom(5, 20)),
    })
    .map(({ edge, isOpen, rate, clients, priority, reload: after }) => ({
      ...edge,
      name: `source ${number}`,
      clients,
      priority,
      policies: [...edge.policies!, ...(after === undefined ? [] : [reload(after, 0.5, 2)])],
      ...(isOpen ? { perSecond: rate } : { users: { count: 1 + (rate % 20), thinkTime: exponential(20) } }),
    }));

const effect: fc.Arbitrary<FaultEffect> = fc.constantFrom<FaultEffect>(
  { kind: 'crash', silent: false },
  { kind: 'crash', silent: true },
  { kind: 'hang' },
  { kind: 'slow', factor: 3, added: ms(1) },
  { kind: 'errors', share: 0.5 },
  { kind: 'partition' },
  { kind: 'loss', share: 0.3 },
  { kind: 'capacity', share: 0.5 },
  { kind: 'surge', factor: 3 },
  { kind: 'surge', factor: 0 },
);

const faultIn = (services: readonly string[]): fc.Arbitrary<Omit<FaultDraft, 'name'>> =>
  fc
    .record({
      effect,
      target: fc.constantFrom(...services),
      one: fc.boolean(),
      from: fc.integer({ min: 0, max: 250 }),
      length: fc.integer({ min: 1, max: 150 }),
      every: maybe(fc.integer({ min: 20, max: 120 })),
    })
    .map(({ effect: what, target, one, from, length, every }) => ({
      effect: what,
      on: what.kind === 'surge' ? ['source 0'] : [one ? `${target}[0]` : target],
      from,
      until: from + length,
      // Episodes of one fault may overlap, but a surge on top of itself every 20 ms is 3 to the power of many.
      ...(every === undefined || what.kind === 'surge' ? {} : { every }),
    }));

/** A world of up to four services, two sources and four faults, 300 ms long. */
export const randomWorld: fc.Arbitrary<WorldDraft> = fc.integer({ min: 1, max: 4 }).chain(count =>
  fc
    .record({
      services: fc.tuple(...NAMES.slice(0, count).map((_, index) => serviceAt(index, count))),
      traffic: fc.tuple(sourceAt(0), sourceAt(1)),
      faults: fc.array(faultIn(NAMES.slice(0, count)), { maxLength: 4 }),
      warmup: fc.constantFrom(0, 50),
    })
    .map(({ services, traffic, faults, warmup }) => ({
      duration: 300,
      warmup,
      window: 50,
      services,
      traffic,
      faults: faults.map((own, number) => ({ ...own, name: `fault ${number}` })),
    })),
);

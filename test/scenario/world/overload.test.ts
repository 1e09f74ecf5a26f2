import { describe, expect, test } from 'vitest';
import { errorsOf, small, warningsOf, worldOf } from '../compile-text.ts';

const MS = 1e6;
const S = 1e9;

/** The small scenario with more keys in its service, or in its traffic. */
const serviceWith = (text: string): string => small().replace('work: 5ms', `work: 5ms, ${text}`);
const clientWith = (text: string): string => small().replace('timeout: 1s', `timeout: 1s, ${text}`);

const serviceOf = (text: string) => worldOf(serviceWith(text)).services[0]!;
const policyOf = (text: string) =>
  worldOf(clientWith(text)).traffic[0]!.edge.policies.find(({ kind }) => kind !== 'attempt-timeout')!;
const queueOf = (text: string) => worldOf(small().replace('capacity: 10', `capacity: 10, ${text}`)).services[0]!.queue;

describe('a queue', () => {
  test('turns around above as many as the replica has slots, unless said otherwise', () => {
    expect(queueOf('discipline: adaptive-lifo')).toMatchObject({ discipline: 'adaptive-lifo', lifoAbove: 8 });
    expect(queueOf('discipline: adaptive-lifo, lifoAbove: 3')).toMatchObject({ lifoAbove: 3 });
  });

  test('controls its delay as a discipline or under any other', () => {
    expect(queueOf('discipline: codel')).toMatchObject({
      discipline: 'fifo',
      codel: { target: 5 * MS, interval: 100 * MS },
    });
    expect(queueOf('discipline: adaptive-lifo, codel: { target: 20ms }')).toMatchObject({
      discipline: 'adaptive-lifo',
      codel: { target: 20 * MS, interval: 100 * MS },
    });
    expect(queueOf('discipline: lifo').codel).toBeNull();
  });
});

describe('overload control of a service', () => {
  test('is nothing unless asked for', () => {
    expect(worldOf(small()).services[0]!.overload).toBeNull();
  });

  test('sheds by rules with a name', () => {
    const text = 'shed: { batch: { priority: 0, queue: 4 }, browsing: { priority: 5, utilisation: 90% } }';
    expect(serviceOf(text).overload!.shed).toEqual([
      { priority: 0, queue: 4, utilisation: 2, over: S },
      { priority: 5, queue: Number.POSITIVE_INFINITY, utilisation: 0.9, over: S },
    ]);
    expect(errorsOf(serviceWith('shed: { batch: { priority: 0 } }'))).toEqual(['BR400 services.api.shed.batch']);
  });

  test('limits concurrency with the defaults of the algorithm', () => {
    const limitOf = (text: string) => serviceOf(`concurrencyLimit: ${text}`).overload!.limit;
    expect(limitOf('gradient')).toEqual({
      algorithm: 'gradient',
      initial: 20,
      min: 20,
      max: 200,
      timeout: 5 * S,
      backoff: 0.9,
      smoothing: 0.2,
      queueSize: 4,
    });
    expect(limitOf('vegas')).toMatchObject({ initial: 20, min: 1, max: 1000 });
    expect(limitOf('{ algorithm: aimd, timeout: 100ms, max: 5 }')).toMatchObject({
      initial: 5,
      min: 1,
      max: 5,
      timeout: 100 * MS,
    });
  });

  test('tells whom it refuses when to come back, and dims', () => {
    expect(serviceOf('retryAfter: 2s').overload!.retryAfter).toBe(2 * S);
    expect(serviceOf('dimmer: { target: 200ms }').overload!.dimmer).toEqual({
      target: 200 * MS,
      percentile: 0.95,
      interval: S,
      gain: 0.25,
      work: 0,
    });
  });

  test('keeps a bucket for everybody, each client or each source', () => {
    expect(serviceOf('rateLimit: { rate: 10/s }').rateLimit!.per).toBe('all');
    expect(serviceOf('rateLimit: { rate: 10/s, per: client }').rateLimit!.per).toBe('client');
  });
});

describe('overload control of a client', () => {
  test.each([
    ['throttle: {}', 'throttle', { k: 2, window: 120 * S }],
    ['concurrencyLimit: aimd', 'adaptive-bulkhead', { algorithm: 'aimd', initial: 10, min: 1, max: 200 }],
    [
      'hedge: { budget: 5% }',
      'hedge',
      { after: { kind: 'percentile', share: 0.95 }, max: 1, cancel: true, budget: 0.05 },
    ],
    [
      'hedge: { after: 20ms, max: 2, cancel: false }',
      'hedge',
      { after: { kind: 'delay', delay: 20 * MS }, max: 2, cancel: false, budget: null },
    ],
    ['hedge: { after: p99.9 }', 'hedge', { after: { kind: 'percentile', share: 0.9990000000000001 } }],
  ])('%s', (text, kind, settings) => {
    expect(policyOf(text)).toMatchObject({ kind, settings });
  });

  test.each([
    [
      '{ bucket: {} }',
      { kind: 'bucket', capacity: 500, cost: 5, timeoutCost: 10, perCall: 0, perSuccess: 1, refund: true },
    ],
    ['{ throttling: {} }', { kind: 'throttling', maxTokens: 10, tokenRatio: 0.1 }],
    ['{ failureRate: 10% }', { kind: 'failure-rate', rate: 0.1, window: Number.POSITIVE_INFINITY }],
    ['{ failureRate: 10%, window: 10s }', { kind: 'failure-rate', rate: 0.1, window: 10 * S }],
  ])('retry budget %s', (text, budget) => {
    expect(policyOf(`retry: { budget: ${text} }`).settings).toMatchObject({ budget });
  });

  test('a delay of a hedge is a time or a percentile', () => {
    expect(errorsOf(clientWith('hedge: { after: q95 }'))).toEqual(['BR012 traffic.users.hedge.after']);
  });

  test('hedging without a budget is told', () => {
    expect(warningsOf(clientWith('hedge: {}'))).toEqual(['BR451 traffic.users.hedge']);
    expect(warningsOf(clientWith('hedge: { budget: 5% }'))).toEqual([]);
  });

  test('a hedge that comes after the timeout of an attempt or of the call is told', () => {
    const warnings = (after: string, timeout: string) =>
      warningsOf(small().replace('timeout: 1s', `hedge: { after: ${after}, budget: 5% }, ${timeout}`));
    expect(warnings('201ms', 'timeout: 200ms')).toEqual(['BR453 traffic.users.hedge.after']);
    expect(warnings('2s', 'totalTimeout: 1s')).toEqual(['BR453 traffic.users.hedge.after']);
    expect(warnings('200ms', 'timeout: 200ms')).toEqual([]);
    expect(warnings('p99', 'timeout: 1ms')).toEqual([]);
  });

  test('clients may be kept to shards that fit the replicas', () => {
    const shardsOf = (text: string) =>
      worldOf(
        clientWith(`balancer: { kind: random, ${text} }`).replace('concurrency: 8', 'replicas: 4, concurrency: 8'),
      ).traffic[0]!.edge.balancer.shards;
    expect(shardsOf('cells: 2')).toEqual({ kind: 'cells', count: 2 });
    expect(shardsOf('shuffleSharding: { perClient: 3 }')).toEqual({ kind: 'shuffle', perClient: 3 });
    expect(errorsOf(clientWith('balancer: { kind: random, cells: 2 }'))).toEqual(['BR404 traffic.users.balancer']);
    const both = 'balancer: { kind: random, cells: 1, shuffleSharding: { perClient: 1 } }';
    expect(errorsOf(clientWith(both))).toEqual(['BR016 traffic.users.balancer.cells']);
  });
});

describe('a message queue', () => {
  const queue = (text = '', call = '{}'): string => `name: small
services:
  jobs: { kind: queue, calls: { worker: ${call} }${text} }
  worker: { replicas: 3, concurrency: 4, queue: { capacity: 10 }, work: 5ms }
traffic:
  users: { to: jobs, rate: 100/s, timeout: 1s }
`;

  test('has as many messages out as its consumer has slots, and the visibility timeout of Amazon SQS', () => {
    const [jobs] = worldOf(queue()).services;
    expect(jobs).toMatchObject({
      kind: 'queue',
      concurrency: Number.POSITIVE_INFINITY,
      threading: 'async',
      queue: { capacity: 0 },
      messages: {
        capacity: Number.POSITIVE_INFINITY,
        inFlight: 12,
        redeliverAfter: S,
        maxDeliveries: 5,
        durable: true,
      },
    });
    expect(jobs!.edges[0]!.policies).toEqual([{ kind: 'attempt-timeout', settings: { limit: 30 * S } }]);
  });

  test('divides the hands of its consumer among its own replicas', () => {
    const [jobs] = worldOf(queue(', replicas: 2, messages: { prefetch: 5, capacity: 100 }')).services;
    expect(jobs!.messages).toMatchObject({ inFlight: 8, capacity: 100 });
  });

  test('lets producers wait only when told to', () => {
    const [jobs] = worldOf(queue(', messages: { whenFull: block, capacity: 100 }')).services;
    expect(jobs!.queue.capacity).toBe(Number.POSITIVE_INFINITY);
  });

  test('complains of what cannot be', () => {
    expect(errorsOf(queue('', '{ timeout: 1s }'))).toEqual(['BR401 services.jobs.calls']);
    expect(errorsOf(queue(', messages: { redeliverAfter: 0ms, maxDeliveries: unlimited }'))).toEqual([
      'BR402 services.jobs.messages.redeliverAfter',
    ]);
    expect(errorsOf(queue().replace(', calls: { worker: {} }', ''))).toEqual(['BR403 services.jobs']);
    expect(errorsOf(serviceWith('messages: {}'))).toEqual(['BR505 services.api.messages']);
  });

  test('warns of what may not be meant', () => {
    expect(warningsOf(queue())).toEqual(['BR450 services.jobs']);
    expect(warningsOf(queue(', messages: { capacity: 9, maxDeliveries: unlimited }'))).toEqual([
      'BR452 services.jobs.messages.maxDeliveries',
    ]);
  });
});

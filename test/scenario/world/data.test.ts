import { describe, expect, test } from 'vitest';
import { errorsOf, warningsOf, worldOf } from '../compile-text.ts';

const S = 1e9;

/** Traffic through `services`, with `keys` unless told otherwise. */
const scenario = (services: string, source = 'keys: { count: 1000 }'): string => `name: data
run: { duration: 1m, replications: 10 }
services:
${services}
traffic:
  users: { to: front, rate: 10/s, timeout: 1s, ${source} }`;

const ORIGIN = '  db: { concurrency: 4, queue: { capacity: 10 }, work: 10ms }';

describe('keys', () => {
  test('are as popular as YCSB has them unless told otherwise', () => {
    const keysOf = (text: string) =>
      worldOf(scenario(`  front: { concurrency: 4, queue: { capacity: 9 } }`, text)).traffic[0]!.keys;
    expect(keysOf('keys: { count: 50 }')).toEqual({ count: 50, exponent: 0.99 });
    expect(keysOf('keys: { count: 50, popularity: uniform }')).toEqual({ count: 50, exponent: 0 });
    expect(keysOf('keys: { count: 50, popularity: { zipf: 0.7 } }')).toEqual({ count: 50, exponent: 0.7 });
    expect(keysOf('priority: 1')).toBeNull();
  });

  test('may be those of an operation, or of a service for all of its operations', () => {
    const world = worldOf(
      scenario(`  front:
    keys: { count: 7 }
    concurrency: 4
    queue: { capacity: 9 }
    operations: { read: {}, list: { keys: { count: 3, popularity: uniform } } }`),
    );
    expect(world.services[0]!.operations.map(({ keys }) => keys?.count)).toEqual([7, 3]);
  });
});

describe('a cache', () => {
  test('is asynchronous, without limit, and keeps everything for ever unless told otherwise', () => {
    const [front] = worldOf(
      scenario(`  front: { kind: cache, work: 1ms, calls: { db: { timeout: 1s } } }\n${ORIGIN}`),
    ).services;
    expect(front).toMatchObject({ kind: 'cache', threading: 'async', concurrency: Number.POSITIVE_INFINITY });
    expect(front!.cache).toEqual({
      hitRatio: null,
      warmAfter: 0,
      capacity: Number.POSITIVE_INFINITY,
      eviction: 'lru',
      ttl: Number.POSITIVE_INFINITY,
      ttlJitter: 0,
      sliding: false,
      earlyRefresh: 0,
      singleFlight: false,
      serveStale: 0,
      negativeTtl: 0,
      writes: null,
    });
  });

  test('is told apart from one that only has a share of hits', () => {
    const text = (cache: string): string =>
      scenario(`  front: { kind: cache, cache: { ${cache} }, calls: { db: { timeout: 1s } } }\n${ORIGIN}`);
    expect(errorsOf(text('hitRatio: 90%, warmAfter: 100'))).toEqual([]);
    expect(errorsOf(text('hitRatio: 90%, capacity: 100, singleFlight: true'))).toEqual([
      'BR500 services.front.cache.capacity',
      'BR500 services.front.cache.singleFlight',
    ]);
    expect(errorsOf(text('warmAfter: 100'))).toEqual(['BR500 services.front.cache.warmAfter']);
    expect(errorsOf(text('serveStale: 1m'))).toEqual(['BR500 services.front.cache.serveStale']);
  });

  test('needs requests that are about something', () => {
    const text = (cache: string, source: string): string =>
      scenario(`  front: { kind: cache${cache}, calls: { db: { timeout: 1s } } }\n${ORIGIN}`, source);
    expect(errorsOf(text('', 'priority: 0'))).toEqual(['BR502 services.front']);
    expect(errorsOf(text(', cache: { hitRatio: 50% }', 'priority: 0'))).toEqual([]);
  });

  test('has one call', () => {
    const two = `  front: { kind: cache, calls: { db: { timeout: 1s }, other: { timeout: 1s } } }
${ORIGIN}
  other: { concurrency: 4, queue: { capacity: 10 } }`;
    expect(errorsOf(scenario(two))).toEqual(['BR501 services.front']);
  });

  test('is no block of anything else', () => {
    expect(errorsOf(scenario(`  front: { cache: { ttl: 1m }, queue: { capacity: 9 } }`))).toEqual([
      'BR505 services.front.cache',
    ]);
  });
});

describe('a look-aside cache', () => {
  const app = (calls: string): string =>
    scenario(`  front: { concurrency: 9, queue: { capacity: 9 }, calls: { ${calls} } }
  cache: { kind: cache, work: 1ms }
${ORIGIN}`);

  test('is asked first, and told afterwards what it had not', () => {
    const [front, cache] = worldOf(app('cache: { timeout: 1s }, db: { timeout: 1s, onMiss: cache }')).services;
    const calls = front!.operations[0]!.flow.map(step => (step.kind === 'calls' ? step.calls : []));
    expect(calls.flat()).toEqual([
      { edge: 0, operation: 0, probability: 1, optional: false, onMiss: null },
      { edge: 1, operation: 0, probability: 1, optional: false, onMiss: 0 },
      { edge: 0, operation: 1, probability: 1, optional: true, onMiss: 0 },
    ]);
    expect(cache!.operations.map(({ name }) => name)).toEqual(['default', 'set']);
    expect(cache!.cache!.writes).toBe(1);
  });

  test('comes before the call that depends on it', () => {
    expect(errorsOf(app('db: { timeout: 1s, onMiss: cache }, cache: { timeout: 1s }'))).toEqual([
      'BR503 services.front',
    ]);
    expect(errorsOf(app('cache: { timeout: 1s }, db: { timeout: 1s, onMiss: cash }'))).toEqual([
      'BR503 services.front',
    ]);
    expect(errorsOf(app('cache: { timeout: 1s }, db: { timeout: 1s, onMiss: db }'))).toEqual(['BR503 services.front']);
    const beside = app('cache: { timeout: 1s }, db: { timeout: 1s, onMiss: cache }').replace(
      'calls: {',
      'flow: [{ parallel: [cache, db] }], calls: {',
    );
    expect(errorsOf(beside)).toEqual(['BR503 services.front']);
  });
});

describe('a shared processor', () => {
  test('lets as many in as come', () => {
    const [front] = worldOf(
      scenario('  front: { work: 10ms, cpu: { cores: 4 }, scalability: { contention: 5%, coherency: 0.1% } }'),
    ).services;
    expect(front!.cpu).toEqual({ cores: 4, contention: 0.05, coherency: 0.001 });
    expect(front!.concurrency).toBe(Number.POSITIVE_INFINITY);
  });

  test('has a capacity that is known beforehand', () => {
    const load = (front: string) => warningsOf(scenario(`  front: { work: 150ms, ${front} }`));
    expect(load('cpu: { cores: 2 }')).toEqual([]);
    expect(load('cpu: { cores: 1 }')).toEqual(['BR050 services.front']);
    expect(load('scalability: { contention: 50% }')).toEqual([]);
    expect(load('scalability: { contention: 90% }')).toEqual(['BR050 services.front']);
  });
});

describe('a third party', () => {
  const external = (block: string): string => scenario(`  front: { kind: external, external: { ${block} } }`);

  test('is known by its latency, its errors and its outages', () => {
    const world = worldOf(external('latency: 80ms, errors: 1%, outages: { mtbf: 30d, mttr: 10m }'));
    expect(world.services[0]!.operations[0]).toMatchObject({
      work: { kind: 'constant', value: 0.08 * S },
      errors: 0.01,
    });
    expect(world.faults).toMatchObject([
      {
        name: 'front-outages',
        effect: { kind: 'errors', share: 1 },
        schedule: { timeToFailure: { kind: 'exponential', mean: 30 * 86400 * S } },
      },
    ]);
  });

  test('fails as often as its availability says', () => {
    const world = worldOf(external('outages: { availability: 99%, mttr: 10m, how: silent }'));
    const { schedule, effect } = world.faults[0]!;
    expect(effect).toEqual({ kind: 'crash', silent: true });
    expect(schedule).toMatchObject({ kind: 'random' });
    if (schedule.kind === 'random')
      expect((schedule.timeToFailure as { mean: number }).mean).toBeCloseTo(99 * 600 * S, -3);
  });

  test('has no inside', () => {
    expect(errorsOf(scenario('  front: { kind: external, work: 10ms }'))).toEqual(['BR506 services.front.work']);
    expect(errorsOf(external('outages: { mttr: 10m }'))).toEqual(['BR016 services.front.external.outages']);
  });
});

describe('consistent hashing', () => {
  test('has Envoy’s ring unless told otherwise', () => {
    const balancerOf = (balancer: string) =>
      worldOf(scenario('  front: { replicas: 4, queue: { capacity: 9 } }', `keys: { count: 9 }, balancer: ${balancer}`))
        .traffic[0]!.edge.balancer;
    expect(balancerOf('consistent-hash')).toMatchObject({ virtualNodes: 256, boundedLoad: Number.POSITIVE_INFINITY });
    expect(balancerOf('{ kind: consistent-hash, virtualNodes: 10, boundedLoad: 1.25 }')).toMatchObject({
      virtualNodes: 10,
      boundedLoad: 1.25,
    });
  });

  test('is warned about where requests have no keys', () => {
    const text = scenario('  front: { replicas: 4, queue: { capacity: 9 } }', 'balancer: consistent-hash');
    expect(warningsOf(text)).toEqual(['BR552 traffic.users']);
  });

  test('keeps its settings to itself', () => {
    const text = scenario(
      '  front: { replicas: 4, queue: { capacity: 9 } }',
      'balancer: { kind: random, boundedLoad: 2 }',
    );
    expect(errorsOf(text)).toEqual(['BR016 traffic.users.balancer']);
  });
});

describe('cold caches', () => {
  const text = (cache: string): string =>
    scenario(`  front: { kind: cache, cache: { ${cache} }, calls: { db: { timeout: 1s } } }
  db: { queue: { capacity: 10 }, work: 200ms }`);

  test('are warned about when the origin cannot do without them', () => {
    expect(warningsOf(text('hitRatio: 90%'))).toEqual(['BR550 services.db']);
    expect(warningsOf(text('hitRatio: 20%'))).toEqual(['BR050 services.db']);
    expect(warningsOf(text('capacity: 100'))).toEqual(['BR550 services.db']);
  });

  test('and stampedes when entries expire without single flight', () => {
    expect(warningsOf(text('ttl: 10s'))).toEqual(['BR551 services.front.cache.ttl', 'BR550 services.db']);
    expect(warningsOf(text('ttl: 10s, singleFlight: true'))).toEqual(['BR550 services.db']);
  });
});

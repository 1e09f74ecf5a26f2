/** Caches, service times and third parties: BR500 to BR552. */
import type { Guide } from './guide.ts';

const CALL = 'db: { timeout: 200ms }';

/** A cache between web and db. */
const cached = (settings: string, calls = `{ ${CALL} }`): Guide['wrong'] => [
  [CALL, 'cache: { timeout: 200ms }'],
  ['  db: {', `  cache: { kind: cache, work: 1ms, cache: { ${settings} }, calls: ${calls} }\n  db: {`],
];

const WITH_KEYS = ['rate: 100/s,', 'rate: 100/s, keys: { count: 1000 },'] as const;

export const DATA = {
  BR500: {
    means:
      'A cache either goes by keys, and then entries expire and are evicted, or its share of hits is given, and then there are no entries.',
    mend: 'Drop one of the two.',
    wrong: cached('hitRatio: 90%, ttl: 1m'),
  },
  BR501: {
    means: 'A cache that fetches what it lacks has one origin, which it asks on every miss.',
    mend: 'Give it exactly one call without a `probability`. Without any call it is a look-aside cache, whose callers fetch for themselves (`onMiss`).',
    wrong: cached('hitRatio: 90%', '{ db: { timeout: 200ms, probability: 50% } }'),
  },
  BR502: {
    means: 'What the cache keeps, it keeps by key, and the requests that reach it are about nothing in particular.',
    mend: 'Add `keys` to the traffic, or give the cache a `hitRatio`.',
    wrong: cached('capacity: 500, ttl: 1m, singleFlight: true'),
  },
  BR503: {
    means: 'A call that is made when a cache lacks something has to come after the cache was asked.',
    mend: 'Put the call to the cache first, in `calls` or in `flow`.',
    wrong: [
      ['db: { timeout: 200ms }', 'db: { timeout: 200ms, onMiss: redis }\n      redis: { timeout: 20ms }'],
      ['  db: { con', '  redis: { kind: cache, work: 1ms, cache: { hitRatio: 90% } }\n  db: { con'],
    ],
  },
  BR504: {
    means: 'The fault empties a cache, and what it strikes is none.',
    mend: 'Name a service of `kind: cache`.',
    wrong: [['at: 1m, for: 20s, slow: { service: db, factor: 5 }', 'at: 1m, flush: { service: db }']],
  },
  BR505: {
    means: 'The block describes another kind of service, and would be ignored here.',
    mend: 'Set `kind`, or drop the block.',
    wrong: [['work: 10ms', 'work: 10ms, cache: { hitRatio: 90% }']],
  },
  BR506: {
    means: 'A third party is known from outside only: how it works inside is not for this scenario to say.',
    mend: 'Say what callers see of it, under `external`.',
    wrong: [['db: { concurrency: 8,', 'db: { kind: external, external: { latency: 10ms }, concurrency: 8,']],
  },
  BR550: {
    means:
      'The origin bears the load as long as the cache answers most of it. After a restart of the cache it gets everything, cannot serve it, and what it does not serve does not warm the cache.',
    mend: 'Give the origin capacity for the cold cache, or limit what reaches it (`singleFlight`, a rate limit, `serveStale`). The scenario [cold-cache](../../scenarios/cold-cache.yaml) compares them.',
    wrong: [...cached('hitRatio: 95%'), ['rate: 100/s', 'rate: 1000/s']],
  },
  BR551: {
    means:
      'In the moment when a popular entry expires everybody who wants it misses it, and each of them asks the origin: a stampede.',
    mend: 'Let one fetch and the others wait: `singleFlight: true`. The scenario [hot-key-stampede](../../scenarios/hot-key-stampede.yaml) compares the remedies.',
    wrong: [...cached('capacity: 500, ttl: 1m'), WITH_KEYS],
  },
  BR552: {
    means: 'The balancer sends what is about one key to one replica, and these requests have no key.',
    mend: 'Add `keys` to the traffic or to the operation, or choose another balancer.',
    wrong: [['to: web, ', 'to: web, balancer: consistent-hash, ']],
  },
} satisfies Readonly<Record<string, Guide>>;

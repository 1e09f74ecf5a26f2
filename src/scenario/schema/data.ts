/**
 * Schemas of what has to do with data and with shared machines: what requests are about, caches, processors, third
 * parties. How they become plans is said in world/data.ts.
 */
import { z } from 'zod';
import { distribution, lifetime } from '../quantities/distribution.ts';
import { count, positiveDuration, positiveLongDuration, positiveShare, share } from '../quantities/quantity.ts';

const MOST_KEYS = 1_000_000_000;
const MOST_ENTRIES = 10_000_000;

export const keysSchema = z
  .strictObject({
    count: count(1, MOST_KEYS).describe('How many different things there are.'),
    popularity: z
      .union([
        z.literal('uniform').describe('All alike.'),
        z.strictObject({
          zipf: z.number().min(0).max(10).describe('Exponent s: the k-th most wanted thing in proportion to 1 / k^s.'),
        }),
      ])
      .default({ zipf: 0.99 })
      .describe('How unevenly they are asked for ({ zipf: 0.99 }, as in YCSB).'),
  })
  .describe(
    'What requests are about, for caches and consistent hashing: rows, pages, users. The k-th most wanted thing is the same thing for everybody.',
  );

export const cacheSchema = z
  .strictObject({
    hitRatio: share.optional().describe('Share of lookups that are hits when it is warm; instead of keys.'),
    warmAfter: count(0, MOST_KEYS)
      .optional()
      .describe(
        'With `hitRatio`: fetches until it is warm again after it was emptied; the share of hits grows with them (0: at once).',
      ),
    capacity: z
      .union([count(1, MOST_ENTRIES), z.literal('unlimited')])
      .optional()
      .describe('Entries that one replica can hold (unlimited).'),
    eviction: z
      .enum(['lru', 'fifo', 'lfu'])
      .optional()
      .describe('Who has to go from a full cache: least recently used, oldest, or least often used of five (lru).'),
    ttl: positiveLongDuration.optional().describe('How long an entry is fresh (for ever).'),
    ttlJitter: positiveShare
      .optional()
      .describe(
        'Spreads the lifetimes evenly over so much below and above `ttl`, so that entries do not expire together.',
      ),
    sliding: z.boolean().optional().describe('A hit starts the lifetime of its entry anew (false).'),
    earlyRefresh: z
      .number()
      .positive()
      .max(1000)
      .optional()
      .describe(
        'Some request fetches an entry anew before it expires, the likelier the nearer: beta of the XFetch algorithm, usually 1.',
      ),
    singleFlight: z
      .boolean()
      .optional()
      .describe('One fetch per key at a time; whoever wants the same waits for it and shares its outcome (false).'),
    serveStale: positiveLongDuration
      .optional()
      .describe('When the origin fails, an entry that expired at most so long ago answers, degraded.'),
    negativeTtl: positiveDuration
      .optional()
      .describe('A failure of the origin is remembered so long and answered at once.'),
  })
  .describe(
    'How a `kind: cache` keeps what its single call answers; hits follow from `keys` unless `hitRatio` is given.',
  );

export const cpuSchema = z
  .strictObject({
    cores: count(1, 1_000_000).describe('Cores of one replica.'),
    sharing: z
      .literal('processor')
      .default('processor')
      .describe('Requests at work share the cores evenly; with more of them than cores each gets slower.'),
  })
  .describe('What requests at work in a replica share. Without it each works at full speed, however many there are.');

export const scalabilitySchema = z
  .strictObject({
    contention: share
      .prefault('0%')
      .describe('σ of the Universal Scalability Law: the share that is done one after the other.'),
    coherency: share
      .prefault('0%')
      .describe('κ of the Universal Scalability Law: what each pair of requests costs by keeping in step.'),
  })
  .describe('With n requests at work each takes 1 + contention (n - 1) + coherency n (n - 1) times as long.');

export const externalSchema = z
  .strictObject({
    latency: distribution.optional().describe('Time from its receiving a request to its answer; none without it.'),
    errors: share.optional().describe('Share of requests answered with an error, outages aside.'),
    outages: z
      .strictObject({
        availability: share.optional().describe('Share of the time without outage; with `mttr`, instead of `mtbf`.'),
        mtbf: lifetime.optional().describe('Time from the end of an outage to the next one.'),
        mttr: lifetime.describe('How long an outage lasts.'),
        how: z
          .enum(['errors', 'refuses', 'silent'])
          .default('errors')
          .describe('What callers get meanwhile: errors, refused connections, or nothing (errors).'),
      })
      .optional()
      .describe('When it is down.'),
  })
  .describe('What is known of a `kind: external`, a third party: how fast it answers and how often it does not.');

export type KeysValue = z.output<typeof keysSchema>;
export type CacheValue = z.output<typeof cacheSchema>;

import { describe, expect, it } from 'vitest';
import type { CachePlan, KeysPlan } from '../../src/model/plan.ts';
import type { ReplicationRecord } from '../../src/model/record.ts';
import { edge, ms, service, traffic, world } from '../support/world.ts';
import { cheHitRatio, zipfShares } from './closed-forms.ts';
import { expectMean, replications } from './replications.ts';

/** A cache before an origin that answers at once. Times in seconds. */
function cached(perSecond: number, seconds: number, keys: KeysPlan, cache: Partial<CachePlan>) {
  return world({
    duration: seconds * 1000,
    warmup: seconds * 200,
    window: 1000,
    services: [
      service({ name: 'cache', kind: 'cache', concurrency: Infinity, cache, edges: [edge({ to: 'origin' })] }),
      service({ name: 'origin', concurrency: Infinity }),
    ],
    traffic: [traffic({ to: 'cache', perSecond, keys })],
  });
}

const hitRatio = ({ figures }: ReplicationRecord): number => figures.find(({ name }) => name === 'hitRatio')!.value!;

describe('a cache whose entries expire', () => {
  it('hits λT of 1 + λT requests when the lifetime counts from the fetch', () => {
    const plan = cached(2, 10_000, { count: 1, exponent: 0 }, { ttl: ms(5000) });
    expectMean(replications(plan), hitRatio, (2 * 5) / (1 + 2 * 5));
  });

  it('hits 1 - e^-λT of them when every hit renews it', () => {
    const plan = cached(2, 10_000, { count: 1, exponent: 0 }, { ttl: ms(1000), sliding: true });
    expectMean(replications(plan), hitRatio, 1 - Math.exp(-2));
  });
});

describe('a cache that evicts', () => {
  const KEYS = 2000;

  it.each([0.6, 0.99])('has the share of hits of Che’s approximation with Zipf %d', exponent => {
    const records = replications(cached(2000, 40, { count: KEYS, exponent }, { capacity: 200 }));
    const expected = cheHitRatio(zipfShares(KEYS, exponent), 200);
    for (const record of records) expect(Math.abs(hitRatio(record) - expected)).toBeLessThan(0.01);
  });

  it('hits less often when it evicts the oldest, and more often when it evicts the least used', () => {
    const mean = (eviction: CachePlan['eviction']): number => {
      const records = replications(cached(2000, 30, { count: KEYS, exponent: 0.8 }, { capacity: 200, eviction }));
      return records.reduce((sum, record) => sum + hitRatio(record), 0) / records.length;
    };
    const lru = mean('lru');
    expect(mean('fifo')).toBeLessThan(lru);
    expect(mean('lfu')).toBeGreaterThan(lru);
  });
});

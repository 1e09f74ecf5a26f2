import { describe, expect, test } from 'vitest';
import { errorsOf, small, worldOf } from '../compile-text.ts';

const S = 1e9;

const effectOf = (text: string) => worldOf(small(`faults: { it: { at: 10s, ${text} } }`)).faults[0]!;
const complaintsOf = (text: string) => errorsOf(small(`faults: { it: { at: 10s, ${text} } }`));

describe('faults that come again and again', () => {
  test('pauses have a length, or a spread of lengths', () => {
    const { effect } = effectOf('for: 20s, pause: { service: api, every: 10s, length: 300ms }');
    expect(effect).toEqual({ kind: 'pause', every: 10 * S, length: { kind: 'constant', value: 0.3 * S } });
    const spread = effectOf('for: 20s, pause: { service: api, every: 10s, length: 300ms, p99: 2s }').effect;
    expect(spread).toMatchObject({ kind: 'pause', length: { kind: 'lognormal' } });
    expect(complaintsOf('for: 20s, pause: { service: api, every: 10s, length: 300ms, p99: 200ms }')).toEqual([
      'BR016 faults.it.pause',
    ]);
  });

  test('leaks fill a limit with time or with requests', () => {
    const leak = (text: string) => effectOf(`for: 20s, leak: { service: api, limit: 100MiB, ${text} }`).effect;
    expect(leak('perSecond: 10MiB')).toEqual({
      kind: 'leak',
      time: 10 * S,
      requests: Number.POSITIVE_INFINITY,
      spread: 0,
      restart: 10 * S,
    });
    expect(leak('perRequest: 1MiB, spread: 20%, restart: 1s')).toEqual({
      kind: 'leak',
      time: Number.POSITIVE_INFINITY,
      requests: 100,
      spread: 0.2,
      restart: S,
    });
    expect(complaintsOf('for: 20s, leak: { service: api, limit: 100MiB }')).toEqual(['BR016 faults.it.leak']);
  });

  test('poison is a share of requests, of keys, or a key', () => {
    const { effect } = effectOf('for: 20s, poison: { service: api, requests: 1% }');
    expect(effect).toEqual({ kind: 'poison', requests: 0.01, keys: 0, key: null, restart: 10 * S });
    expect(complaintsOf('for: 20s, poison: { service: api, requests: 1%, key: 0 }')).toEqual([
      'BR016 faults.it.poison',
    ]);
  });

  test('a restart takes as long as it takes', () => {
    const { schedule } = effectOf('restart: { service: api, downtime: 5s, stagger: 10s }');
    expect(schedule).toMatchObject({ length: 5 * S });
    expect(complaintsOf('for: 20s, restart: { service: api, downtime: 5s }')).toEqual(['BR016 faults.it']);
  });

  test('a flush needs a cache', () => {
    expect(complaintsOf('flush: { service: api }')).toEqual(['BR504 faults.it.flush.service']);
  });
});

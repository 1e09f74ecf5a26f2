/** Zone awareness: the own zone first, as far as its share of the replicas goes. */
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/engine/random.ts';
import { UNHEALTHY } from '../../../src/model/balancer/balancer.ts';
import { ZoneAware } from '../../../src/model/balancer/zone-aware.ts';
import { Call } from '../../../src/model/call/call.ts';
import { NOWHERE } from '../../../src/model/infrastructure-plan.ts';

const at = (zone: number) => ({ island: 0, loss: 0, zone });

/** Shares of 20 000 picks by zone of the target. */
function sharesOf(targets: readonly number[], callers: readonly number[], home: number, out: readonly number[] = []) {
  const call = new Call(0);
  const luck = Random.named('zone-aware');
  const balancer = new ZoneAware({
    keyed: new Random(),
    targets: targets.map(at),
    home: at(home),
    callers: callers.map(at),
  });
  for (const replica of out) balancer.exclude(replica, UNHEALTHY);
  const counts = new Map<number, number>();
  for (let i = 0; i < 20_000; i++) {
    call.keyLow = luck.bits();
    call.keyHigh = luck.bits();
    const zone = targets[balancer.pick(call)]!;
    counts.set(zone, (counts.get(zone) ?? 0) + 1 / 20_000);
  }
  return (zone: number): number => counts.get(zone) ?? 0;
}

describe('a zone-aware balancer', () => {
  test('stays at home where the zone has its share of the replicas', () => {
    expect(sharesOf([0, 0, 1, 1, 2, 2], [0, 1, 2], 0)(0)).toBeCloseTo(1, 9);
  });

  // 1 of 4 replicas for 1/2 of the callers: half of the requests stay, the rest goes where there is room.
  test('spills over what the own zone has no replicas for', () => {
    const share = sharesOf([0, 1, 1, 1], [0, 1], 0);
    expect(share(0)).toBeCloseTo(0.5, 1);
    expect(share(1)).toBeCloseTo(0.5, 1);
  });

  test('spills over to zones in proportion to what their own callers leave', () => {
    // Shares of replicas 1/8, 3/8, 4/8; of callers 1/2, 1/4, 1/4: spare 0, 1/8, 2/8.
    const share = sharesOf([0, 1, 1, 1, 2, 2, 2, 2], [0, 0, 1, 2], 0);
    expect(share(0)).toBeCloseTo(0.25, 1);
    expect(share(1)).toBeCloseTo(0.25, 1);
    expect(share(2)).toBeCloseTo(0.5, 1);
  });

  test('counts only the replicas believed to be there', () => {
    // Two of three at home are out: 1/7 against 1/3.
    const share = sharesOf([0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2], 0, [0, 1]);
    expect(share(0)).toBeCloseTo(3 / 7, 1);
  });

  test('takes anybody when it is in no zone, or none at home is left', () => {
    expect(sharesOf([0, 1], [NOWHERE], NOWHERE)(0)).toBeCloseTo(0.5, 1);
    expect(sharesOf([0, 1, 2], [0, 1, 2], 0, [0])(0)).toBe(0);
  });

  test('is at home in its own zone, whichever comes first', () => {
    expect(sharesOf([0, 1, 2], [0, 1, 2], 1)(1)).toBeCloseTo(1, 9);
    expect(sharesOf([0, 0, 0, 1], [0, 1], 1)(1)).toBeCloseTo(0.5, 1);
  });

  test('sees at once who goes and who comes back', () => {
    const balancer = new ZoneAware({
      keyed: new Random(),
      targets: [0, 0, 1].map(at),
      home: at(0),
      callers: [0, 1].map(at),
    });
    const call = new Call(0);
    const luck = Random.named('come and go');
    const picks = () =>
      new Set(
        Array.from({ length: 50 }, () => {
          call.keyLow = luck.bits();
          return balancer.pick(call);
        }),
      );
    expect(picks()).toEqual(new Set([0, 1]));
    balancer.exclude(0, UNHEALTHY);
    expect(picks()).toEqual(new Set([1]));
    balancer.include(0, UNHEALTHY);
    expect(picks()).toEqual(new Set([0, 1]));
  });
});

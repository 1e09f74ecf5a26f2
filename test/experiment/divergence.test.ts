import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../src/experiment/digest.ts';
import { divergentStretch, eventsIn, firstDifference } from '../../src/experiment/divergence.ts';
import { runReplication } from '../../src/model/system.ts';
import type { Fingerprint } from '../../src/results/result.ts';
import { level, replicationRecord, SECOND, worldPlan } from './fixture.ts';

const print = (checkpoints: readonly string[], rest: Partial<Fingerprint> = {}): Fingerprint => ({
  digest: 'end',
  events: 1050,
  spacing: 100,
  checkpoints,
  ...rest,
});

describe('the stretch in which two runs part', () => {
  it('is none when their digests are equal', () => {
    expect(divergentStretch(print(['a', 'b']), print(['a', 'b']))).toBeNull();
  });

  it('ends at the first pair of checkpoints that differ', () => {
    expect(divergentStretch(print(['a', 'b', 'x']), print(['a', 'b', 'y'], { digest: 'other' }))).toEqual({
      after: 200,
      upTo: 300,
    });
  });

  it('is the rest of the run when all checkpoints agree', () => {
    expect(divergentStretch(print(['a', 'b']), print(['a', 'b'], { digest: 'other', events: 1080 }))).toEqual({
      after: 200,
      upTo: 1080,
    });
  });

  it('is found by the checkpoints both have when one is longer and has thinned them', () => {
    const long = print(['b', 'd'], { digest: 'other', spacing: 200, events: 5000 });
    expect(divergentStretch(print(['a', 'b', 'c', 'x']), long)).toEqual({ after: 200, upTo: 400 });
  });

  it('begins with the first event when there are no checkpoints', () => {
    expect(divergentStretch(print([]), print([], { digest: 'other' }))).toEqual({ after: 0, upTo: 1050 });
  });
});

/** About 100 000 events, more than one log holds; the objective has no part in what happens, the second rate has. */
const world = worldPlan({ duration: 400 * SECOND });
const busier = worldPlan({
  duration: 400 * SECOND,
  traffic: world.traffic.map(source => ({
    ...source,
    arrivals: {
      kind: 'open' as const,
      pacing: 'poisson' as const,
      period: null,
      rate: [
        { at: 0, perSecond: 100 },
        { at: 300 * SECOND, perSecond: 100 },
        { at: 300 * SECOND, perSecond: 140 },
      ],
    },
  })),
});
const one = { world, seed: '7/0' };
const other = { world: busier, seed: '7/0' };
const whole = { after: 0, upTo: runReplication(busier, '7/0').events };

describe('the first event that differs', () => {
  const found = firstDifference(one, other, whole)!;

  it('is found in a run of more events than one log holds', () => {
    expect(whole.upTo).toBeGreaterThan(2 ** 16);
    expect(found.one!.number).toBe(found.other!.number);
    expect(found.one).not.toEqual(found.other);
  });

  it('comes after events that both have, the last of which are told', () => {
    const before = { after: found.one!.number - 4, upTo: found.one!.number - 1 };
    expect(found.shared).toEqual(eventsIn(one, before));
    expect(found.shared).toEqual(eventsIn(other, before));
    expect(found.shared.map(({ number }) => number)).toEqual([1, 2, 3].map(step => before.after + step));
  });

  it('lies in the stretch that the checkpoints tell', () => {
    const stretch = divergentStretch(
      ...([one, other].map(each => fingerprintOf(runReplication(each.world, each.seed))) as [Fingerprint, Fingerprint]),
    )!;
    expect(found.one!.number).toBeGreaterThan(stretch.after);
    expect(found.one!.number).toBeLessThanOrEqual(stretch.upTo);
  });

  it('is none between equal runs', () => {
    expect(firstDifference(one, { ...one }, whole)).toBeNull();
  });

  it('is null for the run that ends earlier', () => {
    const short = { world: worldPlan({ duration: 20 * SECOND }), seed: '7/0' };
    const long = { world: worldPlan({ duration: 21 * SECOND }), seed: '7/0' };
    const difference = firstDifference(short, long, { after: 0, upTo: runReplication(long.world, '7/0').events })!;
    expect(difference.one).toBeNull();
    expect(difference.other!.time).toBeGreaterThan(20 * SECOND);
  });
});

describe('a fingerprint', () => {
  it('keeps at most sixteen checkpoints, at whole multiples of their distance', () => {
    const digests = Array.from({ length: 70 }, (_, index) => String(index + 1));
    const record = replicationRecord({ ok: level(100, 1) }, { checkpoints: { spacing: 10, digests } });
    expect(fingerprintOf(record)).toMatchObject({
      spacing: 80,
      checkpoints: ['8', '16', '24', '32', '40', '48', '56', '64'],
    });
  });
});

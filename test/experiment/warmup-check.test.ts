import { describe, expect, it } from 'vitest';
import { Random } from '../../src/engine/random.ts';
import { type Observation, observe } from '../../src/experiment/observe.ts';
import { checkWarmup } from '../../src/experiment/warmup-check.ts';
import type { WorldPlan } from '../../src/model/plan.ts';
import { faultRecord, replicationRecord, SECOND, serviceRecord, trafficPlan, worldPlan } from './fixture.ts';

/** Ten replications of windows whose queue is `level` plus noise between -0.5 and 0.5. */
function replications(
  world: WorldPlan,
  level: (window: number) => number,
  faults: Parameters<typeof replicationRecord>[1] = {},
): Observation[] {
  const luck = Random.named('warmup');
  const windows = world.duration / world.window;
  return Array.from({ length: 10 }, () => {
    const queueLength = Float64Array.from({ length: windows }, (_, window) => level(window) + luck.uniform() - 0.5);
    const service = serviceRecord(windows);
    const ok = Array.from({ length: windows }, () => 90 + Math.floor(20 * luck.uniform()));
    const services = [{ ...service, windows: { ...service.windows, queueLength } }];
    return observe(replicationRecord({ ok }, { services, ...faults }), world);
  });
}

const world = worldPlan();
const filling = (until: number) => (window: number) => (window < until ? (20 * window) / until : 20);

describe('the warm-up check', () => {
  it('finds no transient in noise and calls the warm-up long enough', () => {
    expect(
      checkWarmup(
        world,
        replications(world, () => 20),
      ),
    ).toEqual({ given: 10_000, suggested: 0, drifting: [] });
  });

  it('finds where a queue has filled, and that the warm-up ends before', () => {
    const { suggested, drifting } = checkWarmup(world, replications(world, filling(30)));
    expect(suggested).toBeGreaterThanOrEqual(25_000);
    expect(suggested).toBeLessThanOrEqual(30_000);
    expect(drifting).toEqual(['queueLength']);
  });

  it('is content when the queue has filled within the warm-up', () => {
    const { suggested, drifting } = checkWarmup(world, replications(world, filling(10)));
    expect(suggested).toBeGreaterThan(0);
    expect(suggested).toBeLessThanOrEqual(10_000);
    expect(drifting).toEqual([]);
  });

  it('suggests nothing for a queue that grows for ever, but tells that it drifts', () => {
    expect(
      checkWarmup(
        world,
        replications(world, window => window),
      ),
    ).toEqual({
      given: 10_000,
      suggested: null,
      drifting: ['queueLength'],
    });
  });

  it('looks no further than the first fault', () => {
    const faults = [faultRecord('crash', [50, 60])];
    const struck = replications(world, window => (window < 50 ? 20 : 500), { faults });
    expect(checkWarmup(world, struck)).toEqual({ given: 10_000, suggested: 0, drifting: [] });
  });

  it('looks no further than the first change of the nominal load', () => {
    const rate = [
      { at: 0, perSecond: 100 },
      { at: 40 * SECOND, perSecond: 100 },
      { at: 41 * SECOND, perSecond: 900 },
    ];
    const spiky = worldPlan({ traffic: [trafficPlan('users', rate)] });
    const series = replications(spiky, window => (window < 40 ? 20 : 500));
    expect(checkWarmup(spiky, series)).toEqual({ given: 10_000, suggested: 0, drifting: [] });
  });

  it('says nothing about one replication or a steady part of a few windows', () => {
    const early = { faults: [faultRecord('crash', [15, 60])] };
    const silent = { given: 10_000, suggested: null, drifting: [] };
    expect(checkWarmup(world, replications(world, filling(30)).slice(0, 1))).toEqual(silent);
    expect(checkWarmup(world, replications(world, filling(30), early))).toEqual(silent);
    expect(checkWarmup(world, [])).toEqual(silent);
  });
});

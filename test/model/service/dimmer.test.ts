import { describe, expect, it } from 'vitest';
import { Dimmer } from '../../../src/model/service/dimmer.ts';
import { edge, endings, exponential, ms, run, service, traffic } from '../../support/world.ts';

const plan = { target: ms(100), percentile: 0.95, interval: 1e9, gain: 0.25, work: 0 };

describe('a dimmer', () => {
  it('moves the share served in full by how far an interval is from the target, and stays between none and all', () => {
    const dimmer = new Dimmer(plan);
    const levels = [10, 150, 400, 90, 10, 10, 10, 10, 10, 10].map((length, second) => {
      dimmer.took((second + 1) * 1e9, ms(length));
      return Number(dimmer.level.toFixed(2));
    });
    expect(levels).toEqual([1, 0.88, 0.63, 0.65, 0.88, 1, 1, 1, 1, 1]);
    for (let second = 11; second < 20; second++) dimmer.took(second * 1e9, ms(1000));
    expect(dimmer.level).toBe(0);
  });

  const shop = (dimmed: boolean, perSecond: number) =>
    run({
      duration: 60_000,
      warmup: 20_000,
      window: 1000,
      services: [
        service({
          name: 'shop',
          work: exponential(10),
          concurrency: 2,
          edges: [edge({ to: 'ads', optional: true })],
          overload: dimmed ? { dimmer: plan } : {},
        }),
        service({ name: 'ads', work: exponential(20), concurrency: 50 }),
      ],
      traffic: [traffic({ to: 'shop', perSecond })],
    });

  it('leaves out optional calls under overload, which keeps the response time near its target', () => {
    // Two blocking slots serve 67 requests a second with the optional call and 200 without.
    const [bare, dimmed] = [shop(false, 120), shop(true, 120)];
    expect(bare.sources[0]!.latency.max).toBeGreaterThan(ms(10_000));
    expect(dimmed.sources[0]!.latency.max).toBeLessThan(ms(2000));
    expect(dimmed.sources[0]!.degraded / dimmed.sources[0]!.offered).toBeGreaterThan(0.4);
    expect(dimmed.sources[0]!.ok / dimmed.sources[0]!.offered).toBeGreaterThan(0.1);
  });

  it('hardly touches a service that is fast enough', () => {
    const { sources, figures } = shop(true, 10);
    expect(sources[0]!.degraded / sources[0]!.offered).toBeLessThan(0.05);
    expect(figures.find(({ name }) => name === 'fullService')!.value).toBeGreaterThan(0.95);
  });

  it('leaves out optional work too, of the same requests', () => {
    const { sources } = run({
      duration: 3000,
      services: [service({ work: 40, overload: { dimmer: { ...plan, target: ms(10), gain: 1, work: 0.75 } } })],
      traffic: [traffic({ to: 'api', at: [1000.5, 1500.5, 2500.5] })],
    });
    // The first to end after a second is four times too slow: from then on nobody is served in full.
    expect(endings(sources[0]!)).toEqual(['1040 ok', '1510 degraded', '2510 degraded']);
  });
});

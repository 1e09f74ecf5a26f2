import { describe, expect, it } from 'vitest';
import type { FaultEffect } from '../../../src/model/plan.ts';
import { causes, fault, log, outlierDetection, run, service, timeout, traffic } from '../../support/world.ts';

const FAILING: FaultEffect = { kind: 'errors', share: 1 };

/** Three replicas in turn, a request every millisecond, the first replica failing from 100 to 200 ms. */
function watched(settings: Parameters<typeof outlierDetection>[0], until = 200, effect = FAILING) {
  return run({
    duration: 1000,
    services: [service({ replicas: 3, work: 0.1, concurrency: 100 })],
    traffic: [
      traffic({ to: 'api', everyMs: 1, policies: [timeout(0.5)], outlierDetection: outlierDetection(settings) }),
    ],
    faults: [fault({ effect, on: ['api[0]'], from: 100, until })],
  });
}

const when = (entries: readonly string[]): readonly number[] => entries.map(entry => Number(entry.split(' ')[0]));

describe('outlier detection', () => {
  it('ejects at the fifth failure in a row, and for good when the time is long enough', () => {
    const record = watched({ consecutive: 5, interval: 10, base: 10_000 });
    expect(causes(record.sources[0]!.causes)).toEqual({ error: 5 });
    const [out] = when(log(record, 'ejected'));
    // Requests come at whole milliseconds, every third to this replica: the fifth within 15 ms.
    expect(out).toBeGreaterThan(112);
    expect(out).toBeLessThan(116);
    expect(log(record, 'ejection-over')).toEqual([]);
  });

  it.each<[string, FaultEffect, string]>([
    ['hangs', { kind: 'hang' }, 'timeout'],
    ['is dead', { kind: 'crash', silent: false }, 'connection-refused'],
    ['cannot be reached', { kind: 'partition' }, 'unreachable'],
  ])('counts it as a failure when a replica %s', (_, effect, cause) => {
    const record = watched({ consecutive: 5, interval: 10, base: 10_000 }, 200, effect);
    expect(causes(record.sources[0]!.causes)).toEqual({ [cause]: 5 });
  });

  it('makes the second ejection in a row twice as long as the first, up to the most', () => {
    const record = watched({ consecutive: 1, interval: 10, base: 50, most: 100 }, 900);
    const outs = when(log(record, 'ejected'));
    const gaps = outs.slice(1).map((out, i) => Math.floor((out - outs[i]!) / 50) * 50);
    // Each ends with the next look, at most 10 ms late, and the next failure comes within three requests.
    expect(gaps.slice(0, 4)).toEqual([50, 100, 100, 100]);
  });

  it('forgives one ejection for every interval without', () => {
    const record = run({
      duration: 2000,
      services: [service({ replicas: 3, work: 0.1, concurrency: 100 })],
      traffic: [
        traffic({
          to: 'api',
          everyMs: 1,
          outlierDetection: outlierDetection({ consecutive: 1, interval: 10, base: 50 }),
        }),
      ],
      faults: [
        fault({ name: 'one', effect: FAILING, on: ['api[0]'], from: 100, until: 110 }),
        fault({ name: 'two', effect: FAILING, on: ['api[0]'], from: 500, until: 510 }),
      ],
    });
    const lengths = when(log(record, 'ejection-over')).map((end, i) => end - when(log(record, 'ejected'))[i]!);
    expect(lengths).toHaveLength(2);
    for (const length of lengths) expect(length).toBeLessThan(61);
  });

  it('ejects no more than its share of the replicas', () => {
    const all = (maxEjected: number, alwaysOne = false) =>
      run({
        duration: 500,
        services: [service({ replicas: 4, work: 0.1, concurrency: 100 })],
        traffic: [
          traffic({
            to: 'api',
            everyMs: 1,
            outlierDetection: outlierDetection({ consecutive: 1, interval: 10, base: 10_000, maxEjected, alwaysOne }),
          }),
        ],
        faults: [fault({ effect: FAILING, on: ['api'], from: 100 })],
      });
    expect(log(all(1), 'ejected')).toHaveLength(4);
    expect(log(all(0.5), 'ejected')).toHaveLength(2);
    expect(log(all(0.1), 'ejected')).toHaveLength(0);
    expect(log(all(0.1, true), 'ejected')).toHaveLength(1);
    expect(causes(all(1).sources[0]!.causes)['no-healthy-replica']).toBeGreaterThan(300);
  });

  it('by success rate ejects whoever is far below the others, and nobody when all fail alike', () => {
    const rule = { stdevFactor: 1.9, minHosts: 5, minVolume: 20 };
    const failing = (on: readonly string[], share: number) =>
      run({
        duration: 1000,
        services: [service({ replicas: 6, work: 0.1, concurrency: 100 })],
        traffic: [
          traffic({
            to: 'api',
            everyMs: 1,
            outlierDetection: outlierDetection({ interval: 200, base: 10_000, successRate: rule }),
          }),
        ],
        faults: [fault({ effect: { kind: 'errors', share }, on })],
      });
    // Rates 1, 1, 1, 1, 1 and 0: mean 5/6, standard deviation 0.373, so that 0.125 is the least.
    expect(log(failing(['api[2]'], 1), 'ejected')).toHaveLength(1);
    expect(log(failing(['api'], 1), 'ejected')).toEqual([]);
    // Two of six at 0: mean 2/3, deviation 0.471, least -0.23: nobody is an outlier when many are bad.
    expect(log(failing(['api[1]', 'api[2]'], 1), 'ejected')).toEqual([]);
  });

  it('by failure percentage ejects all who fail, however many they are', () => {
    const record = run({
      duration: 1000,
      services: [service({ replicas: 6, work: 0.1, concurrency: 100 })],
      traffic: [
        traffic({
          to: 'api',
          everyMs: 1,
          outlierDetection: outlierDetection({
            interval: 200,
            base: 10_000,
            failurePercentage: { threshold: 0.85, minHosts: 5, minVolume: 20 },
          }),
        }),
      ],
      faults: [fault({ effect: FAILING, on: ['api[1]', 'api[2]'] })],
    });
    expect(log(record, 'ejected')).toHaveLength(2);
  });

  it('judges nobody by rates who had too little to do', () => {
    const record = watched({
      interval: 10,
      base: 10_000,
      failurePercentage: { threshold: 0.85, minHosts: 3, minVolume: 50 },
    });
    expect(log(record, 'ejected')).toEqual([]);
  });

  it('counts its ejections', () => {
    const record = watched({ consecutive: 5, interval: 10, base: 10_000 });
    expect(record.figures).toContainEqual({ subject: 'api', name: 'ejections', value: 1 });
  });
});

import { describe, expect, it } from 'vitest';
import { reachOf } from '../../../src/model/fault/rollout.ts';
import type { FaultEffect, PlainEffect } from '../../../src/model/plan.ts';
import { endings, fault, log, ms, run, service, traffic } from '../../support/world.ts';

const config = (effect: PlainEffect, undo = 0): FaultEffect => ({
  kind: 'config',
  waves: [0.25, 0.5, 1],
  pause: ms(100),
  undo: ms(undo),
  effect,
});

/** Four replicas in turn, a request at the middle of every 10 ms; the change comes at 100 ms. */
const world = (effect: FaultEffect, until?: number) => ({
  duration: 500,
  window: 100,
  services: [service({ replicas: 4 })],
  traffic: [traffic({ to: 'api', everyMs: 5 })],
  faults: [fault({ name: 'bad', effect, on: ['api'], from: 100, ...(until === undefined ? {} : { until }) })],
});

describe('a bad change', () => {
  it('reaches replicas wave by wave', () => {
    const record = run(world(config({ kind: 'errors', share: 1 })));
    // 20 requests in 100 ms: none, a quarter, half, and then all of them fail.
    expect([...record.sources[0]!.windows.failed].map(count => Math.round(count / 5))).toEqual([0, 1, 2, 4, 4]);
    expect(log(record, 'rollout')).toEqual(['100 rollout', '200 rollout', '300 rollout']);
  });

  it('stops where it is when it is rolled back, one replica after another', () => {
    const record = run(world(config({ kind: 'crash', silent: false }, 50), 250));
    // Two of four have it at 250 ms; the first is back at 300, the second at 350.
    const { up } = record.services[0]!.windows;
    expect([...up]).toEqual([4, 3, 2, 3.5, 4]);
    expect(record.faults[0]!.episodes).toEqual([{ start: ms(100), end: ms(350) }]);
    expect(log(record, 'fault-end')).toEqual(['350 fault-end']);
  });

  it('is gone at once when rolling back takes no time', () => {
    const record = run(world(config({ kind: 'errors', share: 1 }), 150));
    expect(record.faults[0]!.episodes).toEqual([{ start: ms(100), end: ms(150) }]);
    expect(endings(record.sources[0]!).filter(line => line.endsWith('failed') && !line.startsWith('1'))).toEqual([]);
  });

  it('reaches one replica at least, and nobody twice', () => {
    expect(reachOf([0.01, 0.1, 0.11, 1], 10)).toEqual([1, 2, 10]);
    expect(reachOf([0.3], 10)).toEqual([3]);
    expect(reachOf([1], 1)).toEqual([1]);
  });
});

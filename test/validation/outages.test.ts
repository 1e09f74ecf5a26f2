import { describe, expect, it } from 'vitest';
import type { ReplicationRecord } from '../../src/model/record.ts';
import { runReplication } from '../../src/model/system.ts';
import { outagesBelow, shareBelow, stretchesOf, timesToOutage } from '../../src/validation/outages.ts';
import { type FaultDraft, world } from '../../src/validation/worlds.ts';

const crash = (on: readonly string[], from: number, until?: number): FaultDraft => ({
  name: `${on} from ${from}`,
  effect: { kind: 'crash', silent: false },
  on,
  from,
  ...(until === undefined ? {} : { until }),
});

function stretches(faults: readonly FaultDraft[]) {
  const plan = world({ duration: 100, warmup: 0, services: [{ replicas: 3 }], traffic: [], faults });
  const record: ReplicationRecord = runReplication(plan, 'outages');
  return stretchesOf(plan, record);
}

describe('the stretches of a run', () => {
  it('say how many of the replicas that faults can strike are up', () => {
    expect(stretches([crash(['api[0]'], 10, 30), crash(['api[1]'], 20, 40)])).toEqual([
      { from: 0, to: 10, up: 2 },
      { from: 10, to: 20, up: 1 },
      { from: 20, to: 30, up: 0 },
      { from: 30, to: 40, up: 1 },
      { from: 40, to: 100, up: 2 },
    ]);
  });

  it('count a replica struck by two faults at once as down until both are over', () => {
    expect(stretches([crash(['api[0]'], 10, 30), crash(['api[0]', 'api[1]'], 20, 50)])).toEqual([
      { from: 0, to: 10, up: 2 },
      { from: 10, to: 20, up: 1 },
      { from: 20, to: 50, up: 0 },
      { from: 50, to: 100, up: 2 },
    ]);
  });

  it('join when one replica goes down at the moment another comes up', () => {
    expect(stretches([crash(['api[0]'], 10, 30), crash(['api[1]'], 30, 50)])).toEqual([
      { from: 0, to: 10, up: 2 },
      { from: 10, to: 50, up: 1 },
      { from: 50, to: 100, up: 2 },
    ]);
  });

  it('go to the end of the run when a fault outlasts it', () => {
    expect(stretches([crash(['api[0]'], 80)])).toEqual([
      { from: 0, to: 80, up: 1 },
      { from: 80, to: 100, up: 0 },
    ]);
  });
});

describe('outages', () => {
  const two = stretches([crash(['api[0]'], 10, 30), crash(['api[1]'], 20, 40), crash(['api[2]'], 60)]);

  it('are the time with fewer than enough replicas up', () => {
    expect(outagesBelow(two, 3)).toEqual([{ from: 10, to: 40 }]);
    expect(outagesBelow(two, 2)).toEqual([{ from: 20, to: 30 }]);
    expect(outagesBelow(two, 1)).toEqual([]);
  });

  it('take a share of the run, also when they outlast it', () => {
    expect(shareBelow(two, 3)).toBeCloseTo(0.7, 12);
    expect(shareBelow(two, 2)).toBeCloseTo(0.1, 12);
  });

  it('come some time after all were up for the first time since the last one', () => {
    expect(timesToOutage(two, 3, 3)).toEqual([10, 20]);
    expect(timesToOutage(two, 3, 2)).toEqual([20]);
  });
});

import { describe, expect, it } from 'vitest';
import type { PolicyPlan } from '../../../src/model/plan.ts';
import {
  adaptiveBulkhead,
  calling,
  causes,
  concurrencyLimit,
  crash,
  edge,
  endings,
  fault,
  ms,
  run,
  service,
  timeout,
  totalTimeout,
  traffic,
} from '../../support/world.ts';

const limited = (initial: number, patience = 50): PolicyPlan =>
  adaptiveBulkhead(concurrencyLimit('aimd', { initial, timeout: ms(patience) }));

/** Work of 20 ms, any number at a time. */
const calls = (policies: readonly PolicyPlan[], at: readonly number[], errors = 0) =>
  calling({ work: 20, concurrency: 100, errors }, { at, policies }, { duration: 200 }).sources[0]!;

describe('a bulkhead that finds its size', () => {
  it('lets one more in after an answer that came while it was used, and refuses at once what is above', () => {
    // Two of two are inside when the first is answered; of the three that there may be then, only one at 31.5. Of those
    // of 40.5 to 42.5 three and then two of four are.
    const source = calls([limited(2)], [10.5, 11.5, 12.5, 40.5, 41.5, 42.5, 43.5, 80.5, 81.5, 82.5, 83.5, 84.5]);
    expect(endings(source)).toEqual([
      ...['12 failed', '30 ok', '31 ok', '43 failed', '60 ok', '61 ok', '62 ok'],
      ...['100 ok', '101 ok', '102 ok', '103 ok', '104 ok'],
    ]);
    expect(causes(source.causes)).toEqual({ 'bulkhead-full': 2 });
  });

  it('lets fewer in after a call that was lost', () => {
    const source = calls([limited(2), timeout(10)], [10.5, 30.5, 31.5]);
    expect(endings(source)).toEqual(['20 failed', '31 failed', '40 failed']);
    expect(causes(source.causes)).toEqual({ timeout: 2, 'bulkhead-full': 1 });
  });

  it('takes a call that somebody outside has given up for lost, and its place for free', () => {
    const source = calls([totalTimeout(10), limited(2)], [10.5, 30.5, 31.5]);
    expect(causes(source.causes)).toEqual({ timeout: 2, 'bulkhead-full': 1 });
  });

  it('has a place for each call again that somebody outside has given up', () => {
    const source = calls([totalTimeout(10), limited(2)], [10.5, 30.5, 50.5]);
    expect(causes(source.causes)).toEqual({ timeout: 3 });
  });

  it('takes an answer that comes too late for a loss', () => {
    const source = calls([limited(2, 15)], [10.5, 40.5, 41.5]);
    expect(endings(source)).toEqual(['30 ok', '41 failed', '60 ok']);
  });

  it('may go by the shortest time it has seen', () => {
    // Nobody ever waits at the callee: five more after the second answer (the first is the shortest), and so on.
    const vegas = adaptiveBulkhead(concurrencyLimit('vegas', { initial: 1, max: 5 }));
    const source = calls([vegas], [10.5, 11.5, 40.5, 70.5, 71.5, 72.5, 73.5, 74.5, 75.5]);
    expect(endings(source)).toEqual([
      '11 failed',
      '30 ok',
      '60 ok',
      '75 failed',
      ...[90, 91, 92, 93, 94].map(at => `${at} ok`),
    ]);
  });

  it('forgets the shortest time now and then, at moments of its own', () => {
    // Ten calls every 60 ms, at first of 10 ms, then of 40: as long as 10 ms are the shortest time known, eight of ten seem
    // to wait, the limit falls to eight, where six do, and two of ten are refused. 240 samples later at most it is 40 ms.
    const sixty = Array.from({ length: 600 }, (_, i) => 10.5 + 60 * Math.floor(i / 10) + 0.1 * (i % 10));
    const policies = [adaptiveBulkhead(concurrencyLimit('vegas', { initial: 10, max: 10 }))];
    const { sources } = run({
      duration: 4000,
      services: [service({ work: 10, concurrency: 1000 })],
      traffic: ['some', 'others'].map(name => traffic({ name, to: 'api', at: sixty, policies })),
      faults: [fault({ effect: { kind: 'slow', factor: 4, added: 0 }, on: ['api'], from: 50 })],
    });
    const [some, others] = sources.map(({ failed }) => failed);
    for (const refused of [some, others]) expect(refused).toBeLessThanOrEqual(2 * 30);
    expect(some).not.toBe(others);
  });

  it('takes an answer that says error for an answer', () => {
    const source = calls([limited(1)], [10.5, 40.5, 41.5], 1);
    expect(causes(source.causes)).toEqual({ error: 3 });
  });

  it('takes the failure of what is behind its callee for an answer as well', () => {
    const record = run({
      duration: 200,
      services: [
        service({ name: 'front', concurrency: 100, edges: [edge({ to: 'back' })] }),
        service({ name: 'back', work: 20, concurrency: 100, errors: 1 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 40.5, 41.5], policies: [limited(1)] })],
    });
    expect(causes(record.sources[0]!.causes)).toEqual({ 'dependency-failed': 3 });
  });

  /** The front dies at 40 and is there again at 45. */
  const diesAt40 = (at: readonly number[], work: number) =>
    run({
      duration: 200,
      services: [
        service({
          name: 'front',
          concurrency: 100,
          edges: [edge({ to: 'back', policies: [limited(2), timeout(25)] })],
        }),
        service({ name: 'back', work, concurrency: 100 }),
      ],
      traffic: [traffic({ to: 'front', at })],
      faults: [fault({ effect: crash, on: ['front'], from: 40, until: 45 })],
    }).sources[0]!;

  it('is empty when its process starts anew', () => {
    expect(endings(diesAt40([30.5, 31.5, 60.5, 61.5], 20))).toEqual(['40 failed', '40 failed', '80 ok', '81 ok']);
  });

  it('is of the size it began with when its process starts anew', () => {
    // The first is lost at 35.5, and there would be one place.
    const source = diesAt40([10.5, 60.5, 61.5], 30);
    expect(endings(source)).toEqual(['35 failed', '85 failed', '86 failed']);
  });
});

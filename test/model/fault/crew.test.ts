import { describe, expect, it } from 'vitest';
import { crash, fault, log, ms, run, service, traffic, type WorldDraft } from '../../support/world.ts';

/** Two servers that fail 10 ms apart, each repaired in 50 ms by whoever is there. */
function twoFailures(crews: NonNullable<WorldDraft['crews']>, crew?: string) {
  const named = crew === undefined ? {} : { crew };
  return run({
    duration: 500,
    services: [service({ replicas: 2, work: 1 })],
    traffic: [traffic({ to: 'api', at: [400.5] })],
    crews,
    faults: [
      fault({ name: 'first', effect: crash, on: ['api[0]'], from: 100, until: 150, ...named }),
      fault({ name: 'second', effect: crash, on: ['api[1]'], from: 110, until: 160, ...named }),
    ],
  });
}

const spans = (record: ReturnType<typeof run>) =>
  record.faults.map(({ episodes }) => episodes.map(({ start, end }) => [start, end]));

describe('a repair crew', () => {
  it('of one works on one failure after the other, in the order they came', () => {
    const record = twoFailures([{ name: 'ops', size: 1, responds: null }], 'ops');
    expect(spans(record)).toEqual([[[ms(100), ms(150)]], [[ms(110), ms(200)]]]);
    expect(record.services[0]!.windows.up.slice(148, 152)).toEqual(Float64Array.of(0, 0, 1, 1));
    expect(log(record, 'repair-begins')).toEqual(['150 repair-begins']);
  });

  it('of two repairs both at once, as if there were no crew', () => {
    const free = twoFailures([]);
    expect(spans(twoFailures([{ name: 'ops', size: 2, responds: null }], 'ops'))).toEqual(spans(free));
    expect(spans(free)).toEqual([[[ms(100), ms(150)]], [[ms(110), ms(160)]]]);
  });

  it('needs its response time before each repair, busy all the while', () => {
    const responds = { kind: 'constant', value: ms(20) } as const;
    const record = twoFailures([{ name: 'ops', size: 1, responds }], 'ops');
    expect(spans(record)).toEqual([[[ms(100), ms(170)]], [[ms(110), ms(240)]]]);
  });

  it('does not keep a fault waiting that does not name it', () => {
    const record = run({
      duration: 500,
      services: [service({ replicas: 2, work: 1 })],
      traffic: [traffic({ to: 'api', at: [400.5] })],
      crews: [{ name: 'ops', size: 1, responds: null }],
      faults: [
        fault({ name: 'first', effect: crash, on: ['api[0]'], from: 100, until: 150, crew: 'ops' }),
        fault({ name: 'second', effect: crash, on: ['api[1]'], from: 110, until: 160 }),
      ],
    });
    expect(spans(record)).toEqual([[[ms(100), ms(150)]], [[ms(110), ms(160)]]]);
  });

  it('that comes back late lets a repeated fault strike again meanwhile', () => {
    const record = run({
      duration: 500,
      services: [service({ replicas: 2, work: 1 })],
      traffic: [traffic({ to: 'api', at: [400.5] })],
      crews: [{ name: 'ops', size: 1, responds: null }],
      faults: [
        fault({ name: 'long', effect: crash, on: ['api[1]'], from: 90, until: 290, crew: 'ops' }),
        fault({ name: 'again', effect: crash, on: ['api[0]'], from: 100, until: 110, every: 50, crew: 'ops' }),
      ],
    });
    expect(record.faults[1]!.episodes.slice(0, 3).map(({ start, end }) => [start / 1e6, end / 1e6])).toEqual([
      [100, 300],
      [150, 310],
      [200, 320],
    ]);
  });
});

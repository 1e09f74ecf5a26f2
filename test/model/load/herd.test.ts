import { describe, expect, it } from 'vitest';
import type { ArrivalsPlan } from '../../../src/model/plan.ts';
import { causes, fault, ms, run, service, traffic, type WorldDraft } from '../../support/world.ts';

const constant = (milliseconds: number) => ({ kind: 'constant', value: ms(milliseconds) }) as const;

const bursts = (within: number): ArrivalsPlan => ({
  kind: 'bursts',
  requests: 20,
  every: ms(400),
  first: ms(100),
  within: ms(within),
});

const sending = (arrivals: ArrivalsPlan, changes: Partial<WorldDraft> = {}) =>
  run({
    duration: 1000,
    window: 100,
    services: [service({ concurrency: Infinity })],
    traffic: [traffic({ to: 'api', arrivals })],
    ...changes,
  });

describe('bursts', () => {
  it('come all at once, again and again', () => {
    expect([...sending(bursts(0)).sources[0]!.windows.offered]).toEqual([0, 20, 0, 0, 0, 20, 0, 0, 0, 20]);
  });

  it('are spread out by jitter, and no request is lost by it', () => {
    const offered = [...sending(bursts(400)).sources[0]!.windows.offered];
    expect(offered[0]).toBe(0);
    expect(Math.max(...offered)).toBeLessThan(15);
    expect(offered.slice(1, 5).reduce((sum, count) => sum + count, 0)).toBe(20);
  });

  it('are larger in a surge', () => {
    const surge = fault({ effect: { kind: 'surge', factor: 2 }, on: ['users'], from: 300, until: 600 });
    expect([...sending(bursts(0), { faults: [surge] }).sources[0]!.windows.offered][5]).toBe(40);
  });
});

describe('connections', () => {
  const holding = (wait: Extract<ArrivalsPlan, { kind: 'connections' }>['wait'], clients = 40): ArrivalsPlan => ({
    kind: 'connections',
    clients,
    wait,
    keepalive: ms(300),
  });
  const crash = (silent: boolean, on = ['api']) =>
    fault({ effect: { kind: 'crash', silent }, on, from: 150, until: 340 });

  it('ask for nothing while nothing breaks', () => {
    expect(sending(holding(constant(10))).sources[0]!.offered).toBe(0);
  });

  it('all come back at once when they all wait the same', () => {
    // Lost at 150 ms; tried, and refused, at 250; and at 350, when the replica is there again.
    const record = sending(holding(constant(100)), { faults: [crash(false)] });
    expect([...record.sources[0]!.windows.offered]).toEqual([0, 0, 40, 40, 0, 0, 0, 0, 0, 0]);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'connection-refused': 40 });
    const series = record.figureSeries.find(({ name }) => name === 'connected')!;
    expect([...series.values]).toEqual([40, 0, 0, 40, 40, 40, 40, 40, 40, 40]);
    const figure = (name: string) => record.figures.find(each => each.name === name)?.value;
    expect(figure('reconnections')).toBe(40);
    expect(figure('timeToReconnect')).toBe(ms(200));
  });

  it('come back one by one when their waits differ', () => {
    const record = sending(holding({ kind: 'uniform', low: 0, high: ms(500) }), { faults: [crash(false)] });
    expect(Math.max(...record.sources[0]!.windows.offered)).toBeLessThan(20);
  });

  it('break with the replica that they are with, and no other', () => {
    const record = sending(holding(constant(300)), {
      services: [service({ replicas: 4, concurrency: Infinity })],
      faults: [crash(false, ['api[1]'])],
    });
    expect(record.sources[0]!.offered).toBe(10);
  });

  it('are missed only when keep-alives stay out, if the replica goes silently', () => {
    const silent = (until: number) => fault({ effect: { kind: 'crash', silent: true }, on: ['api'], from: 150, until });
    // Noticed at 450 ms, and 100 ms later they are back; a shorter silence goes unnoticed.
    expect([...sending(holding(constant(100)), { faults: [silent(500)] }).sources[0]!.windows.offered]).toEqual([
      0, 0, 0, 0, 0, 40, 0, 0, 0, 0,
    ]);
    expect(sending(holding(constant(100)), { faults: [silent(400)] }).sources[0]!.offered).toBe(0);
  });
});

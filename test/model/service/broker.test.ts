import { describe, expect, it } from 'vitest';
import type { MessagesPlan } from '../../../src/model/plan.ts';
import {
  causes,
  endings,
  exponential,
  type FaultDraft,
  fault,
  ms,
  run,
  type ServiceDraft,
  service,
  timeout,
  traffic,
} from '../../support/world.ts';

interface Setting {
  readonly messages?: Partial<MessagesPlan>;
  /** Of the queue, as seen by producers. */
  readonly queue?: ServiceDraft['queue'];
  readonly worker?: Partial<ServiceDraft>;
  readonly visibility?: number;
  readonly patience?: number;
  readonly faults?: readonly FaultDraft[];
  readonly duration?: number;
}

/** Producers → queue → a worker that takes 20 ms for a message. */
const queued = (at: readonly number[], setting: Setting = {}) =>
  run({
    duration: setting.duration ?? 400,
    services: [
      service({
        name: 'jobs',
        kind: 'queue',
        threading: 'async',
        concurrency: Infinity,
        queue: setting.queue ?? { capacity: 0 },
        messages: setting.messages ?? {},
        edges: [{ to: 'worker', policies: [timeout(setting.visibility ?? 1000)] }],
      }),
      service({ name: 'worker', work: 20, ...setting.worker }),
    ],
    traffic: [traffic({ to: 'jobs', at, policies: setting.patience === undefined ? [] : [timeout(setting.patience)] })],
    faults: setting.faults ?? [],
  });

type Record = ReturnType<typeof queued>;

const figures = ({ figures: all }: Record) =>
  Object.fromEntries(all.filter(({ subject }) => subject === 'jobs').map(({ name, value }) => [name, value]));

/** Whole milliseconds at which attempts reach the worker. */
const deliveries = ({ services }: Record): readonly number[] => {
  const { arrivals } = services[1]!.windows;
  return [...arrivals.keys()].flatMap(at => Array.from({ length: arrivals[at]! }, () => at));
};

describe('a message queue', () => {
  it('is done with its producer when the message is stored, and delivers one after the other', () => {
    const record = queued([10.5, 11.5, 12.5]);
    expect(endings(record.sources[0]!)).toEqual(['10 ok', '11 ok', '12 ok']);
    expect(deliveries(record)).toEqual([10, 30, 50]);
    // Processed at 30.5, 50.5 and 70.5: after 20, 39 and 58 ms; 117 ms of messages in 400.
    expect(figures(record)).toEqual({
      backlog: 117 / 400,
      backlogAge: ms(58),
      deliveryTime: ms(39),
      redelivered: 0,
      deadLetters: 0,
      lostMessages: 0,
    });
    expect(record.sources[0]).toMatchObject({ usefulWork: ms(60), wastedWork: 0 });
  });

  it('delivers as many at a time as its consumers have hands for', () => {
    const record = queued([10.5, 11.5, 12.5], { messages: { inFlight: 2 }, worker: { concurrency: 2 } });
    expect(deliveries(record)).toEqual([10, 11, 30]);
  });

  it('refuses producers when it is full', () => {
    const record = queued([10.5, 11.5, 12.5, 31.5], { messages: { capacity: 2 } });
    expect(endings(record.sources[0]!)).toEqual(['10 ok', '11 ok', '12 failed', '31 ok']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'queue-full': 1 });
  });

  it('or lets them wait for room, as long as they care to', () => {
    const blocking = { messages: { capacity: 2 }, queue: { capacity: Infinity } };
    const record = queued([10.5, 11.5, 12.5, 13.5], blocking);
    expect(endings(record.sources[0]!)).toEqual(['10 ok', '11 ok', '30 ok', '50 ok']);
    const impatient = queued([10.5, 11.5, 12.5], { ...blocking, patience: 10 });
    expect(endings(impatient.sources[0]!)).toEqual(['10 ok', '11 ok', '22 failed']);
    // Nobody told the queue that the producer has left: the message is stored and processed all the same.
    expect(deliveries(impatient)).toEqual([10, 30, 50]);
  });

  it('delivers again after a pause when processing fails, and gives up after so many times', () => {
    const record = queued([10.5], {
      worker: { errors: 1 },
      messages: { maxDeliveries: 3, redeliverAfter: ms(15) },
    });
    expect(endings(record.sources[0]!)).toEqual(['10 ok']);
    expect(deliveries(record)).toEqual([10, 45, 80]);
    expect(figures(record)).toMatchObject({ redelivered: 2, deadLetters: 1, backlogAge: ms(90), deliveryTime: null });
    expect(record.log.map(({ what }) => what)).toEqual(['dead-letter']);
    expect(record.sources[0]!.wastedWork).toBe(ms(60));
  });

  it('delivers the others meanwhile: a poison message is not in their way but for its own time', () => {
    const record = queued([10.5, 11.5, 12.5], {
      worker: { errors: 0 },
      messages: { redeliverAfter: ms(100) },
      faults: [fault({ effect: { kind: 'errors', share: 1 }, on: ['worker'], from: 0, until: 20 })],
    });
    expect(deliveries(record)).toEqual([10, 30, 50, 130]);
    expect(figures(record)).toMatchObject({ redelivered: 1, deadLetters: 0 });
  });

  it('delivers again, also at once, what has not been processed in time, while the first consumer goes on', () => {
    const record = queued([10.5], { visibility: 15, worker: { concurrency: 4 }, messages: { maxDeliveries: 2 } });
    expect(deliveries(record)).toEqual([10, 25]);
    expect(record.services[1]!.completions).toBe(2);
    expect(figures(record)).toMatchObject({ redelivered: 1, deadLetters: 1 });
  });

  it('keeps what it has through a crash, and delivers again what was out', () => {
    const crash = fault({ effect: { kind: 'crash', silent: false }, on: ['jobs'], from: 20, until: 60 });
    const record = queued([10.5, 11.5, 25.5], { faults: [crash] });
    expect(endings(record.sources[0]!)).toEqual(['10 ok', '11 ok', '25 failed']);
    // The worker goes on with the first, for nobody; 11.5 was stored and never out.
    expect(deliveries(record)).toEqual([10, 60, 80]);
    expect(figures(record)).toMatchObject({ redelivered: 1, lostMessages: 0 });
  });

  it('loses what it has in a crash when it is not durable', () => {
    const crash = fault({ effect: { kind: 'crash', silent: false }, on: ['jobs'], from: 20, until: 60 });
    const record = queued([10.5, 11.5, 70.5], { faults: [crash], messages: { durable: false } });
    expect(deliveries(record)).toEqual([10, 70]);
    expect(figures(record)).toMatchObject({ lostMessages: 2 });
  });

  it('hands nothing to a consumer that is not there, and does not count it as a delivery', () => {
    const away = fault({ effect: { kind: 'crash', silent: false }, on: ['worker'], from: 0, until: 2000 });
    const record = queued([10.5, 11.5], { faults: [away], messages: { maxDeliveries: 1 }, duration: 4000 });
    // Asked at 10.5, 1010.5 and, when it is there, 2010.5.
    expect(deliveries(record)).toEqual([10, 1010, 2010, 2030]);
    expect(figures(record)).toMatchObject({ redelivered: 0, deadLetters: 0 });
  });

  it('neither takes nor delivers while it hangs, and goes on afterwards', () => {
    const hang = fault({ effect: { kind: 'hang' }, on: ['jobs'], from: 20, until: 60 });
    const record = queued([10.5, 11.5, 25.5], { faults: [hang] });
    expect(endings(record.sources[0]!)).toEqual(['10 ok', '11 ok', '60 ok']);
    expect(deliveries(record)).toEqual([10, 60, 80]);
  });

  it('fills while its consumer is away and drains afterwards: requests never notice', () => {
    const record = run({
      duration: 60_000,
      window: 1000,
      services: [
        service({
          name: 'jobs',
          kind: 'queue',
          threading: 'async',
          concurrency: Infinity,
          queue: { capacity: 0 },
          messages: { inFlight: 4, redeliverAfter: ms(500), maxDeliveries: 1000, capacity: 100_000 },
          edges: [{ to: 'worker', latency: exponential(2), loss: 0.01, policies: [timeout(500)] }],
        }),
        service({ name: 'worker', work: exponential(10), replicas: 2, concurrency: 2 }),
      ],
      traffic: [traffic({ to: 'jobs', perSecond: 100 })],
      faults: [
        fault({ effect: { kind: 'crash', silent: false }, on: ['worker'], from: 20_000, until: 30_000 }),
        fault({ name: 'broker', effect: { kind: 'crash', silent: true }, on: ['jobs'], from: 40_000, until: 40_500 }),
      ],
    });
    expect(record.sources[0]!.failed).toBeLessThan(100);
    const jobs = figures(record as Record);
    expect(jobs.backlogAge).toBeGreaterThan(ms(10_000));
    expect(jobs.backlogAge).toBeLessThan(ms(30_000));
    expect(jobs.deadLetters).toBe(0);
    const backlog = record.figureSeries.find(({ name }) => name === 'backlog')!.values;
    expect(Math.max(...backlog)).toBeGreaterThan(900);
    expect(backlog.at(-1)).toBeLessThan(30);
  });
});

import { describe, expect, it } from 'vitest';
import type { TripSettings } from '../../../src/model/mitigation/breaker.ts';
import {
  breaker,
  calling,
  causes,
  edge,
  endings,
  fault,
  log,
  ms,
  run,
  service,
  timeout,
  totalTimeout,
  traffic,
} from '../../support/world.ts';

const consecutive = (failures: number): TripSettings => ({ kind: 'consecutive', failures });

const rates = { minimumCalls: 4, failureRate: 0.5, slowCallRate: 2, slowCallDuration: Infinity };

/** A request every 10 ms from 10.5 on to a service that fails between `from` and `until`. */
function trial(trip: TripSettings, from: number, until: number, halfOpenCalls = 1, duration = 200) {
  const moments = Array.from({ length: duration / 10 - 1 }, (_, i) => 10.5 + 10 * i);
  return calling(
    { work: 1, concurrency: 10 },
    { at: moments, policies: [breaker(trip, 45, halfOpenCalls)] },
    { duration, faults: [fault({ effect: { kind: 'errors', share: 1 }, on: ['api'], from, until })] },
  );
}

const states = ['breaker-open', 'breaker-half-open', 'breaker-closed'] as const;

describe('a breaker that counts failures in a row', () => {
  const story = () => trial(consecutive(3), 25, 75);

  it('is followed window by window: the share of the time it is not closed', () => {
    // From 51.5 to 101.5, in windows of 1 ms.
    const shares = [...story().edges[0]!.windows.breakerOpen!];
    expect(shares).toEqual(shares.map((_, at) => (at === 51 || at === 101 ? 0.5 : at > 51 && at < 101 ? 1 : 0)));
  });

  it('opens at the third, refuses at once while open, tries one call, and closes on its success', () => {
    const record = story();
    // Failures at 31.5, 41.5, 51.5; open until 96.5, so that the call at 100.5 is the probe.
    expect(log(record, ...states)).toEqual(['51.5 breaker-open', '100.5 breaker-half-open', '101.5 breaker-closed']);
    expect(endings(record.sources[0]!).slice(2, 11)).toEqual([
      '31 failed',
      '41 failed',
      '51 failed',
      '60 failed',
      '70 failed',
      '80 failed',
      '90 failed',
      '101 ok',
      '111 ok',
    ]);
    expect(causes(record.sources[0]!.causes)).toEqual({ error: 3, 'breaker-open': 4 });
  });

  it('sends nothing while it is open', () => {
    const { arrivals } = story().services[0]!.windows;
    expect(arrivals.subarray(52, 100).every(count => count === 0)).toBe(true);
  });

  it('says how often and for how long it was not closed', () => {
    const { breaker: report } = story().edges[0]!;
    expect(report!.opened).toBe(1);
    expect(report!.openShare).toBeCloseTo(50 / 200, 9);
  });

  it('is open until the end when nothing closes it, and says so', () => {
    // From 51.5 on; half-open, with a probe that is never answered, counts as not closed.
    const { breaker: report } = trial(consecutive(3), 25, 75, 1, 95).edges[0]!;
    expect(report!.openShare).toBeCloseTo((95 - 51.5) / 95, 9);
  });

  it('tells the timeline what moved it', () => {
    const { log: entries } = trial(consecutive(3), 25, 75, 2);
    expect(entries.filter(({ what }) => what.startsWith('breaker')).map(({ what, text }) => [what, text])).toEqual([
      ['breaker-open', 'too many calls failed or were slow'],
      ['breaker-half-open', 'lets 2 calls through to see'],
      ['breaker-closed', 'its probes were answered'],
    ]);
  });

  it('lets a call try as soon as its time is over, to the nanosecond', () => {
    const atTheEnd = run({
      duration: 100,
      services: [service({ work: 1 })],
      // Opened at 11.5, for 45 ms.
      traffic: [traffic({ to: 'api', at: [10.5, 56.5], policies: [breaker(consecutive(1), 45)] })],
      faults: [fault({ effect: { kind: 'errors', share: 1 }, on: ['api'], until: 20 })],
    });
    expect(endings(atTheEnd.sources[0]!)).toEqual(['11 failed', '57 ok']);
  });

  it('opens again when the probe fails, for as long again', () => {
    const longer = trial(consecutive(3), 25, 155);
    expect(log(longer, ...states)).toEqual([
      '51.5 breaker-open',
      '100.5 breaker-half-open',
      '101.5 breaker-open',
      '150.5 breaker-half-open',
      '151.5 breaker-open',
    ]);
    expect(longer.edges[0]!.breaker!.opened).toBe(3);
  });

  it('is not moved by failures with a success in between', () => {
    const record = calling(
      { work: 1, errors: 0.5, concurrency: 10 },
      { everyMs: 10, policies: [breaker(consecutive(1000), 45)] },
    );
    expect(record.sources[0]!.failed).toBeGreaterThan(20);
    expect(log(record)).toEqual([]);
  });
});

/** Opens when three of the last four calls took longer than 5 ms, and never for failures. */
const slowness = { minimumCalls: 4, failureRate: 2, slowCallRate: 0.75, slowCallDuration: ms(5) };

describe('a breaker with a window of calls', () => {
  it('opens when the share of failures among its last calls reaches the limit, not before it has seen enough', () => {
    const trip: TripSettings = { kind: 'count-window', size: 6, ...rates };
    // Two successes, then failures at 31.5 and 41.5: four calls, half of them failed.
    expect(log(trial(trip, 25, 75), ...states)[0]).toBe('41.5 breaker-open');
    // Failures from the start: the fourth call is the first that counts.
    expect(log(trial(trip, 0, 75), ...states)[0]).toBe('41.5 breaker-open');
    // Ten successes, of which the window holds six: three failures are half of them.
    expect(log(trial(trip, 105, 175), ...states)[0]).toBe('131.5 breaker-open');
  });

  it('opens for slow calls as well', () => {
    const trip: TripSettings = { kind: 'count-window', size: 4, ...slowness };
    const record = calling(
      { work: 1, concurrency: 10 },
      { at: [10.5, 30.5, 50.5, 70.5, 90.5, 110.5], policies: [breaker(trip, 1000)] },
      { duration: 200, faults: [fault({ effect: { kind: 'slow', factor: 1, added: ms(9) }, on: ['api'], from: 20 })] },
    );
    expect(log(record, ...states)).toEqual(['80.5 breaker-open']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'breaker-open': 2 });
  });
});

/** A call every 20 ms from 10.5 on, made longer by so much from 20 ms until the given time. */
const slowed = (trip: TripSettings, added: number, until: number, halfOpenCalls = 1) =>
  calling(
    { work: 5, concurrency: 10 },
    { at: Array.from({ length: 14 }, (_, i) => 10.5 + 20 * i), policies: [breaker(trip, 45, halfOpenCalls)] },
    {
      duration: 300,
      faults: [fault({ effect: { kind: 'slow', factor: 1, added: ms(added) }, on: ['api'], from: 20, until })],
    },
  );

describe.each<readonly [string, TripSettings]>([
  ['calls', { kind: 'count-window', size: 4, ...slowness }],
  ['time', { kind: 'time-window', length: ms(100), ...slowness }],
])('slow calls in a window of %s', (_, trip) => {
  it('are those that take longer than the limit, not as long', () => {
    expect(log(slowed(trip, 0, 300), ...states)).toEqual([]);
    expect(log(slowed(trip, 0.001, 300), ...states)[0]).toBe('75.501 breaker-open');
  });

  it('open it again when they are probes', () => {
    // Opened at 76.5; the next call after 121.5 is the one at 130.5, as slow as before, and then the one at 190.5.
    expect(log(slowed(trip, 1, 150), ...states)).toEqual([
      '76.5 breaker-open',
      '130.5 breaker-half-open',
      '136.5 breaker-open',
      '190.5 breaker-half-open',
      '195.5 breaker-closed',
    ]);
  });

  it('are judged by their share among the probes: one of two is less than three quarters', () => {
    expect(log(slowed(trip, 1, 140, 2), ...states)).toEqual([
      '76.5 breaker-open',
      '130.5 breaker-half-open',
      '155.5 breaker-closed',
    ]);
  });
});

describe('a breaker with a window of time', () => {
  it('begins anew when it closes: what opened it is not held against it twice', () => {
    const trip: TripSettings = { kind: 'time-window', length: ms(1000), ...rates };
    // Opened at 41.5 by four failures, closed by its probe at 91.5; one more failure is one of two calls, not five of six.
    const record = calling(
      { work: 1 },
      { at: [10.5, 20.5, 30.5, 40.5, 90.5, 120.5], policies: [breaker(trip, 45)] },
      {
        duration: 200,
        faults: [
          fault({ name: 'first', effect: { kind: 'errors', share: 1 }, on: ['api'], until: 50 }),
          fault({ name: 'again', effect: { kind: 'errors', share: 1 }, on: ['api'], from: 110 }),
        ],
      },
    );
    expect(endings(record.sources[0]!)).toEqual([
      '11 failed',
      '21 failed',
      '31 failed',
      '41 failed',
      '91 ok',
      '121 failed',
    ]);
    expect(log(record, ...states)).toEqual(['41.5 breaker-open', '90.5 breaker-half-open', '91.5 breaker-closed']);
  });

  it('opens on the share of failures of the last stretch of time and forgets what is older', () => {
    const trip: TripSettings = { kind: 'time-window', length: ms(50), ...rates };
    // The window holds the last five calls or so: of those up to 131.5, three are failures.
    expect(log(trial(trip, 105, 175), ...states)[0]).toMatch(/^1[23]1.5 breaker-open$/);
  });

  it('does not open on failures too far apart', () => {
    const trip: TripSettings = { kind: 'time-window', length: ms(20), ...rates };
    expect(log(trial(trip, 0, 200), ...states)).toEqual([]);
  });
});

describe('a half-open breaker', () => {
  /** Four calls at almost the same time while it is half-open. */
  const burst = (halfOpenCalls: number, fails: boolean) =>
    calling(
      { work: 5, concurrency: 10 },
      { at: [10.5, 100.5, 101.5, 102.5, 103.5, 130.5], policies: [breaker(consecutive(1), 45, halfOpenCalls)] },
      {
        duration: 200,
        faults: [fault({ effect: { kind: 'errors', share: 1 }, on: ['api'], until: fails ? 110 : 50 })],
      },
    );

  /** Opened by the first call; the second is the probe, and hangs longer than its caller waits. */
  const hungProbe = (at: readonly number[]) =>
    calling(
      { work: 1, concurrency: 10 },
      { at, policies: [totalTimeout(20), breaker(consecutive(1), 45)] },
      {
        duration: 300,
        faults: [
          fault({ effect: { kind: 'errors', share: 1 }, on: ['api'], until: 50 }),
          fault({ effect: { kind: 'hang' }, on: ['api'], from: 90, until: 140 }),
        ],
      },
    );

  it('lets exactly one probe through, and refuses the others meanwhile', () => {
    const record = burst(1, false);
    expect(endings(record.sources[0]!)).toEqual([
      '15 failed',
      '101 failed',
      '102 failed',
      '103 failed',
      '105 ok',
      '135 ok',
    ]);
    expect(log(record, ...states)).toEqual(['15.5 breaker-open', '100.5 breaker-half-open', '105.5 breaker-closed']);
  });

  it('lets as many probes through as it is told and waits for all of them', () => {
    const record = burst(3, false);
    expect(log(record, ...states)).toEqual(['15.5 breaker-open', '100.5 breaker-half-open', '107.5 breaker-closed']);
    expect(endings(record.sources[0]!)).toEqual(['15 failed', '103 failed', '105 ok', '106 ok', '107 ok', '135 ok']);
  });

  it('opens again when they fail', () => {
    expect(log(burst(2, true), ...states)).toEqual([
      '15.5 breaker-open',
      '100.5 breaker-half-open',
      '106.5 breaker-open',
    ]);
  });

  it('gives that permission to one call only', () => {
    const record = hungProbe([10.5, 100.5, 150.5, 150.6, 150.7]);
    expect(endings(record.sources[0]!)).toEqual(['11 failed', '120 failed', '150 failed', '150 failed', '151 ok']);
  });

  it('gets no permission back from a call that was under way before it opened and is given up now', () => {
    const record = calling(
      { work: 1, concurrency: 10 },
      { at: [5.5, 20.5, 70.5, 90.5], policies: [totalTimeout(80), breaker(consecutive(1), 45)] },
      {
        duration: 300,
        faults: [
          // The first would take until 205.5 and is given up at 85.5, when the probe sent at 70.5 is still under way.
          fault({ effect: { kind: 'slow', factor: 200, added: 0 }, on: ['api'], until: 10 }),
          fault({ effect: { kind: 'errors', share: 1 }, on: ['api'], from: 15, until: 50 }),
          fault({ name: 'later', effect: { kind: 'slow', factor: 50, added: 0 }, on: ['api'], from: 60 }),
        ],
      },
    );
    expect(endings(record.sources[0]!)).toEqual(['21 failed', '85 failed', '90 failed', '120 ok']);
  });

  it('gives the permission of a probe that nobody waits for to another call', () => {
    const record = hungProbe([10.5, 100.5, 150.5]);
    expect(endings(record.sources[0]!)).toEqual(['11 failed', '120 failed', '151 ok']);
    expect(log(record, ...states)).toEqual(['11.5 breaker-open', '100.5 breaker-half-open', '151.5 breaker-closed']);
  });

  it('is not reached sooner because a call from before it opened is answered late', () => {
    const record = calling(
      { work: 1, concurrency: 10 },
      { at: [5.5, 20.5, 60.5], policies: [breaker(consecutive(1), 45)] },
      {
        duration: 200,
        faults: [
          // The first is answered at 45.5, well, while the breaker is open.
          fault({ effect: { kind: 'slow', factor: 40, added: 0 }, on: ['api'], until: 10 }),
          fault({ effect: { kind: 'errors', share: 1 }, on: ['api'], from: 15, until: 50 }),
        ],
      },
    );
    expect(log(record, ...states)).toEqual(['21.5 breaker-open']);
    expect(endings(record.sources[0]!)).toEqual(['21 failed', '45 ok', '60 failed']);
  });

  it('is not decided by a late answer to a call from before it opened', () => {
    const record = run({
      duration: 300,
      services: [service({ name: 'quick', work: 0 }), service({ work: 1, concurrency: 10 })],
      traffic: [traffic({ to: 'api', at: [5.5, 20.5, 100.5, 101.5], policies: [breaker(consecutive(1), 45)] })],
      faults: [
        // The first call takes until 110.5 and succeeds, the second fails at once.
        fault({ effect: { kind: 'slow', factor: 105, added: 0 }, on: ['api'], until: 10 }),
        fault({ effect: { kind: 'errors', share: 1 }, on: ['api'], from: 15, until: 50 }),
        fault({ name: 'later', effect: { kind: 'slow', factor: 50, added: 0 }, on: ['api'], from: 90 }),
      ],
    });
    expect(log(record, ...states)).toEqual(['21.5 breaker-open', '100.5 breaker-half-open', '150.5 breaker-closed']);
  });
});

describe('breakers', () => {
  const shared = (scope: 'replica' | 'service') =>
    run({
      duration: 200,
      services: [
        service({
          name: 'front',
          replicas: 2,
          edges: [edge({ to: 'back', scope, policies: [breaker(consecutive(2), 1000)] })],
        }),
        service({ name: 'back', work: 1, errors: 1 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 20.5, 30.5, 40.5, 50.5, 60.5] })],
    });

  it('are one per replica of the caller, each of which has to learn for itself', () => {
    expect(log(shared('replica'), 'breaker-open')).toEqual(['31.5 breaker-open', '41.5 breaker-open']);
  });

  it('learn together when they are one for the service', () => {
    expect(log(shared('service'), 'breaker-open')).toEqual(['21.5 breaker-open']);
  });

  it('forget everything when their process is started anew', () => {
    const record = run({
      duration: 200,
      services: [
        service({ name: 'front', edges: [edge({ to: 'back', policies: [breaker(consecutive(1), 1000)] })] }),
        service({ name: 'back', work: 1 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 20.5, 60.5] })],
      faults: [
        fault({ effect: { kind: 'errors', share: 1 }, on: ['back'], until: 15 }),
        fault({ effect: { kind: 'crash', silent: false }, on: ['front'], from: 30, until: 40 }),
      ],
    });
    expect(endings(record.sources[0]!)).toEqual(['11 failed', '20 failed', '61 ok']);
    expect(record.edges[0]!.breaker!.openShare).toBeCloseTo((30 - 11.5) / 200, 9);
  });

  it('take a timeout of the attempt inside them for a failure', () => {
    const record = calling(
      { work: 50, concurrency: 10 },
      { at: [10.5, 30.5], policies: [breaker(consecutive(1), 1000), timeout(10)] },
      { duration: 200 },
    );
    expect(causes(record.sources[0]!.causes)).toEqual({ timeout: 1, 'breaker-open': 1 });
  });
});

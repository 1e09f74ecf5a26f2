import { describe, expect, it } from 'vitest';
import {
  bulkhead,
  calling,
  causes,
  crash,
  edge,
  endings,
  fallback,
  fault,
  ms,
  rateLimit,
  reload,
  retry,
  run,
  service,
  timeout,
  totalTimeout,
  traffic,
} from '../../support/world.ts';

describe('a bulkhead', () => {
  const calls = (policies: Parameters<typeof traffic>[0]['policies'], at: number[], clients = 1) =>
    calling({ work: 20, concurrency: 100 }, { at, clients, policies: policies! }, { duration: 200 }).sources[0]!;

  it('refuses at once what exceeds its places', () => {
    const source = calls([bulkhead(2)], [10.5, 11.5, 12.5, 31.1]);
    expect(endings(source)).toEqual(['12 failed', '30 ok', '31 ok', '51 ok']);
    expect(causes(source.causes)).toEqual({ 'bulkhead-full': 1 });
  });

  it('lets as many wait as it is told, first come, first served', () => {
    const source = calls([bulkhead(1, 2)], [10.5, 11.5, 12.5, 13.5]);
    expect(endings(source)).toEqual(['13 failed', '30 ok', '50 ok', '70 ok']);
    expect(source.latency.max).toBe(ms(58));
  });

  it('lets nobody wait for longer than its limit', () => {
    const source = calls([bulkhead(1, 5, 15)], [10.5, 11.5, 20.5]);
    // The second gives up at 26.5, so that the third is next when the place is free at 30.5.
    expect(endings(source)).toEqual(['26 failed', '30 ok', '50 ok']);
    expect(causes(source.causes)).toEqual({ 'bulkhead-full': 1 });
  });

  it('frees the place of a call that its caller gave up, waiting or inside', () => {
    const inside = calls([bulkhead(1, 5), totalTimeout(10)], [10.5, 25.5]);
    expect(endings(inside)).toEqual(['20 failed', '35 failed']);
    const waiting = calls([bulkhead(1, 1), totalTimeout(25)], [10.5, 11.5, 32.5]);
    // The second waits until 30.5 and would need until 50.5, but gives up at 36.5; then the third has its place.
    expect(endings(waiting)).toEqual(['30 ok', '36 failed', '56 ok']);
  });

  it('frees the place when the attempt inside times out, though the work goes on', () => {
    const source = calls([bulkhead(1, 0), timeout(10)], [10.5, 21.5]);
    expect(causes(source.causes)).toEqual({ timeout: 2 });
  });

  it('forgets a call that its caller gives up while it waits', () => {
    const record = run({
      duration: 200,
      services: [
        service({ name: 'front', concurrency: 100, edges: [edge({ to: 'api', policies: [bulkhead(1, 5, 80)] })] }),
        service({ work: 50, concurrency: 100 }),
      ],
      traffic: [
        traffic({ name: 'patient', to: 'front', at: [10.5, 20.5] }),
        traffic({ name: 'hasty', to: 'front', at: [12.5], policies: [timeout(5)], cancellation: true }),
      ],
    });
    // The hasty one would be next at 60.5, and its wait would end at 92.5.
    expect(record.sources.map(endings)).toEqual([['60 ok', '110 ok'], ['17 failed']]);
    expect(record.services[1]!.completions).toBe(2);
  });

  it('is empty, inside and in line, when its process starts anew', () => {
    const record = run({
      duration: 200,
      services: [
        service({ name: 'front', concurrency: 100, edges: [edge({ to: 'api', policies: [bulkhead(1, 5)] })] }),
        service({ work: 20, concurrency: 100 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 11.5, 60.5, 61.5] })],
      faults: [fault({ effect: crash, on: ['front'], from: 15, until: 20 })],
    });
    expect(endings(record.sources[0]!)).toEqual(['15 failed', '15 failed', '80 ok', '100 ok']);
  });

  it('is one per client process', () => {
    const source = calls([bulkhead(1)], [10.5, 11.5, 12.5], 2);
    expect(endings(source)).toEqual(['12 failed', '30 ok', '31 ok']);
  });
});

describe('a rate limit', () => {
  it('is metered on what it admits: nine times the rate offered, the whole rate admitted', () => {
    const source = calling(
      { work: 0 },
      { perSecond: 900, policies: [rateLimit(100, 10)] },
      { duration: 10_000, window: 1000 },
    ).sources[0]!;
    expect(source.offered).toBeGreaterThan(8500);
    expect(source.ok).toBeGreaterThan(990);
    expect(source.ok).toBeLessThanOrEqual(1010);
  });

  it('admits its burst at once and then one per interval, at the exact moment', () => {
    const source = calling(
      { work: 0 },
      { at: Array.from({ length: 29 }, (_, i) => 10.5 + 10 * i), policies: [rateLimit(10, 2)] },
      { duration: 300 },
    ).sources[0]!;
    expect(endings(source).filter(end => end.endsWith('ok'))).toEqual(['10 ok', '20 ok', '110 ok', '210 ok']);
    expect(causes(source.causes)).toEqual({ 'rate-limited': 25 });
  });

  it('may be used up again by a process that starts anew', () => {
    const record = run({
      duration: 200,
      services: [
        service({ name: 'front', edges: [edge({ to: 'api', policies: [rateLimit(1, 1)] })] }),
        service({ work: 1 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 12.5, 60.5, 62.5] })],
      faults: [fault({ effect: crash, on: ['front'], from: 20, until: 25 })],
    });
    expect(endings(record.sources[0]!)).toEqual(['11 ok', '12 failed', '61 ok', '62 failed']);
  });

  it('of a service is one per replica, in front of its queue', () => {
    const record = calling(
      { work: 1, replicas: 2, rateLimit: { ratePerSecond: 1, burst: 1 } },
      { at: [10.5, 20.5, 30.5, 40.5] },
      { duration: 100 },
    );
    expect(endings(record.sources[0]!)).toEqual(['11 ok', '21 ok', '30 failed', '40 failed']);
    expect(causes(record.services[0]!.refused)).toEqual({ 'rate-limited': 2 });
  });
});

describe('a timeout', () => {
  it('leaves the callee at work, and what it does is counted as wasted', () => {
    const record = calling({ work: 30 }, { at: [10.5, 20.5], policies: [timeout(25)] }, { duration: 100 });
    // The first is answered at 40.5 to nobody; the second starts only then and ends at 70.5, to nobody.
    expect(endings(record.sources[0]!)).toEqual(['35 failed', '45 failed']);
    expect(record.services[0]!.completions).toBe(2);
    expect(record.sources[0]!.wastedWork).toBe(ms(60));
    expect(record.sources[0]!.usefulWork).toBe(0);
    expect(record.services[0]!.inService).toBeCloseTo(60 / 100, 9);
  });

  it('with cancellation stops the callee and frees its slot at once', () => {
    const record = calling(
      { work: 30 },
      { at: [10.5, 20.5], policies: [timeout(42)], cancellation: true },
      { duration: 100, faults: [fault({ effect: { kind: 'slow', factor: 100, added: 0 }, on: ['api'], until: 15 })] },
    );
    // The first would take 3 s; it is stopped at 52.5, when the second has 10 ms left.
    expect(endings(record.sources[0]!)).toEqual(['52 failed', '62 failed']);
    expect(record.services[0]!.completions).toBe(0);
    expect(record.sources[0]!.wastedWork).toBe(ms(42 + 10));
  });

  it('with cancellation takes a waiting request out of the queue', () => {
    const record = calling(
      { work: 30 },
      { at: [10.5, 11.5, 35.5], policies: [timeout(31)], cancellation: true },
      { duration: 100 },
    );
    // The second has waited to 40.5 and is stopped at 42.5; the third then starts and ends at 72.5, too late for 66.5.
    expect(endings(record.sources[0]!)).toEqual(['40 ok', '42 failed', '66 failed']);
    expect(record.sources[0]!.wastedWork).toBe(ms(2 + 24));
  });

  it('with a deadline lets the callee drop work that nobody waits for before it starts', () => {
    const record = calling(
      { work: 30 },
      { at: [10.5, 11.5, 25.5], policies: [timeout(28)], deadline: true },
      { duration: 100 },
    );
    // The first ends at 40.5, late; the second's deadline (39.5) has passed by then; the third's (53.5) has not.
    expect(endings(record.sources[0]!)).toEqual(['38 failed', '39 failed', '53 failed']);
    expect(causes(record.services[0]!.refused)).toEqual({ 'deadline-exceeded': 1 });
    expect(record.services[0]!.completions).toBe(2);
    expect(record.sources[0]!.wastedWork).toBe(ms(60));
  });

  it('of a whole call has a deadline too: no try of it is begun when nobody waits for the call any more', () => {
    const record = calling(
      { work: 30 },
      { at: [10.5, 11.5, 25.5], policies: [totalTimeout(28)], deadline: true },
      { duration: 200 },
    );
    // As with the limit of an attempt: the second's deadline (39.5) has passed when the first ends at 40.5.
    expect(endings(record.sources[0]!)).toEqual(['38 failed', '39 failed', '53 failed']);
    expect(causes(record.services[0]!.refused)).toEqual({ 'deadline-exceeded': 1 });
  });

  it('says unreachable when the message was lost, after the same wait', () => {
    const record = calling(
      { work: 30 },
      { at: [10.5, 50.5], policies: [timeout(25)] },
      { duration: 100, faults: [fault({ effect: { kind: 'loss', share: 1 }, on: ['users->api'], until: 40 })] },
    );
    expect(endings(record.sources[0]!)).toEqual(['35 failed', '75 failed']);
    expect(causes(record.sources[0]!.causes)).toEqual({ timeout: 1, unreachable: 1 });
  });

  it('passes its deadline down the call tree as far as the edges carry it', () => {
    const downstream = (deadline: boolean) =>
      run({
        duration: 200,
        services: [
          service({ name: 'front', work: 20, concurrency: 10, edges: [edge({ to: 'back', deadline })] }),
          service({ name: 'back', work: 30 }),
        ],
        traffic: [traffic({ to: 'front', at: [10.5, 11.5], policies: [timeout(45)], deadline: true })],
      });
    // At the back the first works from 30.5 to 60.5; the second's deadline is 56.5.
    expect(causes(downstream(true).services[1]!.refused)).toEqual({ 'deadline-exceeded': 1 });
    expect(causes(downstream(false).services[1]!.refused)).toEqual({});
  });

  it('after a reload gives the user the whole limit again, and the callee is told so', () => {
    const record = calling(
      { work: 15 },
      { at: [10.5, 12.5], deadline: true, policies: [reload(18, 1, 1), totalTimeout(20)] },
      { duration: 200 },
    );
    // The first is served from 10.5 to 25.5. The second starts at 25.5, is reloaded at 30.5 (queued behind itself), and
    // that try starts at 40.5 with its deadline at 50.5, not at 32.5: it is served, in vain.
    expect(endings(record.sources[0]!)).toEqual(['25 ok', '50 failed']);
    expect(record.services[0]!.completions).toBe(3);
  });
});

describe('a fallback', () => {
  const degraded = (latency: number) =>
    calling(
      { work: 10, errors: 1 },
      { at: [10.5, 40.5], policies: [fallback(latency), retry({ attempts: 2 })] },
      { duration: 100 },
    ).sources[0]!;

  it('answers degraded what failed after all its retries', () => {
    expect(endings(degraded(0))).toEqual(['30 degraded', '60 degraded']);
  });

  it('takes its time', () => {
    const source = degraded(7);
    expect(endings(source)).toEqual(['37 degraded', '67 degraded']);
    expect(source.latency.sum).toBe(ms(54));
    expect(source.wastedWork).toBe(ms(40));
  });

  it('is not needed for what succeeded', () => {
    const source = calling({ work: 10 }, { at: [10.5], policies: [fallback(7)] }, { duration: 100 }).sources[0]!;
    expect(endings(source)).toEqual(['20 ok']);
  });

  it('has nothing to forget while the call is under way', () => {
    const record = run({
      duration: 100,
      services: [
        service({ name: 'front', edges: [edge({ to: 'back', policies: [fallback(20)] })] }),
        service({ name: 'back', work: 10 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 35.5] })],
      faults: [fault({ effect: crash, on: ['front'], from: 15, until: 20 })],
    });
    expect(endings(record.sources[0]!)).toEqual(['15 failed', '45 ok']);
  });

  it('that is being prepared is forgotten with the process that prepares it', () => {
    const record = run({
      duration: 100,
      services: [
        service({ name: 'front', edges: [edge({ to: 'back', policies: [fallback(20)] })] }),
        service({ name: 'back', work: 10, errors: 1 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 35.5] })],
      faults: [fault({ effect: crash, on: ['front'], from: 25, until: 30 })],
    });
    // Being prepared from 20.5 to 40.5, and from 45.5 to 65.5.
    expect(endings(record.sources[0]!)).toEqual(['25 failed', '65 degraded']);
  });

  it('below makes the request above degraded', () => {
    const record = run({
      duration: 100,
      services: [
        service({ name: 'front', work: 5, edges: [edge({ to: 'back', policies: [fallback()] })] }),
        service({ name: 'back', work: 10, errors: 1 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5] })],
    });
    expect(endings(record.sources[0]!)).toEqual(['25 degraded']);
  });
});

describe('a reload', () => {
  it('asks again while the abandoned page is still being made, and takes the first answer to the latest request', () => {
    const record = calling(
      { work: 30, concurrency: 10 },
      { at: [10.5], policies: [reload(20, 1, 2)] },
      { duration: 200 },
    );
    // Asked at 10.5, 30.5 and 50.5; only the answer to the last one counts.
    expect(endings(record.sources[0]!)).toEqual(['80 ok']);
    expect(record.sources[0]!.attempts).toBe(3);
    expect(record.sources[0]!.latency.sum).toBe(ms(70));
    expect(record.sources[0]!.wastedWork).toBe(ms(60));
    expect(record.sources[0]!.usefulWork).toBe(ms(30));
  });

  it('does not come after the answer, nor after the user has left', () => {
    const source = calling(
      { work: 15, concurrency: 10 },
      { at: [10.5, 60.5], policies: [reload(20, 1, 5)] },
      { duration: 200 },
    ).sources[0]!;
    expect(endings(source)).toEqual(['25 ok', '75 ok']);
    expect(source.attempts).toBe(2);
  });

  it('takes nobody else’s patience away when one user has had the answer', () => {
    // Each of the users reloads every 20 ms and has the answer 50 ms after the last time.
    for (const [users, apart, reloads] of [
      [40, 5, 1],
      [300, 1, 2],
    ] as const) {
      const source = calling(
        { work: 50, concurrency: Infinity },
        { at: Array.from({ length: users }, (_, i) => 10.5 + apart * i), policies: [reload(20, 1, reloads)] },
        { duration: 500 },
      ).sources[0]!;
      expect({ ok: source.ok, attempts: source.attempts }).toEqual({ ok: users, attempts: users * (reloads + 1) });
    }
  });

  it('may come to a user later who has not thought of it at first', () => {
    const { attempts, ok } = calling(
      { work: 1000, concurrency: Infinity },
      { at: [10.5], policies: [reload(20, 0.2, 40)] },
      { duration: 2000 },
    ).sources[0]!;
    // Thought of 40 times, every 20 ms, with a chance of one in five each: 8 ± 2.5.
    expect(ok).toBe(1);
    expect(attempts).toBeGreaterThan(3);
    expect(attempts).toBeLessThan(17);
  });

  it('happens with its probability', () => {
    const { attempts, offered } = calling(
      { work: 30, concurrency: Infinity },
      { everyMs: 10, policies: [reload(20, 0.3, 1)] },
      { duration: 20_000, window: 1000 },
    ).sources[0]!;
    // Four standard deviations of a count among 2000 with chance 0.3 are 82.
    expect(Math.abs(attempts - offered - 600)).toBeLessThan(82);
  });
});

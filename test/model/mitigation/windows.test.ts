/** State machines and windows against slow twins: every sequence of outcomes up to a length, or many random ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Call } from '../../../src/model/call/call.ts';
import { Breaker, type BreakerSettings, type TripSettings } from '../../../src/model/mitigation/breaker.ts';
import type { PolicyHost } from '../../../src/model/mitigation/policy.ts';
import { ADMIT } from '../../../src/model/mitigation/policy.ts';
import { SlidingWindow } from '../../../src/model/mitigation/sliding-window.ts';
import { buildTripRule } from '../../../src/model/mitigation/trip-rule.ts';
import { BREAKER_OPEN, ERROR, OK } from '../../../src/model/outcome.ts';
import { TokenBucket } from '../../../src/model/token-bucket.ts';

/** Every sequence of `letters` of length `length`. */
function* sequences<T>(letters: readonly T[], length: number): Generator<readonly T[]> {
  if (length === 0) yield [];
  else for (const rest of sequences(letters, length - 1)) for (const letter of letters) yield [...rest, letter];
}

/** A breaker that remembers everything it was told in plain lists and decides anew from them each time. */
class PlainBreaker {
  private ended: { readonly at: number; readonly failed: boolean }[] = [];
  private openSince: number | null = null;
  private probes: { failed: boolean | null }[] | null = null;
  private readonly settings: BreakerSettings;

  constructor(settings: BreakerSettings) {
    this.settings = settings;
  }

  /** Whether a call may go in now. */
  admits(now: number): boolean {
    if (this.openSince !== null && now - this.openSince >= this.settings.openFor) {
      this.openSince = null;
      this.probes = [];
    }
    if (this.openSince !== null) return false;
    if (this.probes === null) return true;
    if (this.probes.length >= this.settings.halfOpenCalls) return false;
    this.probes.push({ failed: null });
    return true;
  }

  /** The call that went in before ends now. */
  ends(now: number, failed: boolean): void {
    if (this.probes !== null) this.probeEnds(now, failed);
    else if (this.openSince === null) {
      this.ended.push({ at: now, failed });
      if (this.trips(now)) this.open(now);
    }
  }

  private probeEnds(now: number, failed: boolean): void {
    const probes = this.probes!;
    probes.find(probe => probe.failed === null)!.failed = failed;
    if (probes.filter(probe => probe.failed !== null).length < this.settings.halfOpenCalls) return;
    const failures = probes.filter(probe => probe.failed).length;
    const { trip } = this.settings;
    const limit = trip.kind === 'consecutive' ? 1 : trip.failureRate * probes.length;
    this.probes = null;
    this.ended = [];
    if (failures >= limit) this.open(now);
  }

  private trips(now: number): boolean {
    const { trip } = this.settings;
    if (trip.kind === 'consecutive') {
      const last = this.ended.slice(-trip.failures);
      return last.length === trip.failures && last.every(({ failed }) => failed);
    }
    const slice = trip.kind === 'time-window' ? trip.length / 10 : 0;
    const recent =
      trip.kind === 'count-window'
        ? this.ended.slice(-trip.size)
        : this.ended.filter(({ at }) => Math.floor(now / slice) - Math.floor(at / slice) < 10);
    const failures = recent.filter(({ failed }) => failed).length;
    return recent.length >= trip.minimumCalls && failures / recent.length >= trip.failureRate;
  }

  private open(now: number): void {
    this.openSince = now;
    this.ended = [];
  }
}

/** The real one with a clock and nothing around it. */
function real(settings: BreakerSettings) {
  const clock = { now: 0 };
  const call = new Call(0, new Float64Array(2));
  const host = { simulator: clock, log: () => undefined } as unknown as PolicyHost;
  const breaker = new Breaker(settings);
  breaker.join(host, 0, 0);
  return {
    admits: (now: number): boolean => {
      clock.now = now;
      const verdict = breaker.admit(call);
      expect([ADMIT, BREAKER_OPEN]).toContain(verdict);
      return verdict === ADMIT;
    },
    ends: (now: number, failed: boolean): void => {
      clock.now = now;
      breaker.settle(call, failed ? ERROR : OK);
    },
  };
}

const never = { slowCallRate: 2, slowCallDuration: Infinity };

const rules: readonly (readonly [string, TripSettings])[] = [
  ['two failures in a row', { kind: 'consecutive', failures: 2 }],
  ['half of the last four calls', { kind: 'count-window', size: 4, minimumCalls: 2, failureRate: 0.5, ...never }],
  ['two thirds of the last three', { kind: 'count-window', size: 3, minimumCalls: 3, failureRate: 0.66, ...never }],
  ['half of the last 30 time units', { kind: 'time-window', length: 30, minimumCalls: 2, failureRate: 0.5, ...never }],
];

describe.each(rules)('a breaker that trips on %s', (_, trip) => {
  it.each([1, 2])('does as its plain twin does after every sequence of up to 8 outcomes, with %d probes', probes => {
    const settings = { trip, openFor: 20, halfOpenCalls: probes };
    for (let length = 1; length <= 8; length++) {
      for (const outcomes of sequences([false, true], length)) {
        const [breaker, twin] = [real(settings), new PlainBreaker(settings)];
        const story = outcomes.map((failed, i) => {
          const now = 7 * i;
          const admitted = breaker.admits(now);
          const expected = twin.admits(now);
          if (admitted) breaker.ends(now + 3, failed);
          if (expected) twin.ends(now + 3, failed);
          return [admitted, expected];
        });
        expect(story.map(([admitted]) => admitted)).toEqual(story.map(([, expected]) => expected));
      }
    }
  });
});

describe('a sliding window', () => {
  it('counts what a plain list of the last ten slices counts, for any course of time', () => {
    const step = fc.record({ by: fc.oneof(fc.nat(12), fc.nat(300)), kind: fc.nat(1) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const window = new SlidingWindow(100, 2);
        const seen: { slice: number; kind: number }[] = [];
        let now = 0;
        for (const { by, kind } of steps) {
          now += by;
          window.add(now, kind);
          seen.push({ slice: Math.floor(now / 10), kind });
          const recent = seen.filter(({ slice }) => Math.floor(now / 10) - slice < 10);
          for (const one of [0, 1]) expect(window.sum(one)).toBe(recent.filter(event => event.kind === one).length);
        }
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});

describe('a window of calls', () => {
  it('decides as a plain list of the last calls does, for failures and slow calls alike', () => {
    const call = fc.record({ failed: fc.boolean(), slow: fc.boolean() });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (calls, size) => {
        const limits = { minimumCalls: 3, failureRate: 0.6, slowCallRate: 0.7, slowCallDuration: 1 };
        const rule = buildTripRule({ kind: 'count-window', size, ...limits });
        calls.forEach(({ failed, slow }, i) => {
          const last = calls.slice(Math.max(0, i + 1 - size), i + 1);
          const share = (of: (one: (typeof calls)[0]) => boolean): number => last.filter(of).length / last.length;
          // A window shorter than the minimum is enough when it is full.
          const enough = last.length >= Math.min(limits.minimumCalls, size);
          const expected = enough && (share(one => one.failed) >= 0.6 || share(one => one.slow) >= 0.7);
          expect(rule.trips({ now: i }, failed, slow)).toBe(expected);
        });
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it('opens at exactly its rate, to the last bit', () => {
    for (let percent = 1; percent <= 100; percent++) {
      const rule = buildTripRule({
        kind: 'count-window',
        size: 100,
        minimumCalls: 100,
        failureRate: Number((percent / 100).toFixed(2)),
        ...never,
      });
      const verdicts = Array.from({ length: 100 }, (_, i) => rule.trips({ now: i }, i < percent, false));
      expect(verdicts[99], `${percent} of 100`).toBe(true);
    }
  });
});

describe('a token bucket', () => {
  it('never admits more than its burst and what has flowed in since, and never less than it could', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (gaps, burst) => {
        const bucket = new TokenBucket(1e7, burst); // a token every 100 ns
        let now = 0;
        let tokens = burst * 100;
        for (const gap of gaps) {
          now += gap;
          tokens = Math.min(burst * 100, tokens + gap);
          const expected = tokens >= 100;
          if (expected) tokens -= 100;
          // On the very edge the last bit of a double may decide either way; the twin counts in whole hundredths.
          if (tokens !== 99 && tokens !== 0) expect(bucket.take(now)).toBe(expected);
          else if (bucket.take(now) !== expected) return;
        }
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it('admits a caller that comes exactly at its rate every time', () => {
    for (const perSecond of [1, 3, 10, 30, 70, 100, 1000]) {
      const bucket = new TokenBucket(perSecond, 1);
      const interval = Math.ceil(1e9 / perSecond);
      const verdicts = Array.from({ length: 100 }, (_, i) => bucket.take(i * interval));
      expect(
        verdicts.every(admitted => admitted),
        `${perSecond}/s`,
      ).toBe(true);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { type BudgetSettings, buildRetryBudget, DENIED } from '../../../src/model/mitigation/retry-budget.ts';
import { ERROR, TIMEOUT, UNREACHABLE } from '../../../src/model/outcome.ts';
import { calling, causes, edge, fault, figureOf, retry, run, service, throttle, traffic } from '../../support/world.ts';

describe('retries paid from a bucket', () => {
  const aws = {
    kind: 'bucket',
    capacity: 12,
    cost: 5,
    timeoutCost: 10,
    perCall: 0,
    perSuccess: 1,
    refund: true,
  } as const;

  it('are denied when it does not hold their cost', () => {
    const budget = buildRetryBudget(aws);
    expect([budget.spend(0, ERROR), budget.spend(0, ERROR), budget.spend(0, ERROR)]).toEqual([5, 5, DENIED]);
  });

  it.each([
    ['a timeout', TIMEOUT],
    ['a message that was lost', UNREACHABLE],
  ])('cost more after %s', (_, outcome) => {
    const budget = buildRetryBudget(aws);
    expect([budget.spend(0, outcome), budget.spend(0, outcome)]).toEqual([10, DENIED]);
  });

  it('bring nothing back when they are not to be refunded', () => {
    const budget = buildRetryBudget({ ...aws, refund: false });
    budget.spend(0, ERROR);
    budget.spend(0, ERROR);
    budget.succeeded(0, 5);
    expect(budget.spend(0, ERROR)).toBe(DENIED);
    for (let i = 0; i < 3; i++) budget.succeeded(0, 0);
    expect(budget.spend(0, ERROR)).toBe(5);
  });

  it('bring their cost back when they succeed, first tries one token, and never above the capacity', () => {
    const budget = buildRetryBudget(aws);
    budget.succeeded(0, 0);
    budget.spend(0, ERROR);
    budget.spend(0, ERROR);
    for (let i = 0; i < 3; i++) budget.succeeded(0, 0);
    expect([budget.spend(0, ERROR), budget.spend(0, ERROR)]).toEqual([5, DENIED]);
    budget.succeeded(0, 5);
    expect(budget.spend(0, ERROR)).toBe(5);
  });

  it('may be fed by calls whatever becomes of them: ten tenths are one retry', () => {
    const budget = buildRetryBudget({ ...aws, capacity: 1, cost: 1, perCall: 0.1, perSuccess: 0, refund: false });
    expect(budget.spend(0, ERROR)).toBe(1);
    for (let i = 0; i < 9; i++) budget.called(0);
    expect(budget.spend(0, ERROR)).toBe(DENIED);
    budget.called(0);
    expect(budget.spend(0, ERROR)).toBe(1);
  });

  it('are as many as the tokens in a total outage', () => {
    const { sources } = calling(
      { errors: 1 },
      { everyMs: 10, policies: [retry({ attempts: 3, budget: { ...aws, capacity: 500 } })] },
      { duration: 10_000 },
    );
    expect(sources[0]!.attempts - sources[0]!.firstTries).toBe(100);
  });
});

describe('retries throttled as in gRPC', () => {
  it('stop after half the tokens are gone in failures, until successes have brought them back', () => {
    const budget = buildRetryBudget({ kind: 'throttling', maxTokens: 10, tokenRatio: 0.5 });
    for (let i = 0; i < 4; i++) budget.failed(0);
    expect(budget.spend(0, ERROR)).toBe(0);
    budget.failed(0);
    expect(budget.spend(0, ERROR)).toBe(DENIED);
    budget.succeeded(0, 0);
    expect(budget.spend(0, ERROR)).toBe(0);
    for (let i = 0; i < 100; i++) budget.failed(0);
    for (let i = 0; i < 10; i++) budget.succeeded(0, 0);
    expect(budget.spend(0, ERROR)).toBe(DENIED);
    budget.succeeded(0, 0);
    expect(budget.spend(0, ERROR)).toBe(0);
  });
});

describe('retries behind a breaker of their own', () => {
  it('stop while failures per call are above the rate, since the start', () => {
    const budget = buildRetryBudget({ kind: 'failure-rate', rate: 0.1, window: Infinity });
    for (let i = 0; i < 10; i++) budget.called(0);
    budget.failed(0);
    expect(budget.spend(0, ERROR)).toBe(0);
    budget.failed(0);
    expect(budget.spend(0, ERROR)).toBe(DENIED);
  });

  it('or over a window, after which they are forgotten', () => {
    const budget = buildRetryBudget({ kind: 'failure-rate', rate: 0.1, window: 10e9 });
    for (let i = 0; i < 10; i++) budget.called(0);
    for (let i = 0; i < 3; i++) budget.failed(0);
    expect(budget.spend(1e9, ERROR)).toBe(DENIED);
    budget.called(20e9);
    expect(budget.spend(20e9, ERROR)).toBe(0);
  });
});

describe('the failures per call over a window', () => {
  const budget = () => buildRetryBudget({ kind: 'failure-rate', rate: 0.29, window: 10e9 });

  it('may be as many as the rate says, to the last bit, and not one more', () => {
    const recent = budget();
    for (let i = 0; i < 100; i++) recent.called(0);
    for (let i = 0; i < 29; i++) recent.failed(0);
    expect(recent.spend(0, ERROR)).toBe(0);
    recent.failed(0);
    expect(recent.spend(0, ERROR)).toBe(DENIED);
  });

  it('become fewer with every call that is made', () => {
    const recent = budget();
    recent.called(0);
    recent.failed(0);
    expect(recent.spend(0, ERROR)).toBe(DENIED);
    for (let i = 0; i < 3; i++) recent.called(0);
    expect(recent.spend(0, ERROR)).toBe(0);
  });
});

describe.each<BudgetSettings>([
  { kind: 'ratio', ratio: 0, minPerSecond: 1, window: 1e9 },
  { kind: 'bucket', capacity: 1, cost: 1, timeoutCost: 1, perCall: 0, perSuccess: 0, refund: false },
  { kind: 'throttling', maxTokens: 2, tokenRatio: 0 },
  { kind: 'failure-rate', rate: 0.5, window: Infinity },
  { kind: 'failure-rate', rate: 0.5, window: 1e9 },
])('a budget of %j', settings => {
  it('knows nothing of what was before its process was started anew', () => {
    const budget = buildRetryBudget(settings);
    const askedAtFirst = () => {
      budget.called(0);
      return budget.spend(0, ERROR) !== DENIED;
    };
    expect(askedAtFirst()).toBe(true);
    for (let i = 0; i < 3; i++) budget.failed(0);
    expect(askedAtFirst()).toBe(false);
    budget.clear();
    expect(askedAtFirst()).toBe(true);
  });
});

describe('adaptive throttling', () => {
  const offered = (share: number, k: number) => {
    const { sources, services } = calling(
      { rateLimit: { ratePerSecond: 50, burst: 50 } },
      { perSecond: 50 * share, policies: [throttle(k, 20_000)] },
      { duration: 200_000, warmup: 100_000, window: 1000 },
    );
    return { sent: services[0]!.arrivals / 5000, accepted: sources[0]!.ok / 5000 };
  };

  it('sends k times what is accepted under any overload, and everything without', () => {
    expect(offered(10, 2).sent).toBeCloseTo(2, 1);
    expect(offered(10, 2).accepted).toBeCloseTo(1, 1);
    expect(offered(3, 1.1).sent).toBeCloseTo(1.1, 1);
    expect(offered(0.5, 2).sent).toBeCloseTo(0.5, 1);
  });

  it('falls nearly silent while nobody answers, and wakes up when somebody does', () => {
    const { sources, services } = calling(
      { work: 0, queue: { capacity: 0 } },
      { perSecond: 100, policies: [throttle(2, 5000)] },
      {
        duration: 60_000,
        window: 1000,
        faults: [{ effect: { kind: 'crash', silent: false }, on: ['api'], from: 10_000, until: 30_000 }],
      },
    );
    const { arrivals } = services[0]!.windows;
    expect(arrivals.slice(20, 30).reduce((sum, each) => sum + each, 0)).toBeLessThan(30);
    const { ok } = sources[0]!.windows;
    expect(ok.slice(50, 60).reduce((sum, each) => sum + each, 0)).toBeGreaterThan(900);
  });

  it('takes the failure of what is behind the answerer for an answer as well', () => {
    const { services, sources } = run({
      duration: 1000,
      services: [
        service({ name: 'front', concurrency: 10, edges: [edge({ to: 'back' })] }),
        service({ name: 'back', concurrency: 10, errors: 1 }),
      ],
      traffic: [traffic({ to: 'front', everyMs: 10, policies: [throttle(2, 5000)] })],
    });
    expect(services[0]!.arrivals).toBe(sources[0]!.offered);
  });

  it('counts what it stops', () => {
    const record = calling(
      { work: 0, queue: { capacity: 0 } },
      { everyMs: 10, policies: [throttle(2, 5000)] },
      { duration: 1000, faults: [{ effect: { kind: 'crash', silent: false }, on: ['api'], from: 100, until: 800 }] },
    );
    const stopped = figureOf(record, 'users', 'throttled');
    expect(stopped).toBeGreaterThan(0);
    expect(causes(record.sources[0]!.causes)['rate-limited']).toBe(stopped);
  });

  it('is of good faith again when its process starts anew', () => {
    const record = run({
      duration: 3000,
      window: 10,
      services: [
        service({ name: 'front', concurrency: 10, edges: [edge({ to: 'back', policies: [throttle(1, 5000)] })] }),
        service({ name: 'back', concurrency: 10, work: 0 }),
      ],
      traffic: [traffic({ to: 'front', everyMs: 10 })],
      faults: [
        fault({ effect: { kind: 'crash', silent: false }, on: ['back'], from: 0, until: 1990 }),
        fault({ name: 'dies', effect: { kind: 'crash', silent: false }, on: ['front'], from: 1990, until: 2000 }),
      ],
    });
    // With two hundred refusals in its memory it would let one in a hundred through.
    expect(record.sources[0]!.windows.ok.slice(200).reduce((sum, each) => sum + each, 0)).toBe(100);
  });

  it('takes an answer that says error for an answer', () => {
    const { services, sources } = calling(
      { errors: 1 },
      { everyMs: 10, policies: [throttle(2, 5000)] },
      { duration: 1000 },
    );
    expect(services[0]!.arrivals).toBe(sources[0]!.offered);
  });
});

import { describe, expect, test } from 'vitest';
import { CAUSES } from '../../../src/model/outcome.ts';
import { compile, errorsOf, small, worldOf } from '../compile-text.ts';

const MS = 1e6;
const S = 1e9;

const policy = (text: string): { kind: string; settings: object } =>
  worldOf(small().replace('timeout: 1s', text)).traffic[0]!.edge.policies[0]!;

const RETRIED = CAUSES.filter(
  cause => !['deadline-exceeded', 'breaker-open', 'rate-limited', 'bulkhead-full'].includes(cause),
);

describe('policies', () => {
  test.each([
    ['totalTimeout: 2s', 'total-timeout', { limit: 2 * S }],
    [
      'retry: {}',
      'retry',
      { attempts: 3, backoff: { kind: 'none' }, on: RETRIED, budget: null, honoursRetryAfter: true },
    ],
    [
      'retry: { backoff: 10ms }',
      'retry',
      { backoff: { kind: 'exponential', base: 10 * MS, factor: 1, max: 10 * MS, jitter: 'none' } },
    ],
    [
      'retry: { backoff: { base: 10ms } }',
      'retry',
      { backoff: { kind: 'exponential', base: 10 * MS, factor: 2, max: 20 * S, jitter: 'none' } },
    ],
    [
      'retry: { backoff: { base: 10ms, max: 1s, jitter: decorrelated } }',
      'retry',
      { backoff: { kind: 'decorrelated', base: 10 * MS, max: S } },
    ],
    ['retry: { on: [timeout] }', 'retry', { on: ['timeout'] }],
    ['retry: { budget: 20% }', 'retry', { budget: { kind: 'ratio', ratio: 0.2, minPerSecond: 0, window: 10 * S } }],
    [
      'retry: { budget: { ratio: 20%, minPerSecond: 60/min, window: 5s } }',
      'retry',
      { budget: { kind: 'ratio', ratio: 0.2, minPerSecond: 1, window: 5 * S } },
    ],
    [
      'breaker: {}',
      'breaker',
      {
        trip: {
          kind: 'count-window',
          size: 100,
          minimumCalls: 100,
          failureRate: 0.5,
          slowCallRate: 2,
          slowCallDuration: Infinity,
        },
        openFor: 60 * S,
        halfOpenCalls: 10,
      },
    ],
    ['breaker: { failures: 5 }', 'breaker', { trip: { kind: 'consecutive', failures: 5 } }],
    [
      'breaker: { window: 20 }',
      'breaker',
      { trip: { kind: 'count-window', size: 20, minimumCalls: 20, failureRate: 0.5 } },
    ],
    [
      'breaker: { window: 20s }',
      'breaker',
      { trip: { kind: 'time-window', length: 20 * S, minimumCalls: 20, failureRate: 0.5 } },
    ],
    [
      'breaker: { slowCallRate: 60%, slowCallDuration: 1s }',
      'breaker',
      { trip: { failureRate: 2, slowCallRate: 0.6, slowCallDuration: S } },
    ],
    ['rateLimit: { rate: 2.5/s }', 'rate-limit', { ratePerSecond: 2.5, burst: 3 }],
    ['rateLimit: { rate: 6/min, burst: 7 }', 'rate-limit', { ratePerSecond: 0.1, burst: 7 }],
    ['bulkhead: {}', 'bulkhead', { concurrency: 25, queue: 0, maxWait: Infinity }],
    ['bulkhead: { maxWait: 5ms }', 'bulkhead', { queue: Infinity, maxWait: 5 * MS }],
    ['bulkhead: { concurrency: 3, queue: 4, maxWait: 5ms }', 'bulkhead', { concurrency: 3, queue: 4, maxWait: 5 * MS }],
    ['fallback: true', 'fallback', { latency: 0 }],
    ['fallback: { latency: 5ms }', 'fallback', { latency: 5 * MS }],
    ['reload: { after: 4s }', 'reload', { after: 4 * S, probability: 1, max: 1 }],
  ])('%s', (text, kind, settings) => {
    expect(policy(text)).toMatchObject({ kind, settings });
  });

  test('fallback: false is no fallback', () => {
    expect(policy('fallback: false')).toBeUndefined();
  });

  test('only users press reload', () => {
    const text = small()
      .replace('work: 5ms', 'calls: { db: { reload: { after: 1s } } }')
      .concat('')
      .replace('traffic:', '  db: {}\ntraffic:');
    expect(errorsOf(text)).toEqual(['BR010 services.api.calls.db.reload']);
  });
});

describe('the rest of the client side', () => {
  test('health checks have the defaults of Kubernetes', () => {
    const [source] = worldOf(small().replace('timeout: 1s', 'healthCheck: {}')).traffic;
    expect(source!.edge.healthCheck).toEqual({
      interval: 10 * S,
      timeout: S,
      unhealthyThreshold: 3,
      healthyThreshold: 1,
      work: null,
      deep: false,
    });
  });

  test('everything else is as written', () => {
    const text =
      'cancellation: true, deadline: true, latency: { exponential: 2ms }, loss: 1%, scope: service, balancer: { kind: weighted, weights: [2] }';
    expect(worldOf(small().replace('timeout: 1s', text)).traffic[0]!.edge).toMatchObject({
      cancellation: true,
      deadline: true,
      latency: { kind: 'exponential', mean: 2 * MS },
      loss: 0.01,
      scope: 'service',
      balancer: { kind: 'weighted', weights: [2] },
    });
  });
});

describe('service settings', () => {
  test('a service has its ingress limit, start-up and queue', () => {
    const text = 'rateLimit: { rate: 10/s, burst: 2 }, startup: 30s, threading: async, concurrency: unlimited';
    const [api] = worldOf(
      small().replace('concurrency: 8, queue: { capacity: 10 }', `${text}, queue: { discipline: lifo, maxWait: 1s }`),
    ).services;
    expect(api).toMatchObject({
      rateLimit: { ratePerSecond: 10, burst: 2 },
      startup: { kind: 'constant', value: 30 * S },
      threading: 'async',
      concurrency: Infinity,
      queue: { capacity: Infinity, discipline: 'lifo', maxWait: S },
    });
  });

  test.each([
    ['1h', 1],
    ['2h', 2],
    ['5h', 5],
    ['10h', 10],
    ['1d', 30],
    ['100d', 3600],
  ])('a run of %s has windows of %d s', (duration, seconds) => {
    expect(worldOf(small(`run: { duration: ${duration} }`).replace('100/s', '1/s')).window).toBe(seconds * S);
  });

  test('an explicit window stays', () => {
    expect(worldOf(small('run: { duration: 1m, window: 500ms }')).window).toBe(500 * MS);
    expect(errorsOf(small('run: { duration: 1h, window: 1ms }'))).toEqual(['BR031 run.window']);
  });
});

describe('distributions', () => {
  const work = (text: string, files = {}) =>
    worldOf(small().replace('5ms', text), { files }).services[0]!.operations[0]!.work;

  test.each([
    ['{ exponential: 8ms }', { kind: 'exponential', mean: 8 * MS }],
    ['{ uniform: { min: 1ms, max: 2ms } }', { kind: 'uniform', low: MS, high: 2 * MS }],
    ['{ normal: { mean: 9ms, sd: 2ms } }', { kind: 'normal', mean: 9 * MS, sd: 2 * MS }],
    ['{ gamma: { shape: 2, scale: 3ms } }', { kind: 'gamma', shape: 2, scale: 3 * MS }],
    ['{ gamma: { shape: 2, mean: 6ms } }', { kind: 'gamma', shape: 2, scale: 3 * MS }],
    ['{ erlang: { k: 4, mean: 8ms } }', { kind: 'gamma', shape: 4, scale: 2 * MS }],
    ['{ weibull: { shape: 0.7, scale: 3ms } }', { kind: 'weibull', shape: 0.7, scale: 3 * MS }],
    ['{ pareto: { shape: 1.5, min: 2ms, max: 1s } }', { kind: 'pareto', shape: 1.5, low: 2 * MS, high: S }],
    ['{ pareto: { shape: 1.5, min: 2ms } }', { kind: 'pareto', shape: 1.5, low: 2 * MS, high: Infinity }],
    ['{ lognormal: { median: 1ns, sigma: 0.5 } }', { kind: 'lognormal', mu: 0, sigma: 0.5 }],
    [
      '{ hyperexponential: [{ share: 90%, mean: 1ms }, { share: 10%, mean: 9ms }] }',
      {
        kind: 'hyperexponential',
        branches: [
          { probability: 0.9, mean: MS },
          { probability: 0.1, mean: 9 * MS },
        ],
      },
    ],
    [
      '{ empirical: [{ value: 1ms, share: 50% }, { value: 9ms, share: 100% }] }',
      {
        kind: 'empirical',
        points: [
          { value: MS, share: 0.5 },
          { value: 9 * MS, share: 1 },
        ],
      },
    ],
  ])('%s', (text, spec) => {
    expect(work(text)).toEqual(spec);
  });

  test.each([
    '{ mean: 5ms, cv: 1.5 }',
    '{ p50: 5ms, p99: 20ms }',
    '{ lognormal: { p50: 5ms, p99: 20ms } }',
    '{ lognormal: { mean: 5ms, cv: 2 } }',
  ])('%s is a lognormal', text => {
    expect(work(text).kind).toBe('lognormal');
  });

  test('two percentiles are met: the median is exp(mu)', () => {
    const spec = work('{ p50: 5ms, p99: 20ms }');
    expect(spec.kind === 'lognormal' && Math.exp(spec.mu)).toBeCloseTo(5 * MS, 0);
  });

  test('an empirical distribution may come from a file beside the scenario', () => {
    const files = { 'data/a.csv': '# measured\nmilliseconds,share\n1,0.5\n2.5, 1\n' };
    expect(work('{ empirical: { file: data/a.csv } }', files)).toEqual({
      kind: 'empirical',
      points: [
        { value: MS, share: 0.5 },
        { value: 2.5 * MS, share: 1 },
      ],
    });
  });

  test('the file may have the line ends of any system, and a wrong line is told by its number', () => {
    const text = (end: string, last: string): string =>
      ['# measured', '', 'milliseconds,share', '1,0.5', last].join(end);
    for (const end of ['\n', '\r\n', '\r'])
      expect(work('{ empirical: { file: a.csv } }', { 'a.csv': text(end, '2,1') })).toMatchObject({
        points: [{ value: MS }, { value: 2 * MS }],
      });
    const [problem] = compile(small().replace('5ms', '{ empirical: { file: a.csv } }'), {
      files: { 'a.csv': text('\r\n', '-2,1') },
    }).problems;
    expect(problem?.message).toBe('line 5 of "a.csv" must be 2 numbers, without sign or exponent, found "-2,1"');
  });

  test.each([
    ['no such file', '{ empirical: { file: a.csv } }', {}, 'BR005'],
    ['a file outside', '{ empirical: { file: ../a.csv } }', {}, 'BR005'],
    ['an absolute file', '{ empirical: { file: /etc/passwd } }', {}, 'BR005'],
    ['other columns', '{ empirical: { file: a.csv } }', { 'a.csv': 'x,y\n1,1' }, 'BR018'],
    ['a word for a number', '{ empirical: { file: a.csv } }', { 'a.csv': 'milliseconds,share\none,1' }, 'BR018'],
    ['no rows', '{ empirical: { file: a.csv } }', { 'a.csv': 'milliseconds,share\n' }, 'BR018'],
    ['no text', '{ empirical: { file: a.csv } }', { 'a.csv': '' }, 'BR018'],
    [
      'a number too long for any double',
      '{ empirical: { file: a.csv } }',
      { 'a.csv': `milliseconds,share\n${'9'.repeat(400)},1\n` },
      'BR018',
    ],
    [
      'a value longer than any run',
      '{ empirical: { file: a.csv } }',
      { 'a.csv': 'milliseconds,share\n9999999999,1\n' },
      'BR017',
    ],
    ['shares that fall', '{ empirical: [{ value: 1ms, share: 50% }, { value: 2ms, share: 40% }] }', {}, 'BR017'],
    ['shares that end early', '{ empirical: [{ value: 1ms, share: 50% }] }', {}, 'BR017'],
    [
      'branches beyond 100 %',
      '{ hyperexponential: [{ share: 90%, mean: 1ms }, { share: 20%, mean: 9ms }] }',
      {},
      'BR017',
    ],
    ['a range upside down', '{ uniform: { min: 3ms, max: 2ms } }', {}, 'BR017'],
    ['a tail without a mean', '{ pareto: { shape: 1, min: 2ms } }', {}, 'BR017'],
    ['a cv no exponential mixture has', '{ hyperexponential: { mean: 3ms, cv: 0.5 } }', {}, 'BR015'],
  ])('%s is refused', (_, text, files, code) => {
    expect(errorsOf(small().replace('5ms', text), { files }).map(error => error.slice(0, 5))).toEqual([code]);
  });
});

describe('profiles', () => {
  const arrivals = (profile: string, files = {}) =>
    worldOf(small().replace('rate: 100/s', `profile: ${profile}`), { files }).traffic[0]!.arrivals;
  const points = (profile: string, files = {}) => {
    const plan = arrivals(profile, files);
    return plan.kind === 'open' ? plan.rate.map(({ at, perSecond }) => [at / S, perSecond]) : [];
  };

  test.each<[string, number[][]]>([
    [
      '{ steps: [{ at: 0s, rate: 10/s }, { at: 60s, rate: 30/s }] }',
      [
        [0, 10],
        [60, 10],
        [60, 30],
      ],
    ],
    [
      '{ ramp: { from: 10/s, to: 30/s, at: 1m, for: 1m } }',
      [
        [0, 10],
        [60, 10],
        [120, 30],
      ],
    ],
    [
      '{ ramp: { from: 10/s, to: 30/s, for: 1m } }',
      [
        [0, 10],
        [60, 30],
      ],
    ],
    [
      '{ spike: { base: 10/s, peak: 90/s, at: 1m, for: 30s } }',
      [
        [0, 10],
        [60, 10],
        [60, 90],
        [90, 90],
        [90, 10],
      ],
    ],
    [
      '{ spike: { base: 10/s, peak: 90/s, at: 0s, for: 30s } }',
      [
        [0, 90],
        [30, 90],
        [30, 10],
      ],
    ],
    [
      '{ replay: [{ at: 10s, rate: 5/s }, { at: 20s, rate: 15/s }] }',
      [
        [0, 5],
        [10, 5],
        [20, 15],
      ],
    ],
  ])('%s', (profile, expected) => {
    expect(points(profile)).toEqual(expected);
  });

  test('a sine swings around its mean in 64 pieces and repeats', () => {
    const plan = arrivals('{ sine: { mean: 100/s, amplitude: 50/s, period: 64s } }');
    if (plan.kind !== 'open') throw new Error('expected an open loop');
    expect(plan.period).toBe(64 * S);
    expect(plan.rate).toHaveLength(65);
    const at = (second: number): number => plan.rate.find(point => point.at === second * S)!.perSecond;
    expect(at(0)).toBeCloseTo(100, 9);
    expect(at(16)).toBeCloseTo(150, 9);
    expect(at(48)).toBeCloseTo(50, 9);
    expect(at(8)).toBeCloseTo(100 + 50 * Math.sin(Math.PI / 4), 9);
  });

  test('a rate may be replayed from a file', () => {
    expect(points('{ replay: { file: rates.csv } }', { 'rates.csv': 'seconds,rate\r\n0,10\r\n0.5,20\r\n' })).toEqual([
      [0, 10],
      [0.5, 20],
    ]);
  });

  test('a profile may be paced evenly', () => {
    const text = small().replace('rate: 100/s', 'pacing: constant, profile: { steps: [{ at: 0s, rate: 10/s }] }');
    expect(worldOf(text).traffic[0]!.arrivals).toMatchObject({ pacing: 'constant' });
  });

  test('users think between requests', () => {
    const text = small().replace('rate: 100/s', 'users: 20, thinkTime: { exponential: 2s }');
    expect(worldOf(text).traffic[0]!.arrivals).toEqual({
      kind: 'closed',
      users: 20,
      thinkTime: { kind: 'exponential', mean: 2 * S },
    });
  });

  test.each([
    '{ steps: [{ at: 1s, rate: 10/s }] }',
    '{ steps: [{ at: 0s, rate: 10/s }, { at: 0s, rate: 10/s }] }',
    '{ sine: { mean: 10/s, amplitude: 50/s, period: 64s } }',
    '{ replay: [{ at: 10s, rate: 5/s }, { at: 5s, rate: 15/s }] }',
  ])('%s is refused', profile => {
    expect(errorsOf(small().replace('rate: 100/s', `profile: ${profile}`))).toHaveLength(1);
  });

  test('a profile of two shapes is refused', () => {
    const two = '{ steps: [{ at: 0s, rate: 1/s }], ramp: { from: 1/s, to: 2/s, for: 1m } }';
    expect(errorsOf(small().replace('rate: 100/s', `profile: ${two}`))).toEqual(['BR016 traffic.users.profile']);
  });
});

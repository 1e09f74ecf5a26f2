/**
 * A small result made by hand: a baseline that never recovers, a variant that is much better, one that changes nothing,
 * one that is worse, and one that costs more replicas. 36 windows of ten seconds.
 */
import type {
  Difference,
  Estimate,
  LatencySummary,
  Metrics,
  Result,
  Series,
  TimelineEntry,
  Topology,
  VariantResult,
} from '../../src/results/result.ts';

export const estimate = (mean: number, halfWidth: number): Estimate => ({
  mean,
  low: mean - halfWidth,
  high: mean + halfWidth,
});

export const difference = (mean: number, halfWidth: number): Difference => ({
  ...estimate(mean, halfWidth),
  pValue: Math.abs(mean) > halfWidth ? 0.0004 : 0.37,
  significant: Math.abs(mean) > halfWidth,
  varianceReduction: 37.4,
});

const latency = (p50: number, p99: number): LatencySummary => ({
  mean: estimate(p50 * 1.3, 0.5),
  p50: estimate(p50, 0.32),
  p90: estimate(p99 / 2, 3.1),
  p95: estimate(p99 / 1.5, 4.2),
  p99: estimate(p99, p99 / 41),
  p999: estimate(p99 * 1.5, 40),
  max: estimate(p99 * 2, 300),
});

interface Numbers {
  readonly availability: Estimate | null;
  readonly p50: number;
  readonly p99: number;
  readonly amplification: Estimate | null;
  readonly wastedWork: Estimate | null;
  readonly replicaHours?: number;
}

const metricsOf = (numbers: Numbers): Metrics => ({
  availability: numbers.availability,
  fullAvailability: numbers.availability,
  timeAvailability: numbers.availability,
  longestOutage: estimate(20_000, 1000),
  throughput: estimate(899.91, 2.2),
  goodput: estimate(640.123, 3.4),
  latency: latency(numbers.p50, numbers.p99),
  latencyAll: latency(numbers.p50, numbers.p99),
  amplification: numbers.amplification,
  wastedWork: numbers.wastedWork,
  replicaHours: estimate(numbers.replicaHours ?? 0.8, 0),
});

const WINDOWS = 36;

/** Offers 9000 requests a window; `lost` says what share of them fails in a window. */
export const seriesOf = (lost: (window: number) => number): Series => {
  const windows = Array.from({ length: WINDOWS }, (_, window) => window);
  const failed = windows.map(window => Math.round(9000 * lost(window)));
  return {
    window: 10_000,
    start: 0,
    figures: {},
    traffic: {
      shoppers: {
        offered: windows.map(() => 9000),
        ok: failed.map(count => 9000 - count),
        degraded: windows.map(() => 0),
        failed,
        rootCauses: { timeout: failed },
        p50: windows.map(() => 12.5),
        p99: windows.map(() => null),
      },
    },
    services: {
      'orders-db': {
        queueLength: windows.map(() => 1.5),
        utilisation: windows.map(() => 0.7),
        up: windows.map(() => 1),
        arrivals: windows.map(() => 9000),
        firstTries: windows.map(() => 9000),
      },
    },
    calls: { 'orders->orders-db': { breakerOpen: windows.map(() => 0.1), out: null } },
  };
};

const during = (window: number): boolean => window >= 12 && window < 15;

const STRIKES = [{ start: 120_000, end: 150_000 }];

const TIMELINE: readonly TimelineEntry[] = [
  { at: 120_000, what: 'fault-start', subject: 'slow-db', text: 'slow-db starts: orders-db 8 times slower' },
  { at: 120_850, what: 'queue-full', subject: 'orders-db', text: 'orders-db refuses: its queue is full' },
  { at: 121_300, what: 'queue-full', subject: 'orders-db', text: 'orders-db refuses: its queue is full' },
  { at: 122_000, what: 'queue-full', subject: 'orders-db', text: 'orders-db refuses: its queue is full' },
  { at: 150_000, what: 'fault-end', subject: 'slow-db', text: 'slow-db ends' },
];

/** Of a node of which no more is said. */
export const NOWHERE = { most: null, cluster: false, standby: false, place: null, spread: [] } as const;

const TOPOLOGY: Topology = {
  nodes: [
    { name: 'shoppers', kind: 'traffic', replicas: null, ...NOWHERE },
    { name: 'orders', kind: 'service', replicas: 3, ...NOWHERE },
    { name: 'orders-db', kind: 'service', replicas: 1, ...NOWHERE },
  ],
  edges: [
    { name: 'shoppers->orders', from: 'shoppers', to: 'orders', optional: false, policies: ['total-timeout'] },
    { name: 'orders->orders-db', from: 'orders', to: 'orders-db', optional: false, policies: ['retry', 'breaker'] },
  ],
  links: [],
  places: [],
};

export const variant = (name: string, numbers: Numbers, rest: Partial<VariantResult> = {}): VariantResult => ({
  name,
  title: `The variant ${name}`,
  mitigations: name === 'baseline' ? [] : [name],
  answers: name === 'baseline' ? [] : ['unbounded-retries'],
  remedies: [],
  replications: 10,
  digest: '0123456789abcdef',
  fingerprints: [],
  events: 12_345_678,
  metrics: metricsOf(numbers),
  traffic: {
    shoppers: {
      requests: { offered: 2_700_000, ok: 1_920_000, degraded: 0, failed: 779_000, inFlight: 1000 },
      causes: { timeout: 700_000, 'dependency-failed': 79_000 },
      rootCauses: { timeout: 379_000, 'queue-full': 400_000 },
      metrics: metricsOf(numbers),
    },
  },
  services: {
    'orders-db': {
      arrivals: 9_000_000,
      completions: 6_000_000,
      utilisation: estimate(0.987, 0.0021),
      inService: estimate(15.79, 0.034),
      queueLength: estimate(201.3, 5.5),
      waitingTime: { mean: estimate(310.2, 11), p99: estimate(402, 3) },
      sojournTime: { mean: estimate(318.2, 11), p50: estimate(300, 10), p99: estimate(410, 3) },
      rejected: estimate(0.31, 0.012),
      rejectedCauses: { 'queue-full': 3_000_000 },
      amplification: numbers.amplification,
      wastedWork: numbers.wastedWork,
    },
  },
  calls: {
    'orders->orders-db': {
      calls: 2_700_000,
      attempts: 9_000_000,
      causes: { timeout: 379_000 },
      breaker: { opened: 12, openShare: estimate(0.11, 0.02) },
    },
  },
  faults: {
    'slow-db': {
      start: 120_000,
      end: 150_000,
      episodes: 1,
      recovery: estimate(12_200, 2300),
      neverShare: 0,
      strikes: STRIKES,
      targets: ['orders-db'],
    },
  },
  metastable: false,
  metastableShare: 0,
  expect: [],
  topology: TOPOLOGY,
  latencyHistogram: {
    from: [8, 9, 2048],
    to: [9, 10, 2304],
    answered: [900_000, 1_020_000, 0],
    failed: [0, 0, 779_000],
  },
  series: seriesOf(window => (during(window) ? 0.4 : 0)),
  timeline: TIMELINE,
  figures: {},
  audit: { ok: true, violations: [] },
  ...rest,
});

const baseline = variant(
  'baseline',
  {
    availability: estimate(0.71312, 0.0041),
    p50: 12.34,
    p99: 3012,
    amplification: estimate(3.4127, 0.021),
    wastedWork: estimate(0.6213, 0.0104),
  },
  {
    faults: {
      'slow-db': {
        start: 120_000,
        end: 150_000,
        episodes: 1,
        recovery: null,
        neverShare: 1,
        strikes: STRIKES,
        targets: ['orders-db'],
      },
    },
    metastable: true,
    metastableShare: 1,
    series: seriesOf(window => (during(window) ? 0.6 : window >= 15 ? 0.95 : 0)),
    expect: [{ statement: 'recovery = never', verdict: 'holds', observed: 'never', reason: 'never in 10 of 10' }],
  },
);

const breaker = variant(
  'circuit-breaker',
  {
    availability: estimate(0.96034, 0.0031),
    p50: 9.12,
    p99: 310.7,
    amplification: estimate(1.0213, 0.0042),
    wastedWork: estimate(0.0433, 0.0021),
  },
  {
    difference: { availability: difference(0.24722, 0.0061), p50: difference(-3.2, 0.4), p99: difference(-2701, 80) },
    expect: [
      { statement: 'availability >= 99%', verdict: 'fails', observed: estimate(0.96034, 0.0031), reason: 'below 99 %' },
      { statement: 'p(99) < 310ms', verdict: 'undecided', observed: estimate(310.7, 7.6), reason: '310 ms is inside' },
      { statement: 'recovery < 20s', verdict: 'holds', observed: estimate(12_200, 2300), reason: 'all below' },
    ],
  },
);

const SAME: Numbers = {
  availability: estimate(0.7129, 0.0052),
  p50: 12.5,
  p99: 3020,
  amplification: estimate(3.404, 0.03),
  wastedWork: estimate(0.62, 0.02),
};

const never: Partial<VariantResult> = { faults: baseline.faults, series: baseline.series, metastable: true };

const same = variant('backoff-with-jitter', SAME, {
  ...never,
  difference: { availability: difference(-0.0002, 0.003), p50: difference(0.1, 0.3), p99: difference(8, 30) },
});

const worse = variant(
  'longer-timeout',
  { ...SAME, availability: estimate(0.6904, 0.0052) },
  {
    ...never,
    difference: { availability: difference(-0.0227, 0.0041), p50: difference(0.1, 0.3), p99: difference(812, 30) },
  },
);

const replicas = variant(
  'twice-the-replicas',
  { ...SAME, availability: estimate(0.9012, 0.012), replicaHours: 1.6 },
  {
    difference: { availability: difference(0.188, 0.0141), p50: difference(0.1, 0.3), p99: difference(8, 30) },
  },
);

export const RESULT: Result = {
  schema: 'brownout/result/v1',
  version: '0.1.0',
  scenario: {
    name: 'retry-storm',
    title: 'A slow database and callers that never give up',
    description:
      'For 30 s the database answers eight times slower.\nClients retry at once.\n\nWatch what happens then.',
    file: 'scenarios/retry-storm.yaml',
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  },
  seed: 7,
  replications: 10,
  duration: 360_000,
  warmup: 60_000,
  warmupCheck: { given: 60_000, suggested: 10_000, drifting: [] },
  partial: false,
  compare: 'each',
  variants: [baseline, same, worse, replicas, breaker],
  figureKinds: {},
  warnings: [
    { code: 'BR052', message: 'retry without budget or breaker', path: 'services.orders.calls.orders-db.retry' },
    { code: 'BR053', message: 'unbounded queue', path: 'services.orders-db.queue' },
  ],
};

/** Requests of a second source succeed most where those of both together do not. */
export const TENANTS: Result = {
  ...RESULT,
  variants: RESULT.variants.map(one => {
    const { shoppers } = one.traffic;
    const served = estimate({ baseline: 0.5, 'twice-the-replicas': 0.99 }[one.name] ?? 0.7, 0.002);
    const tenants = { ...shoppers!, metrics: { ...shoppers!.metrics, availability: served } };
    return {
      ...one,
      traffic: { shoppers: shoppers!, tenants },
      series: { ...one.series, traffic: { ...one.series.traffic, tenants: seriesOf(() => 0.5).traffic.shoppers! } },
    };
  }),
};

const worthOf = (availability: number, p99: number, wastedWork: number) => ({
  availability: difference(availability, 0.0041),
  p99: difference(p99, 30),
  wastedWork: difference(wastedWork, 0.003),
});

/** The same variants as a factorial comparison would have them. */
export const FACTORIAL: Result = {
  ...RESULT,
  compare: 'factorial',
  shapley: {
    'retry-budget': {
      availability: estimate(0.0471, 0.0041),
      p99: estimate(-312, 30),
      wastedWork: estimate(-0.12, 0.003),
    },
    'circuit-breaker': { availability: estimate(0.2001, 0.0038), p99: estimate(-2389, 71), wastedWork: null },
  },
  variants: RESULT.variants.map(one =>
    one === replicas ? { ...one, name: 'all', mitigations: ['retry-budget', 'circuit-breaker'] } : one,
  ),
};

export const ABLATION: Result = {
  ...RESULT,
  compare: 'ablation',
  ablation: { 'retry-budget': worthOf(-0.0007, 3, 0.002), 'circuit-breaker': worthOf(-0.2001, 2389, 0.5) },
};

/** Hand-made plans and records: one traffic source `users`, one service `db`, windows of one second. */
import type { ExperimentPlan, Statement, VariantPlan } from '../../src/experiment/plan.ts';
import { Histogram } from '../../src/measure/histogram.ts';
import type { HistogramData, HistogramSeriesData } from '../../src/measure/histogram-data.ts';
import { HistogramSeries } from '../../src/measure/histogram-series.ts';
import { OUTCOME_COUNT } from '../../src/model/outcome.ts';
import type { EdgePlan, RatePoint, ServicePlan, TrafficPlan, WorldPlan } from '../../src/model/plan.ts';
import type { FaultRecord, ReplicationRecord, ServiceRecord, SourceRecord } from '../../src/model/record.ts';

export const MS = 1e6;
export const SECOND = 1e9;

export const edgePlan = (name: string, target: number, policies: EdgePlan['policies'] = []): EdgePlan => ({
  name,
  target,
  latency: null,
  loss: 0,
  policies,
  balancer: {
    kind: 'random',
    weights: [],
    virtualNodes: 0,
    boundedLoad: Number.POSITIVE_INFINITY,
    decay: 10e9,
    panicThreshold: 0,
    shards: null,
    slowStart: null,
  },
  healthCheck: null,
  outlierDetection: null,
  discovery: null,
  cancellation: false,
  deadline: false,
  scope: 'replica',
});

export const servicePlan = (name: string, changes: Partial<ServicePlan> = {}): ServicePlan => ({
  name,
  kind: 'service',
  replicas: 1,
  concurrency: 8,
  threading: 'blocking',
  queue: {
    capacity: Number.POSITIVE_INFINITY,
    discipline: 'fifo',
    lifoAbove: 0,
    maxWait: Number.POSITIVE_INFINITY,
    codel: null,
  },
  rateLimit: null,
  overload: null,
  messages: null,
  startup: null,
  cache: null,
  cpu: null,
  standby: null,
  copy: null,
  cluster: null,
  registry: null,
  register: null,
  operations: [
    {
      name: 'default',
      access: 'write',
      work: { kind: 'exponential', mean: 20 * MS },
      errors: 0,
      keys: null,
      flow: [{ kind: 'work', share: 1 }],
    },
  ],
  edges: [],
  ...changes,
});

export const trafficPlan = (
  name: string,
  rate: readonly RatePoint[],
  edge = edgePlan(`${name}->db`, 0),
): TrafficPlan => ({
  name,
  edge,
  mix: [{ operation: 0, weight: 1 }],
  clients: 1,
  priority: 0,
  failover: null,
  keys: null,
  arrivals: { kind: 'open', pacing: 'poisson', rate, period: null },
});

/** 100 s, the first 10 s are warm-up, 100 requests/s. */
export const worldPlan = (changes: Partial<WorldPlan> = {}): WorldPlan => ({
  duration: 100 * SECOND,
  warmup: 10 * SECOND,
  window: SECOND,
  objective: 0.99,
  crews: [],
  infrastructure: null,
  services: [servicePlan('db')],
  traffic: [trafficPlan('users', [{ at: 0, perSecond: 100 }])],
  faults: [],
  clock: 0,
  monitoring: { monitors: [], teams: [] },
  ...changes,
});

export const variantPlan = (name: string, changes: Partial<VariantPlan> = {}): VariantPlan => ({
  name,
  title: name,
  mitigations: name === 'baseline' ? [] : [name],
  answers: [],
  remedies: [],
  world: worldPlan(),
  expect: [],
  ...changes,
});

export const experimentPlan = (changes: Partial<ExperimentPlan> = {}): ExperimentPlan => ({
  name: 'test',
  title: 'A test',
  description: '',
  seed: 7,
  replications: 3,
  maxReplications: 3,
  compare: 'each',
  variants: [variantPlan('baseline')],
  ...changes,
});

export const statement = (changes: Partial<Statement>): Statement => ({
  text: 'availability >= 99%',
  metric: 'availability',
  percentile: null,
  subject: null,
  comparison: '>=',
  bound: 0.99,
  ...changes,
});

export const histogramOf = (values: readonly number[]): HistogramData => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram.toData();
};

const seriesOf = (windows: readonly (readonly number[])[]): HistogramSeriesData => {
  const series = new HistogramSeries(windows.length, 7);
  for (const [window, values] of windows.entries())
    if (values.length > 0) series.keep(window, Histogram.fromData(histogramOf(values)));
  return series.toData();
};

/** What happened in each window; `failed` defaults to none, `offered` to all that ended. */
export interface Columns {
  readonly ok: readonly number[];
  readonly failed?: readonly number[];
  readonly offered?: readonly number[];
}

/** Counts are summed over the windows from the tenth on (the warm-up of `worldPlan`). */
export const sourceRecord = ({ ok, failed, offered }: Columns, changes: Partial<SourceRecord> = {}): SourceRecord => {
  const missed = failed ?? ok.map(() => 0);
  const asked = offered ?? ok.map((count, window) => count + missed[window]!);
  const sum = (values: readonly number[]): number => values.slice(10).reduce((total, value) => total + value, 0);
  const latency = histogramOf([10 * MS, 20 * MS, 30 * MS]);
  return {
    name: 'users',
    offered: sum(asked),
    ok: sum(ok),
    degraded: 0,
    failed: sum(missed),
    inFlight: sum(asked) - sum(ok) - sum(missed),
    causes: Array(OUTCOME_COUNT).fill(0),
    rootCauses: Array(OUTCOME_COUNT).fill(0),
    latency,
    latencyAll: latency,
    attempts: sum(asked),
    firstTries: sum(asked),
    usefulWork: 80,
    wastedWork: 20,
    windows: {
      offered: Float64Array.from(asked),
      ok: Float64Array.from(ok),
      degraded: new Float64Array(ok.length),
      failed: Float64Array.from(missed),
      rootCauses: Array.from({ length: OUTCOME_COUNT }, () => null),
      latency: seriesOf(ok.map(count => (count > 0 ? [10 * MS, 20 * MS] : []))),
    },
    ...changes,
  };
};

export const serviceRecord = (windows: number, changes: Partial<ServiceRecord> = {}): ServiceRecord => ({
  name: 'db',
  replicas: 1,
  slots: 8,
  existing: 1,
  arrivals: 1200,
  completions: 1000,
  refused: Array(OUTCOME_COUNT).fill(0),
  firstTries: 1000,
  inService: 2,
  queueLength: 0.5,
  waiting: histogramOf([0, 2 * MS]),
  sojourn: histogramOf([20 * MS, 22 * MS]),
  usefulWork: 30,
  wastedWork: 10,
  replicaTime: 90 * SECOND,
  windows: {
    queueLength: new Float64Array(windows).fill(0.5),
    inService: new Float64Array(windows).fill(2),
    up: new Float64Array(windows).fill(1),
    existing: null,
    arrivals: new Float64Array(windows).fill(120),
    firstTries: new Float64Array(windows).fill(100),
  },
  ...changes,
});

export const replicationRecord = (columns: Columns, changes: Partial<ReplicationRecord> = {}): ReplicationRecord => ({
  digest: '0123456789abcdef',
  events: 1000,
  checkpoints: { spacing: 65_536, digests: [] },
  sources: [sourceRecord(columns)],
  services: [serviceRecord(columns.ok.length)],
  edges: [],
  faults: [],
  figures: [],
  figureSeries: [],
  log: [],
  logDropped: 0,
  violations: [],
  ...changes,
});

/** `windows` times `value`; pieces are joined by `flat`. */
export const level = (windows: number, value: number): number[] => Array(windows).fill(value);

export const steady: Columns = { ok: level(100, 100) };

export const faultRecord = (name: string, ...episodes: readonly (readonly [number, number])[]): FaultRecord => ({
  name,
  episodes: episodes.map(([start, end]) => ({ start: start * SECOND, end: end * SECOND })),
});

/**
 * The figures of one replication: each a number in the result's unit, or null without data. The tables here are the one
 * place where a metric is defined; means, differences and verdicts all go through them.
 */
import { Histogram } from '../measure/histogram.ts';
import { type Bounds, NOT_NEGATIVE, SHARE } from '../measure/interval.ts';
import type { WorldPlan } from '../model/plan.ts';
import type { ReplicationRecord, ServiceRecord, SourceRecord } from '../model/record.ts';
import { sourceWindows } from './source-windows.ts';
import { type TimeAvailability, timeAvailability } from './time-availability.ts';
import { HOUR, inMilliseconds, ratio, SECOND } from './units.ts';

/** What the requests of one replication, or of one of its traffic sources, add up to. */
interface RequestTotals {
  readonly ok: number;
  readonly good: number;
  readonly finished: number;
  readonly attempts: number;
  readonly firstTries: number;
  readonly usefulWork: number;
  readonly wastedWork: number;
  readonly latency: Histogram;
  readonly latencyAll: Histogram;
  readonly time: TimeAvailability;
  /** Of the measured part. */
  readonly seconds: number;
  /** Nanoseconds; null where it is nobody's in particular. */
  readonly replicaTime: number | null;
}

interface FigureDefinition<Subject> {
  readonly of: (subject: Subject) => number | null;
  readonly bounds: Bounds;
}

const share = <Subject>(of: (subject: Subject) => number | null): FigureDefinition<Subject> => ({ of, bounds: SHARE });
const figure = <Subject>(of: (subject: Subject) => number | null): FigureDefinition<Subject> => ({
  of,
  bounds: NOT_NEGATIVE,
});

const quantile = (histogram: Histogram, of: number): number | null => inMilliseconds(histogram.quantile(of));

const REQUEST_FIGURES = {
  availability: share((totals: RequestTotals) => ratio(totals.good, totals.finished)),
  fullAvailability: share((totals: RequestTotals) => ratio(totals.ok, totals.finished)),
  timeAvailability: share((totals: RequestTotals) => totals.time.share),
  longestOutage: figure((totals: RequestTotals) => inMilliseconds(totals.time.longestOutage)),
  throughput: figure((totals: RequestTotals) => ratio(totals.finished, totals.seconds)),
  goodput: figure((totals: RequestTotals) => ratio(totals.good, totals.seconds)),
  amplification: figure((totals: RequestTotals) => ratio(totals.attempts, totals.firstTries)),
  wastedWork: share((totals: RequestTotals) => ratio(totals.wastedWork, totals.usefulWork + totals.wastedWork)),
  replicaHours: figure((totals: RequestTotals) => (totals.replicaTime === null ? null : totals.replicaTime / HOUR)),
  mean: figure((totals: RequestTotals) => inMilliseconds(totals.latency.mean)),
  p50: figure((totals: RequestTotals) => quantile(totals.latency, 0.5)),
  p90: figure((totals: RequestTotals) => quantile(totals.latency, 0.9)),
  p95: figure((totals: RequestTotals) => quantile(totals.latency, 0.95)),
  p99: figure((totals: RequestTotals) => quantile(totals.latency, 0.99)),
  p999: figure((totals: RequestTotals) => quantile(totals.latency, 0.999)),
  max: figure((totals: RequestTotals) => quantile(totals.latency, 1)),
  meanOfAll: figure((totals: RequestTotals) => inMilliseconds(totals.latencyAll.mean)),
  p50OfAll: figure((totals: RequestTotals) => quantile(totals.latencyAll, 0.5)),
  p90OfAll: figure((totals: RequestTotals) => quantile(totals.latencyAll, 0.9)),
  p95OfAll: figure((totals: RequestTotals) => quantile(totals.latencyAll, 0.95)),
  p99OfAll: figure((totals: RequestTotals) => quantile(totals.latencyAll, 0.99)),
  p999OfAll: figure((totals: RequestTotals) => quantile(totals.latencyAll, 0.999)),
  maxOfAll: figure((totals: RequestTotals) => quantile(totals.latencyAll, 1)),
};

const SERVICE_FIGURES = {
  utilisation: share((service: ServiceRecord) =>
    Number.isFinite(service.slots) ? ratio(service.inService, service.slots * service.existing) : null,
  ),
  inService: figure((service: ServiceRecord) => service.inService),
  queueLength: figure((service: ServiceRecord) => service.queueLength),
  waitingMean: figure((service: ServiceRecord) => meanInMilliseconds(service.waiting)),
  waitingP99: figure((service: ServiceRecord) => quantile(Histogram.fromData(service.waiting), 0.99)),
  sojournMean: figure((service: ServiceRecord) => meanInMilliseconds(service.sojourn)),
  sojournP50: figure((service: ServiceRecord) => quantile(Histogram.fromData(service.sojourn), 0.5)),
  sojournP99: figure((service: ServiceRecord) => quantile(Histogram.fromData(service.sojourn), 0.99)),
  rejected: share((service: ServiceRecord) => ratio(sumOf(service.refused), service.arrivals)),
  amplification: figure((service: ServiceRecord) => ratio(service.arrivals, service.firstTries)),
  wastedWork: share((service: ServiceRecord) => ratio(service.wastedWork, service.usefulWork + service.wastedWork)),
};

const meanInMilliseconds = ({ sum, count }: { readonly sum: number; readonly count: number }): number | null =>
  inMilliseconds(ratio(sum, count));

export type FigureName = keyof typeof REQUEST_FIGURES;
export type ServiceFigureName = keyof typeof SERVICE_FIGURES;
export type Figures = Readonly<Record<FigureName, number | null>>;
export type ServiceFigures = Readonly<Record<ServiceFigureName, number | null>>;

export const boundsOf = (name: FigureName): Bounds => REQUEST_FIGURES[name].bounds;
export const serviceBoundsOf = (name: ServiceFigureName): Bounds => SERVICE_FIGURES[name].bounds;

/** Of all traffic together; replica-hours are all services'. */
export function figuresOfRun({ sources, services }: ReplicationRecord, world: WorldPlan): Figures {
  const replicaTime = services.reduce((sum, service) => sum + service.replicaTime, 0);
  return evaluate(REQUEST_FIGURES, totalsOf(sources, world, replicaTime));
}

export const figuresOfSource = (source: SourceRecord, world: WorldPlan): Figures =>
  evaluate(REQUEST_FIGURES, totalsOf([source], world, null));

export const figuresOfService = (service: ServiceRecord): ServiceFigures => evaluate(SERVICE_FIGURES, service);

/** Sojourn times of ok and degraded requests, of all sources together. */
export function latencyOf(sources: readonly SourceRecord[]): Histogram {
  const histogram = new Histogram();
  for (const { latency } of sources) histogram.merge(latency);
  return histogram;
}

function totalsOf(sources: readonly SourceRecord[], world: WorldPlan, replicaTime: number | null): RequestTotals {
  const latencyAll = new Histogram();
  for (const source of sources) latencyAll.merge(source.latencyAll);
  const total = (of: (source: SourceRecord) => number): number => sumOf(sources.map(of));
  return {
    ok: total(({ ok }) => ok),
    good: total(({ ok, degraded }) => ok + degraded),
    finished: total(({ ok, degraded, failed }) => ok + degraded + failed),
    attempts: total(({ attempts }) => attempts),
    firstTries: total(({ firstTries }) => firstTries),
    usefulWork: total(({ usefulWork }) => usefulWork),
    wastedWork: total(({ wastedWork }) => wastedWork),
    latency: latencyOf(sources),
    latencyAll,
    time: timeAvailability(sourceWindows(sources, world), world),
    seconds: (world.duration - world.warmup) / SECOND,
    replicaTime,
  };
}

function evaluate<Name extends string, Subject>(
  definitions: Readonly<Record<Name, FigureDefinition<Subject>>>,
  subject: Subject,
): Readonly<Record<Name, number | null>> {
  const names = Object.keys(definitions) as Name[];
  return Object.fromEntries(names.map(name => [name, definitions[name].of(subject)])) as Record<Name, number | null>;
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

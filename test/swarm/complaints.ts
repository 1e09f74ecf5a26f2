/** What no result may say, whatever was simulated. Each complaint names the place; none is a good result. */
import { FIGURES, type FigureKind } from '../../src/model/figures.ts';
import type { EdgePlan, WorldPlan } from '../../src/model/plan.ts';
import type { Estimate, LatencySummary, Metrics, Result, VariantResult } from '../../src/results/result.ts';

/** Means of shares that are all 1 may miss it by the last bit. */
const ROUNDING = 1e-9;

/** `worlds` are those of the variants, in their order. */
export function complaintsAbout(result: Result, worlds: readonly WorldPlan[]): string[] {
  return [
    ...result.variants.flatMap((variant, index) =>
      complaintsAboutVariant(variant, worlds[index]!).map(complaint => `${variant.name}: ${complaint}`),
    ),
    ...numbersThatAreNone(result, 'result'),
  ];
}

/** NaN and the infinities, which the JSON document would hide as null. */
function numbersThatAreNone(value: unknown, place: string): string[] {
  if (typeof value === 'number') return complain(Number.isFinite(value), `${place} is ${value}`);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => numbersThatAreNone(member, `${place}.${key}`));
}

const complaintsAboutVariant = (variant: VariantResult, world: WorldPlan): string[] => [
  ...variant.audit.violations.map(violation => `audit: ${violation}`),
  ...metricComplaints('run', variant.metrics, world),
  ...Object.entries(variant.traffic).flatMap(([name, traffic]) => metricComplaints(name, traffic.metrics, world)),
  ...requestComplaints(variant),
  ...serviceComplaints(variant, world),
  ...callComplaints(variant, world),
  ...faultComplaints(variant),
  ...figureComplaints(variant),
  ...seriesComplaints(variant, world),
  ...timelineComplaints(variant, world),
];

const complain = (holds: boolean, complaint: string): string[] => (holds ? [] : [complaint]);

const within = (estimate: Estimate | null, low: number, high: number): boolean =>
  estimate === null ||
  [estimate.mean, estimate.low ?? estimate.mean, estimate.high ?? estimate.mean].every(
    value => value >= low - ROUNDING && value <= high + ROUNDING,
  );

/** For bounds that the interval, which knows nothing of them, may reach over. */
const meanWithin = (estimate: Estimate | null, low: number, high: number): boolean =>
  estimate === null || within({ mean: estimate.mean, low: null, high: null }, low, high);

const isShare = (estimate: Estimate | null): boolean => within(estimate, 0, 1);

const atMost = (one: Estimate | null, other: Estimate | null): boolean =>
  one === null || other === null || one.mean <= other.mean * (1 + ROUNDING);

function metricComplaints(name: string, metrics: Metrics, { duration }: WorldPlan): string[] {
  const { availability, fullAvailability, timeAvailability, wastedWork, amplification } = metrics;
  const longest = duration / 1e6;
  return [
    ...complain([availability, fullAvailability, timeAvailability, wastedWork].every(isShare), `${name}: no share`),
    ...complain(atMost(fullAvailability, availability), `${name}: more full answers than answers`),
    ...complain(atMost(metrics.goodput, metrics.throughput), `${name}: more good answers than answers`),
    ...complain(meanWithin(amplification, 1, Number.MAX_VALUE), `${name}: amplification below 1`),
    ...complain(meanWithin(metrics.longestOutage, 0, longest), `${name}: an outage longer than the run`),
    ...complain(within(metrics.throughput, 0, Number.MAX_VALUE), `${name}: negative throughput`),
    ...latencyComplaints(`${name} latency`, metrics.latency, longest),
    ...latencyComplaints(`${name} latencyAll`, metrics.latencyAll, longest),
    ...complain((metrics.latency.mean === null) === (metrics.latency.max === null), `${name}: latency half there`),
  ];
}

function latencyComplaints(name: string, latency: LatencySummary, longest: number): string[] {
  const rising = [latency.p50, latency.p90, latency.p95, latency.p99, latency.p999, latency.max];
  return [
    ...complain(
      rising.every((estimate, i) => i === 0 || atMost(rising[i - 1]!, estimate)),
      `${name}: percentiles do not rise: ${rising.map(estimate => estimate?.mean).join(' ')}`,
    ),
    ...complain(
      [...rising, latency.mean].every(estimate => within(estimate, 0, Number.MAX_VALUE)),
      `${name}: below 0`,
    ),
    ...complain(
      [latency.max, latency.mean].every(estimate => estimate === null || estimate.mean <= longest * (1 + ROUNDING)),
      `${name}: above the length of the run`,
    ),
    ...complain(atMost(latency.mean, latency.max), `${name}: mean above maximum`),
  ];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const total = (counts: Readonly<Record<string, number>>): number => sum(Object.values(counts));

function requestComplaints({ traffic }: VariantResult): string[] {
  return Object.entries(traffic).flatMap(([name, { requests, causes, rootCauses }]) => {
    const { offered, ok, degraded, failed, inFlight } = requests;
    return [
      ...complain(offered === ok + degraded + failed + inFlight, `${name}: ${JSON.stringify(requests)} do not add up`),
      ...complain(Object.values(requests).every(isCount), `${name}: ${JSON.stringify(requests)} are no counts`),
      ...complain(total(causes) === failed, `${name}: ${failed} failed, causes for ${total(causes)}`),
      ...complain(total(rootCauses) === failed, `${name}: ${failed} failed, root causes for ${total(rootCauses)}`),
    ];
  });
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function serviceComplaints({ services }: VariantResult, world: WorldPlan): string[] {
  return world.services.flatMap(({ name }) => {
    const service = services[name]!;
    const { waitingTime, sojournTime } = service;
    const positive = [service.inService, service.queueLength, waitingTime.mean, waitingTime.p99, sojournTime.mean];
    return [
      ...complain(
        [service.utilisation, service.rejected, service.wastedWork].every(isShare),
        `${name}: ${JSON.stringify([service.utilisation, service.rejected, service.wastedWork])} are no shares`,
      ),
      ...complain(meanWithin(service.amplification, 1, Number.MAX_VALUE), `${name}: amplification below 1`),
      ...complain(
        positive.every(estimate => within(estimate, 0, Number.MAX_VALUE)),
        `${name}: a figure below 0`,
      ),
      ...complain([service.arrivals, service.completions].every(isCount), `${name}: arrivals are no count`),
      ...complain(
        world.warmup > 0 || service.completions + total(service.rejectedCauses) <= service.arrivals,
        `${name}: ${service.arrivals} arrived, ${service.completions} were completed`,
      ),
      ...complain(atMost(sojournTime.p50, sojournTime.p99), `${name}: sojourn percentiles do not rise`),
    ];
  });
}

function callComplaints({ calls }: VariantResult, world: WorldPlan): string[] {
  const edges = [...world.services.flatMap(service => service.edges), ...world.traffic.map(source => source.edge)];
  return edges.flatMap(edge => {
    const call = calls[edge.name]!;
    return [
      ...complain([call.calls, call.attempts].every(isCount), `${edge.name}: calls are no count`),
      ...complain(
        world.warmup > 0 || call.attempts <= call.calls * mostAttempts(edge),
        `${edge.name}: ${call.attempts} attempts for ${call.calls} calls, at most ${mostAttempts(edge)} each`,
      ),
      ...complain(
        world.warmup > 0 || total(call.causes) <= call.calls,
        `${edge.name}: more failures than calls: ${JSON.stringify(call)}`,
      ),
      ...complain(isShare(call.breaker?.openShare ?? null), `${edge.name}: breaker open for no share of the time`),
    ];
  });
}

/** Of one call: a reload begins all of its attempts anew, and each may be hedged. */
function mostAttempts({ policies }: EdgePlan): number {
  const setting = (kind: string, key: string): number =>
    ((policies.find(policy => policy.kind === kind)?.settings ?? {}) as Record<string, number>)[key] ?? 0;
  return Math.max(1, setting('retry', 'attempts')) * (1 + setting('reload', 'max')) * (1 + setting('hedge', 'max'));
}

function faultComplaints({ faults }: VariantResult): string[] {
  return Object.entries(faults).flatMap(([name, { start, end, recovery, neverShare, episodes }]) => [
    ...complain(start === null || end === null || start <= end, `${name}: ends before it starts`),
    ...complain((start === null) === (episodes === 0), `${name}: ${episodes} episodes, the first at ${start}`),
    ...complain(within(recovery, 0, Number.MAX_VALUE), `${name}: recovers before its end`),
    ...complain(neverShare === null || (neverShare >= 0 && neverShare <= 1), `${name}: never is no share`),
  ]);
}

/** What components say of themselves: shares are shares, and nothing else goes below 0 either. */
function figureComplaints({ figures, series }: VariantResult): string[] {
  const highest = (name: string): number => (kindOf(name).unit === 'share' ? 1 : Number.MAX_VALUE);
  const means = Object.entries(figures).flatMap(([subject, own]) =>
    Object.entries(own).flatMap(([name, estimate]) =>
      complain(meanWithin(estimate, 0, highest(name)), `${subject}: ${name} is ${estimate?.mean}`),
    ),
  );
  const columns = Object.entries(series.figures).flatMap(([subject, own]) =>
    Object.entries(own).flatMap(([name, column]) =>
      complain(
        column.every(value => value === null || (value >= 0 && value <= highest(name) * (1 + ROUNDING))),
        `${subject}: ${name} goes through ${column.join(' ')}`,
      ),
    ),
  );
  return [...means, ...columns];
}

const kindOf = (name: string): FigureKind => FIGURES[name as keyof typeof FIGURES];

const columnsOf = (parts: Readonly<Record<string, object>>): (readonly (number | null)[])[] =>
  Object.values(parts).flatMap(part => Object.values(part).filter(member => Array.isArray(member)));

function seriesComplaints({ series, traffic, services }: VariantResult, world: WorldPlan): string[] {
  const windows = Math.ceil(world.duration / world.window);
  const causes = Object.values(series.traffic).flatMap(({ rootCauses }) => Object.values(rootCauses));
  const columns = [
    ...columnsOf(series.traffic),
    ...columnsOf(series.services),
    ...columnsOf(series.calls),
    ...columnsOf(series.figures),
    ...causes,
  ];
  return [
    ...complain(
      Object.values(series.traffic).every(({ failed, rootCauses }) =>
        failed.every((all, at) => sum(Object.values(rootCauses).map(column => column[at]!)) === all),
      ),
      'failures of a window and their causes do not add up',
    ),
    ...complain(
      columns.every(column => column.length === windows),
      `series of ${columns.map(column => column.length).join(', ')} windows, not ${windows}`,
    ),
    ...complain(
      columns.flat().every(value => value === null || value >= 0),
      'a series goes below 0',
    ),
    ...world.services.flatMap(({ name, replicas }) => [
      ...complain(
        series.services[name]!.up.every(up => up <= replicas + ROUNDING),
        `${name}: more replicas up than there are: ${series.services[name]!.up.join(' ')}`,
      ),
      ...complain(
        series.services[name]!.utilisation.every(part => part === null || part <= 1 + ROUNDING),
        `${name}: utilisation above 1`,
      ),
      ...complain(
        world.warmup > 0 || sum(series.services[name]!.arrivals) === services[name]!.arrivals,
        `${name}: ${services[name]!.arrivals} arrivals, ${sum(series.services[name]!.arrivals)} in the series`,
      ),
    ]),
    ...Object.entries(traffic).flatMap(([name, { requests }]) =>
      (['offered', 'ok', 'degraded', 'failed'] as const).flatMap(key =>
        complain(
          world.warmup > 0 || sum(series.traffic[name]![key]) === requests[key],
          `${name}: ${requests[key]} ${key}, ${sum(series.traffic[name]![key])} in the series`,
        ),
      ),
    ),
  ];
}

function timelineComplaints({ timeline }: VariantResult, { duration }: WorldPlan): string[] {
  return timeline.flatMap(({ at, text }, i) => [
    ...complain(at >= 0 && at <= duration / 1e6, `timeline: "${text}" at ${at}`),
    ...complain(i === 0 || timeline[i - 1]!.at <= at, `timeline: "${text}" out of order`),
    ...complain(text.trim() !== '', 'timeline: nothing is said'),
  ]);
}

/** Which number of each replication an `expect` statement speaks of. */
import { Histogram } from '../measure/histogram.ts';
import { type Bounds, NOT_NEGATIVE } from '../measure/interval.ts';
import { isFigure } from '../model/figures.ts';
import { componentBoundsOf } from './component-figures.ts';
import { boundsOf, type FigureName, latencyOf, type ServiceFigureName, serviceBoundsOf } from './figures.ts';
import type { Observation } from './observe.ts';
import type { MetricName, Statement } from './plan.ts';
import { longestOf, type Recovery } from './recovery.ts';
import { inMilliseconds } from './units.ts';

export interface Samples {
  /** One per replication; null where it has no data. */
  readonly values: readonly (number | 'never' | boolean | null)[];
  readonly bounds: Bounds;
}

/** A metric that the statement's subject does not have gives no data: the verdict is then undecided. */
export function samplesOf(statement: Statement, observations: readonly Observation[]): Samples {
  return { values: observations.map(valueIn(statement)), bounds: boundsFor(statement) };
}

type Value = Samples['values'][number];

function valueIn(statement: Statement): (observation: Observation) => Value {
  const name = statement.subject?.name ?? null;
  const { metric } = statement;
  if (isFigure(metric)) return ({ components }) => components.get(name ?? '')?.get(metric) ?? null;
  if (statement.metric === 'metastable') return ({ metastable }) => metastable;
  if (statement.metric === 'recovery') return ({ recoveries }) => recoveryIn(recoveries, name);
  if (statement.subject?.kind === 'service') return serviceValue(metric, statement.percentile, statement.subject.name);
  return requestValue(metric, statement.percentile, name);
}

function boundsFor({ metric, subject }: Statement): Bounds {
  if (isFigure(metric)) return componentBoundsOf(metric);
  const ofService = SERVICE_FIGURE[metric];
  if (subject?.kind === 'service') return ofService === undefined ? NOT_NEGATIVE : serviceBoundsOf(ofService);
  const ofRequests = REQUEST_FIGURE[metric];
  return ofRequests === undefined ? NOT_NEGATIVE : boundsOf(ofRequests);
}

function recoveryIn(recoveries: ReadonlyMap<string, Recovery>, fault: string | null): Recovery {
  return fault === null ? longestOf(recoveries.values()) : (recoveries.get(fault) ?? null);
}

function requestValue(
  metric: MetricName,
  percentile: number | null,
  source: string | null,
): (observation: Observation) => Value {
  if (percentile !== null) {
    return ({ record: { sources } }) => {
      const meant = source === null ? sources : sources.filter(({ name }) => name === source);
      return inMilliseconds(latencyOf(meant).quantile(percentile / 100));
    };
  }
  const figure = REQUEST_FIGURE[metric];
  if (figure === undefined) return () => null;
  return ({ run, traffic }) => (source === null ? run : traffic.get(source))?.[figure] ?? null;
}

function serviceValue(
  metric: MetricName,
  percentile: number | null,
  service: string,
): (observation: Observation) => Value {
  if (percentile !== null) {
    return ({ record: { services } }) => {
      const meant = services.find(({ name }) => name === service);
      if (meant === undefined) return null;
      const times = metric === 'waitingTime' ? meant.waiting : meant.sojourn;
      return inMilliseconds(Histogram.fromData(times).quantile(percentile / 100));
    };
  }
  const figure = SERVICE_FIGURE[metric];
  if (figure === undefined) return () => null;
  return ({ services }) => services.get(service)?.[figure] ?? null;
}

const REQUEST_FIGURE: Partial<Record<MetricName, FigureName>> = {
  availability: 'availability',
  fullAvailability: 'fullAvailability',
  timeAvailability: 'timeAvailability',
  longestOutage: 'longestOutage',
  throughput: 'throughput',
  goodput: 'goodput',
  mean: 'mean',
  max: 'max',
  amplification: 'amplification',
  wastedWork: 'wastedWork',
  replicaHours: 'replicaHours',
};

const SERVICE_FIGURE: Partial<Record<MetricName, ServiceFigureName>> = {
  utilisation: 'utilisation',
  queueLength: 'queueLength',
  waitingTime: 'waitingMean',
  sojournTime: 'sojournMean',
  mean: 'sojournMean',
  rejected: 'rejected',
  amplification: 'amplification',
  wastedWork: 'wastedWork',
};

/** Which number of each replication an `expect` statement speaks of. */
import { Histogram } from '../measure/histogram.ts';
import type { HistogramData } from '../measure/histogram-data.ts';
import { ANYWHERE, type Bounds } from '../measure/interval.ts';
import type { ServiceRecord, SourceRecord } from '../model/record.ts';
import { boundsOf, type FigureName, latencyOf, type ServiceFigureName, serviceBoundsOf } from './figures.ts';
import type { Observation } from './observe.ts';
import type { MetricName, Statement } from './plan.ts';
import type { Recovery } from './recovery.ts';
import { inMilliseconds } from './units.ts';

export interface Samples {
  /** One per replication; null where it has no data. */
  readonly values: readonly (number | 'never' | boolean | null)[];
  readonly bounds: Bounds;
}

/** A metric that the statement's subject does not have gives no data: the verdict is then undecided. */
export function samplesOf(statement: Statement, observations: readonly Observation[]): Samples {
  const { metric, subject } = statement;
  const each = (of: (observation: Observation) => Samples['values'][number], bounds = ANYWHERE): Samples => ({
    values: observations.map(of),
    bounds,
  });
  if (metric === 'metastable') return each(({ metastable }) => metastable);
  if (metric === 'recovery') return each(observation => recoveryOf(observation, subject?.name ?? null));
  if (subject?.kind === 'service') {
    const name = SERVICE_FIGURE[metric];
    if (statement.percentile !== null || name === undefined) return each(o => serviceFigure(o, statement));
    return each(({ services }) => services.get(subject.name)?.[name] ?? null, serviceBoundsOf(name));
  }
  const name = REQUEST_FIGURE[metric];
  if (name === undefined) return each(observation => latencyPercentile(observation, statement));
  return each(observation => (subject ? observation.traffic.get(subject.name) : observation.run)?.[name] ?? null, boundsOf(name));
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

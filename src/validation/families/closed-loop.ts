/** Closed loops: users who think and ask, at one station (machine repairman) or at several in series (exact MVA). */
import type { WorldPlan } from '../../model/plan.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Family, type Measurement, numberParameter } from '../family.ts';
import { measureStation, REPLICATIONS, readFields, stationReadings } from '../station.ts';
import { constant, exponential, figure, replicate, type ServiceDraft, world } from '../worlds.ts';

export const closedLoop: Family = {
  name: 'closed loops',
  matches: id => id.startsWith('A-CLOSED-') || id.startsWith('A-MVA3-'),
  fast: ['A-CLOSED-10-0.5-2', 'A-CLOSED-INSENS-THINK', 'A-MVA3-10'],
  measure: (validation, effort) =>
    validation.id.startsWith('A-MVA3-') ? stations(validation, effort) : station(validation, effort),
};

const REQUESTS = { fast: 1e5, full: 1.5e6 } as const;

/** Long enough for the requests at the throughput the case expects. */
const lengthOf = (validation: ValidationCase, effort: Effort): number =>
  REQUESTS[effort] / Number(validation.expect.throughput_per_s) / REPLICATIONS[effort];

const users = (validation: ValidationCase) => {
  const think = numberParameter(validation, 'think_mean_s');
  const thinkTime = validation.params.think === 'constant' ? constant(think) : exponential(think);
  return { count: numberParameter(validation, 'clients'), thinkTime };
};

function station(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const service = numberParameter(validation, 'mean_service_s');
  const concurrency = numberParameter(validation, 'servers');
  const plan = world({
    duration: lengthOf(validation, effort),
    services: [{ work: exponential(service), concurrency }],
    traffic: [{ to: 'api', users: users(validation) }],
  });
  // The station is busy when all but nobody is there: with one server that is its utilisation.
  const extras = concurrency === 1 ? { prob_station_busy: stationReadings(plan, {}).utilization! } : {};
  return measureStation(validation, plan, effort, { extras });
}

/** Stations in series: a front that takes no time and no slot asks one after the other. */
function stations(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const demands = validation.params.demands_s as readonly number[];
  const names = demands.map((_, number) => `station${number}`);
  const services: readonly ServiceDraft[] = [
    { name: 'front', concurrency: Infinity, edges: names.map(to => ({ to })), flow: names.map(to => [to]) },
    ...demands.map((demand, number) => ({ name: names[number]!, work: exponential(demand) })),
  ];
  const plan: WorldPlan = world({
    duration: lengthOf(validation, effort),
    services,
    traffic: [{ to: 'front', users: users(validation) }],
  });
  const records = replicate(plan, validation.id, REPLICATIONS[effort]);
  const { throughput_per_s, mean_response_s } = stationReadings(plan, {});
  const busiest = demands.indexOf(Math.max(...demands)) + 1;
  return [
    ...readFields(validation, records, {
      throughput_per_s: throughput_per_s!,
      mean_response_s: mean_response_s!,
      bottleneck_util: record => record.services[busiest]!.inService,
    }),
    ...demands.map((_, number) => figure(`mean_queue.${number}`, records, inSystem(number + 1))),
  ];
}

const inSystem = (service: number) => (record: ReplicationRecord) =>
  record.services[service]!.inService + record.services[service]!.queueLength;

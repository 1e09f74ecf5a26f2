/**
 * Topologies of real systems, carried here as their structure: constant work on every path gives exact critical paths,
 * counts of calls and success. Trees of istio's isotope (istio/tools, Apache-2.0), Bookinfo, Jaeger's HotROD.
 */
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import { cannot, familyByPrefix, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Measurement, numberParameter, omission } from '../family.ts';
import {
  bulkhead,
  failedShare,
  figure,
  meanOf,
  measuredSeconds,
  quantileOf,
  replicate,
  type ServiceDraft,
  world,
} from '../worlds.ts';

const noImporter = cannot('needs an importer', 'counts what a manifest says: nothing to simulate');

export const topologies = familyByPrefix('topologies', ['H-ISOTOPE-tree-13-services', 'H-BOOKINFO', 'H-HOTROD'], {
  'H-ISOTOPE-10-svc_100-end': tree([9, 1]),
  'H-ISOTOPE-chain-3-services': tree([1, 1]),
  'H-ISOTOPE-tree-111-services': tree([10, 10]),
  'H-ISOTOPE-tree-13-services': tree([3, 3]),
  'H-BOOKINFO': bookinfo,
  'H-HOTROD': hotrod,
  'H-BOUTIQUE': noImporter,
  'H-COMPOSE-': noImporter,
  'H-TRACE-': cannot('needs an importer', 'statistics of recorded traces: an input, not a prediction'),
  'H-NEZHA-FAULTS': cannot('needs an importer', 'counts of labels in a data set'),
  'H-ALIBABA': cannot('vendor fact: not a simulation', 'published statistics of traces'),
});

// ---- isotope

/** A service whose children are called at the same time, and theirs below: `widths[0]` children with `widths[1]` each. */
function servicesBelow(name: string, widths: readonly number[], each: Omit<ServiceDraft, 'name'>): ServiceDraft[] {
  const [width = 0, ...rest] = widths;
  const children = Array.from({ length: width }, (_, number) => `${name}-${number}`);
  const calls = width > 0 ? { edges: children.map(to => ({ to })), flow: [1, children] } : {};
  return [{ ...each, ...calls, name }, ...children.flatMap(child => servicesBelow(child, rest, each))];
}

function tree(widths: readonly number[]) {
  return (validation: ValidationCase, effort: Effort): readonly Measurement[] => {
    const work = numberParameter(validation, 'own_work_ms') / 1000;
    const run = (errors: number, duration: number) => {
      const services = servicesBelow('svc', widths, { concurrency: Infinity, work, errors });
      const plan = world({ duration, services, traffic: [{ to: 'svc', everyRatePerSecond: 100 }] });
      return { plan, records: replicate(plan, validation.id, replications(effort, 10, 4)) };
    };
    const { plan, records } = run(0, 10);
    const failing = run(numberParameter(validation, 'per_call_error'), effort === 'full' ? 40 : 10);
    const calls = (record: ReplicationRecord): number => totalArrivals(record) / record.sources[0]!.offered;
    return [
      figure('services', records, ({ services }) => services.length),
      { ...figure('calls_per_request', records, calls), tolerance: 1e-9 },
      figure('latency_ms', records, ({ sources }) => meanOf(sources[0]!.latency) * 1000),
      figure('calls_per_s_at_100rps', records, record => totalArrivals(record) / measuredSeconds(plan)),
      figure('success_probability_all_calls_required', failing.records, record => 1 - failedShare(record)),
      omission('depth', 'needs an importer', 'counts the levels of the manifest'),
    ];
  };
}

const totalArrivals = ({ services }: ReplicationRecord): number =>
  services.reduce((sum, { arrivals }) => sum + arrivals, 0);

// ---- Bookinfo

/** Of the three versions of reviews, dealt to in turn, the first does not ask for ratings. */
function bookinfo(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const plan = world({
    duration: 200,
    warmup: 0,
    services: [
      { name: 'productpage', edges: [{ to: 'details' }, { to: 'reviews' }] },
      { name: 'details' },
      { name: 'reviews', edges: [{ to: 'ratings', probability: 2 / 3 }] },
      { name: 'ratings' },
    ],
    traffic: [{ to: 'productpage', everyRatePerSecond: 100 }],
  });
  const records = replicate(plan, validation.id, replications(effort, 6, 2));
  const calls = (record: ReplicationRecord): number => totalArrivals(record) / record.sources[0]!.offered;
  return [
    figure('calls_per_productpage_mean', records, calls),
    ...['services', 'deployments', 'max_depth'].map(field => omission(field, 'needs an importer')),
  ];
}

// ---- HotROD

/** A dispatch asks for the customer, finds drivers, gets ten of them one by one, and ten routes at the same time. */
function hotrod(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const gets = Array.from({ length: numberParameter(validation, 'gets') }, () => ['get']);
  const routes = Array.from({ length: numberParameter(validation, 'routes') }, () => 'route');
  const whole = dispatches(validation, effort, [['customer'], ['find'], ...gets, routes], normal);
  const phase = dispatches(validation, effort, [routes], normal);
  const steady = dispatches(validation, effort, [routes], constantMean);
  const meanTime = ({ sources }: ReplicationRecord): number => meanOf(sources[0]!.latency) * 1000;
  return [
    figure('route_phase_mean_ms', phase, meanTime),
    figure('route_phase_p99_ms', phase, ({ sources }) => quantileOf(sources[0]!.latency, 0.99) * 1000),
    figure('constant_time_route_phase_ms', steady, meanTime),
    figure('total_mean_ms', whole, meanTime),
  ];
}

const TIMES = { customer: 'customer_ms', find: 'redis_find_ms', get: 'redis_get_ms', route: 'route_ms' };

/** One dispatch at a time. The three route workers are a bulkhead of three, before which the other calls wait. */
function dispatches(
  validation: ValidationCase,
  effort: Effort,
  flow: NonNullable<ServiceDraft['flow']>,
  timeOf: (mean: number, deviation: number) => DistributionSpec,
): readonly ReplicationRecord[] {
  const leaves = Object.entries(TIMES).map(([name, parameter]): ServiceDraft => {
    const [mean, deviation] = pairOf(validation, parameter);
    return { name, concurrency: Infinity, work: timeOf(mean * 1e6, deviation * 1e6) };
  });
  const workers = bulkhead(numberParameter(validation, 'workers'), Infinity);
  const edges = [{ to: 'customer' }, { to: 'find' }, { to: 'get' }, { to: 'route', policies: [workers] }];
  const plan = world({
    duration: 1000,
    services: [{ name: 'dispatch', edges, flow }, ...leaves],
    traffic: [{ to: 'dispatch', users: { count: 1, thinkTime: 0 } }],
  });
  return replicate(plan, validation.id, replications(effort, 10, 3));
}

const normal = (mean: number, sd: number): DistributionSpec => ({ kind: 'normal', mean, sd });

const constantMean = (mean: number): DistributionSpec => ({ kind: 'constant', value: mean });

/** Mean and standard deviation, in milliseconds. */
function pairOf({ id, params }: ValidationCase, name: string): readonly [number, number] {
  const pair = params[name];
  if (!Array.isArray(pair)) throw new RangeError(`${id}: expected a list in params.${name}`);
  return [Number(pair[0]), Number(pair[1])];
}

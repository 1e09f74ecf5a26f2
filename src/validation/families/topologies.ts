/**
 * Topologies of real systems, carried here as their structure: constant work on every path gives exact critical paths,
 * counts of calls and success. Trees of istio's isotope (istio/tools, Apache-2.0), Bookinfo, Jaeger's HotROD.
 */
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import { cannot, familyByPrefix, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Measurement, numberParameter } from '../family.ts';
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
  return [figure('calls_per_productpage_mean', records, calls)];
}

// ---- HotROD

/** One dispatch at a time. Three route workers are a bulkhead of three that ten calls made at once wait for. */
function hotrod(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const lists = { customer: 'customer_ms', find: 'redis_find_ms', get: 'redis_get_ms', route: 'route_ms' };
  const leaf = (name: keyof typeof lists): ServiceDraft => ({
    name,
    concurrency: Infinity,
    work: normal(validation, lists[name]),
  });
  const gets = Array.from({ length: numberParameter(validation, 'gets') }, () => ['get']);
  const routes = Array.from({ length: numberParameter(validation, 'routes') }, () => 'route');
  const route = { to: 'route', policies: [bulkhead(numberParameter(validation, 'workers'), Infinity)] };
  const run = (flow: NonNullable<ServiceDraft['flow']>): readonly ReplicationRecord[] => {
    const edges = [{ to: 'customer' }, { to: 'find' }, { to: 'get' }, route];
    const services = [{ name: 'dispatch', edges, flow }, leaf('customer'), leaf('find'), leaf('get'), leaf('route')];
    const traffic = [{ to: 'dispatch', users: { count: 1, thinkTime: 0 } }];
    return replicate(world({ duration: 1000, services, traffic }), validation.id, replications(effort, 10, 3));
  };
  const phase = run([routes]);
  return [
    figure('route_phase_mean_ms', phase, ({ sources }) => meanOf(sources[0]!.latency) * 1000),
    figure('route_phase_p99_ms', phase, ({ sources }) => quantileOf(sources[0]!.latency, 0.99) * 1000),
    figure(
      'total_mean_ms',
      run([['customer'], ['find'], ...gets, routes]),
      ({ sources }) => meanOf(sources[0]!.latency) * 1000,
    ),
  ];
}

/** A pair [mean, standard deviation] in milliseconds. */
function normal({ id, params }: ValidationCase, name: string): DistributionSpec {
  const pair = params[name];
  if (!Array.isArray(pair)) throw new RangeError(`${id}: expected a list in params.${name}`);
  return { kind: 'normal', mean: Number(pair[0]) * 1e6, sd: Number(pair[1]) * 1e6 };
}

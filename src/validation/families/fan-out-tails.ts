/** The tail at scale: a request that waits for many leaves meets the slow one among them. And what hedging does. */
import { ln } from '../../engine/arithmetic.ts';
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import type { PolicyPlan } from '../../model/plan.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import { cannot, familyByPrefix, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Figure, type Measurement, numberParameter, textParameter } from '../family.ts';
import {
  exponential,
  failedShare,
  figure,
  hedge,
  meanOf,
  quantileOf,
  replicate,
  seconds,
  totalTimeout,
  world,
} from '../worlds.ts';

const published = cannot(
  'statement in words: not a number',
  'published measurements of a system that is not described',
);

export const fanOutTails = familyByPrefix('fan-out tails', ['D-TAIL-63', 'D-HEDGE-exp10ms-p95', 'D-DUPLICATE'], {
  'D-TAIL-63': slowShare,
  'D-TAIL-2000': slowShare,
  'D-TAIL-TABLE1': published,
  'D-TAIL-BIGTABLE': published,
  'D-HEDGE-': hedged,
  'D-HEDGE-OVERLOAD': duplicatedLoad,
  'D-DUPLICATE': duplicated,
});

/** How a leaf's time is distributed does not matter: one in so many takes longer than a second, and that fails. */
function slowShare(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const slow = numberParameter(validation, 'p_slow');
  const leaves = numberParameter(validation, 'fan_out');
  const requests = effort === 'full' ? Math.min(2000, 120_000 / leaves) : 500;
  const points = [
    { value: 0, share: 0 },
    { value: 1e9, share: 1 - slow },
    { value: 2e9, share: 1 },
  ];
  const plan = world({
    duration: requests / 100 + 2,
    warmup: 0,
    services: [
      {
        name: 'front',
        concurrency: Infinity,
        edges: [{ to: 'leaf' }],
        flow: [Array.from({ length: leaves }, () => 'leaf')],
      },
      { name: 'leaf', concurrency: Infinity, work: { kind: 'empirical', points } },
    ],
    traffic: [{ to: 'front', everyRatePerSecond: 100, policies: [totalTimeout(1)] }],
  });
  const records = replicate(plan, validation.id, replications(effort, 10, 4));
  return [figure('prob_slow', records, record => failedShare(record))];
}

// ---- hedges

/** The cases' distributions by name; times in nanoseconds. */
function latencyCalled(name: string): DistributionSpec {
  if (name === 'exp10ms') return exponential(0.01);
  if (name === 'bimodal_1pct_1s')
    return {
      kind: 'hyperexponential',
      branches: [
        { probability: 0.99, mean: seconds(0.01) },
        { probability: 0.01, mean: seconds(1) },
      ],
    };
  const variance = ln(1 + 1.31 * 1.31);
  return { kind: 'lognormal', mu: ln(seconds(0.01)) - variance / 2, sigma: Math.sqrt(variance) };
}

/** Requests that do not queue, each with luck of its own. */
function unqueued({ id }: ValidationCase, effort: Effort, work: DistributionSpec, policies: readonly PolicyPlan[]) {
  const plan = world({
    duration: effort === 'full' ? 200 : 50,
    warmup: 0,
    services: [{ work, concurrency: Infinity }],
    traffic: [{ to: 'api', perSecond: 1000, policies }],
  });
  return replicate(plan, `${id}/${policies.length}`, replications(effort, 10, 3));
}

const percentiles = (
  prefix: string,
  records: readonly ReplicationRecord[],
  shares: readonly (readonly [string, number])[],
) =>
  shares.map(
    ([name, share]): Figure =>
      figure(`${prefix}${name}_ms`, records, record => 1000 * quantileOf(record.sources[0]!.latency, share)),
  );

const meanMilliseconds = (field: string, records: readonly ReplicationRecord[]): Figure =>
  figure(field, records, record => 1000 * meanOf(record.sources[0]!.latency));

const copies = ({ sources }: ReplicationRecord): number => sources[0]!.attempts / sources[0]!.firstTries - 1;

function hedged(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const work = latencyCalled(textParameter(validation, 'latency'));
  const after = numberParameter(validation, 'hedge_after_ms') / 1000;
  const records = unqueued(validation, effort, work, [hedge(after)]);
  const bare = unqueued(validation, effort, work, []);
  return [
    figure('extra_requests', records, copies),
    meanMilliseconds('mean_ms', records),
    ...percentiles('', records, [
      ['p50', 0.5],
      ['p90', 0.9],
      ['p95', 0.95],
      ['p99', 0.99],
      ['p999', 0.999],
    ]),
    ...percentiles('unhedged_', bare, [
      ['p99', 0.99],
      ['p999', 0.999],
    ]),
    meanMilliseconds('unhedged_mean_ms', bare),
  ];
}

function duplicated(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const work = exponential(numberParameter(validation, 'mean_ms') / 1000);
  const records = unqueued(validation, effort, work, [hedge(0)]);
  return [
    meanMilliseconds('mean_ms', records),
    ...percentiles('', records, [['p99', 0.99]]),
    figure('load', records, record => 1 + copies(record)),
  ];
}

/** Ten queues, and two copies of everything, of which none is ever stopped. */
function duplicatedLoad(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const queues = 10;
  const mean = 0.01;
  const plan = world({
    duration: effort === 'full' ? 200 : 50,
    warmup: 0,
    window: 1,
    services: [{ work: exponential(mean), replicas: queues }],
    traffic: [
      { to: 'api', perSecond: (queues * numberParameter(validation, 'rho_single')) / mean, policies: [hedge(0)] },
    ],
  });
  const records = replicate(plan, validation.id, replications(effort, 5, 2));
  const growth = records.map(({ services }) => {
    const { queueLength } = services[0]!.windows;
    return queueLength.at(-1)! - queueLength[Math.floor(queueLength.length / 2)]!;
  });
  const seconds = plan.duration / 1e9;
  return [
    figure('effective_rho', records, record => (record.services[0]!.arrivals / seconds) * (mean / queues)),
    {
      field: 'stable',
      holds: growth.every(more => more > 0),
      found: `the queues grow by ${growth.map(more => Math.round(more)).join(', ')} over the second half`,
    },
  ];
}

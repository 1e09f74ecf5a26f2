/** Clusters with a leader: how long a write waits for k of n others. */
import { familyByPrefix, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import type { ClusterDraft } from '../drafts.ts';
import { type Effort, type Measurement, numberParameter } from '../family.ts';
import { exponential, figure, meanOf, quantileOf, replicate, world } from '../worlds.ts';

export const clusters = familyByPrefix('clusters', ['A-QUORUM-2of3'], {
  'A-QUORUM-': quorumWrites,
});

/** Nobody says more than it must. */
const QUIET: ClusterDraft = { heartbeat: 1000, patience: 1000, randomised: true, failover: false, refresh: 1000 };

/** A leader whose write is answered when k of its n followers have it; so rarely that no write meets another. */
function quorumWrites(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const others = numberParameter(validation, 'n');
  const needed = numberParameter(validation, 'k');
  const lag = exponential(numberParameter(validation, 'leaf_mean_ms') / 1000);
  const plan = world({
    duration: (effort === 'full' ? 50_000 : 7500) * Math.min(1, 10 / others),
    services: [
      { replicas: others + 1, concurrency: Infinity, cluster: { ...QUIET, replication: { acks: needed + 1, lag } } },
    ],
    traffic: [{ to: 'api', perSecond: 0.2 }],
  });
  const records = replicate(plan, validation.id, replications(effort, 10, 4));
  return [
    figure('mean_ms', records, ({ sources }) => meanOf(sources[0]!.latency) * 1000),
    figure('p99_ms', records, ({ sources }) => quantileOf(sources[0]!.latency, 0.99) * 1000),
  ];
}

/** `cluster` and `replication` of a service → its cluster plan: who follows whom, and when a write counts as written. */
import type { ClusterPlan, ReplicationPlan, ServicePlan } from '../../model/plan.ts';
import type { Path } from '../problems/problem.ts';
import { type ClusterValue, MOST_MEMBERS, type ReplicationValue } from '../schema/cluster.ts';
import { optionalDistribution } from './edge.ts';
import type { Site } from './site.ts';

const MILLISECOND = 1e6;
const SECOND = 1e9;

interface Clustered {
  readonly kind: ServicePlan['kind'];
  readonly replicas: number;
  readonly cluster?: ClusterValue | undefined;
  readonly replication?: ReplicationValue | undefined;
}

/** Null for a service whose replicas are all alike. */
export function compileCluster(service: Clustered, path: Path, site: Site): ClusterPlan | null {
  const { kind, replicas, cluster, replication } = service;
  complain(service, path, site);
  if (cluster === undefined && replication === undefined && (kind !== 'database' || replicas === 1)) return null;
  const value = cluster ?? FIXED_PRIMARY;
  const clusterPath = [...path, 'cluster'];
  const own = (key: 'decision' | 'promotion' | 'latency') =>
    optionalDistribution(value[key], [...clusterPath, key], site);
  return {
    heartbeat: value.heartbeat,
    patience: value.detection ?? value.electionTimeout ?? SECOND,
    isRandomised: value.detection === undefined,
    quorum: value.failover ? value.quorum : 'none',
    failover: value.failover,
    decision: own('decision'),
    promotion: own('promotion'),
    failBack: value.failBack ?? null,
    latency: own('latency'),
    loss: value.loss,
    refresh: value.refresh,
    replication:
      replication === undefined && kind !== 'database' ? null : compileReplication(replication, replicas, path, site),
  };
}

/** A database that says nothing of a cluster has a primary, and nobody who would replace it. */
const FIXED_PRIMARY: ClusterValue = {
  heartbeat: 100 * MILLISECOND,
  quorum: 'none',
  failover: false,
  loss: 0,
  refresh: SECOND,
};

const SEMI_SYNC_GIVE_UP = 10 * SECOND;

function compileReplication(
  value: ReplicationValue | undefined,
  members: number,
  path: Path,
  site: Site,
): ReplicationPlan {
  const mode = value?.mode ?? 'async';
  const giveUp = value?.giveUp ?? (mode === 'semi-sync' ? SEMI_SYNC_GIVE_UP : Number.POSITIVE_INFINITY);
  return {
    acks: Math.min(members, value?.acks ?? ACKS[mode](members)),
    giveUp,
    lag: optionalDistribution(value?.lag, [...path, 'replication', 'lag'], site),
    reads: value?.reads ?? 'leader',
    keys: value?.keys ?? 1000,
  };
}

const ACKS: Readonly<Record<NonNullable<ReplicationValue['mode']>, (members: number) => number>> = {
  async: () => 1,
  'semi-sync': members => Math.min(2, members),
  quorum: members => Math.floor(members / 2) + 1,
  sync: members => members,
};

function complain({ kind, replicas, cluster, replication }: Clustered, path: Path, site: Site): void {
  const wrong = (key: readonly string[], message: string) =>
    site.reportKey([...path, ...key], { code: 'BR016', message });
  if (kind === 'load-balancer' && (cluster ?? replication) !== undefined)
    wrong(
      [cluster === undefined ? 'replication' : 'cluster'],
      'a load balancer has no leader; its callee may have one',
    );
  if (kind === 'service' && replication !== undefined && cluster === undefined)
    wrong(['replication'], '`replication` needs a `cluster`, or `kind: database`');
  if (cluster?.electionTimeout !== undefined && cluster.detection !== undefined)
    wrong(['cluster', 'detection'], 'write `electionTimeout` or `detection`, not both');
  if (replication?.mode !== undefined && replication.acks !== undefined)
    wrong(['replication', 'acks'], 'write `mode` or `acks`, not both');
  if ((cluster !== undefined || kind === 'database') && replicas > MOST_MEMBERS)
    site.report([...path, 'replicas'], {
      code: 'BR301',
      message: `${replicas} members of one cluster; at most ${MOST_MEMBERS} can be simulated`,
    });
  if (replication?.acks !== undefined && replication.acks > replicas)
    site.report([...path, 'replication', 'acks'], {
      code: 'BR302',
      message: `a write cannot wait for ${replication.acks} of ${replicas} members`,
      expected: `at most ${replicas}`,
      found: String(replication.acks),
    });
}

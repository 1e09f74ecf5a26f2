/** `cluster` and `replication` of a service: members with a leader, and what they copy from it. Schema and meaning. */
import { z } from 'zod';
import type { ClusterPlan, ReplicationPlan, ServicePlan } from '../../model/plan.ts';
import type { Path } from '../problems/problem.ts';
import { distribution } from '../quantities/distribution.ts';
import { count, positiveDuration, positiveLongDuration, share } from '../quantities/quantity.ts';
import { optionalDistribution } from '../world/edge.ts';
import type { Site } from '../world/site.ts';

const MOST_MEMBERS = 100;
const MILLISECOND = 1e6;
const SECOND = 1e9;

export const clusterSchema = z
  .strictObject({
    heartbeat: positiveDuration
      .prefault('100ms')
      .describe('From the leader to its followers, this often (100ms, as in etcd).'),
    electionTimeout: positiveDuration
      .optional()
      .describe(
        'A member that has not heard from the leader for once to twice this, at random, misses it (1s, as in etcd).',
      ),
    detection: positiveLongDuration
      .optional()
      .describe('Instead: exactly so long. The next in rank waits a heartbeat more.'),
    quorum: z
      .enum(['majority', 'none'])
      .default('majority')
      .describe(
        'Who must agree to a new leader. none: whoever misses the old one takes over, which may split the brain.',
      ),
    failover: z.boolean().default(true).describe('Whether another member takes over at all (true).'),
    decision: distribution
      .optional()
      .describe('From missing the leader to the decision that another takes over: an operator; at once without it.'),
    promotion: distribution.optional().describe('From being chosen to serving as leader; at once without it.'),
    failBack: positiveLongDuration
      .optional()
      .describe('The first replica leads again when it has been back for so long; not without it.'),
    latency: distribution
      .optional()
      .describe('Network latency between members, one way, on top of that of their zones.'),
    loss: share.prefault('0%').describe('Share of messages between members that is lost (0%).'),
    refresh: positiveLongDuration.prefault('1s').describe('How often each client asks the members who leads (1s).'),
  })
  .describe('The replicas are members of a cluster: one leads, the others follow and replace it.');

export const replicationSchema = z
  .strictObject({
    mode: z
      .enum(['async', 'semi-sync', 'quorum', 'sync'])
      .optional()
      .describe(
        'A write is answered when the leader has it (async, the default), one more member (semi-sync), a majority (quorum), or all (sync).',
      ),
    acks: count(1, MOST_MEMBERS).optional().describe('Instead of `mode`: so many members, the leader included.'),
    giveUp: positiveLongDuration
      .optional()
      .describe(
        'The leader goes on alone when nobody has confirmed for so long (10s in semi-sync, as in MySQL; else never).',
      ),
    lag: distribution
      .optional()
      .describe(
        'How long a write waits at the leader before it is sent to a follower, where a crash loses it; at once without it.',
      ),
    reads: z
      .enum(['leader', 'any', 'quorum'])
      .default('leader')
      .describe('Who serves operations with `access: read`: the leader, any member, or any that has asked a majority.'),
    keys: count(1, 1e9)
      .default(1000)
      .describe('Rows that reads and writes go to alike: a read is stale when its row lacks a write (1000).'),
  })
  .describe('How writes get from the leader to the other members.');

export type ClusterValue = z.output<typeof clusterSchema>;
export type ReplicationValue = z.output<typeof replicationSchema>;

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

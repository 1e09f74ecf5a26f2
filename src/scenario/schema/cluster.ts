/** `cluster` and `replication` of a service: members with a leader, and what they copy from it. */
import { z } from 'zod';
import { distribution } from '../quantities/distribution.ts';
import { count, positiveDuration, positiveLongDuration, share } from '../quantities/quantity.ts';

/** Of one cluster: each of them hears from every other. */
export const MOST_MEMBERS = 100;

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

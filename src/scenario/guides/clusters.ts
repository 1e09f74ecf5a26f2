/** Clusters, databases, repair and recovery: BR300 to BR353. */
import type { Guide } from './guide.ts';

/** The database of the shop as a cluster. */
const clustered = (settings: string): Guide['wrong'] => [
  ['db: { concurrency: 8,', `db: { kind: database, ${settings}, concurrency: 8,`],
];

export const CLUSTERS = {
  BR300: {
    means: 'A fault waits for repair by a crew that is not under `repairCrews`.',
    mend: 'Take the suggestion, or add the crew.',
    wrong: [['at: 1m, for: 20s,', 'mtbf: 1h, mttr: 5m, crew: operators,']],
  },
  BR301: {
    means: 'Every member of a cluster talks to every other; beyond a hundred that is no cluster that anybody runs.',
    mend: 'Several small clusters, each with a part of the data, are what large systems have.',
    wrong: clustered('replicas: 101, cluster: {}'),
  },
  BR302: {
    means: 'A write is to be confirmed by more members than there are: it would never be answered.',
    mend: 'Ask for a majority (`mode: quorum`) or for all (`mode: sync`).',
    wrong: clustered('replicas: 3, cluster: {}, replication: { acks: 4 }'),
  },
  BR303: {
    means: 'The fault loses connections of a pool, and the call has none.',
    mend: 'Give the call a `connectionPool`.',
    wrong: [['slow: { service: db, factor: 5 }', 'connectionLeak: { link: web->db, share: 10% }']],
  },
  BR304: {
    means: 'A standby keeps some of its replicas running, and these are more than it has.',
    mend: 'Raise `replicas`, or let fewer run while nobody needs them.',
    wrong: [['db: { concurrency: 8,', 'db: { replicas: 2, standby: { running: 3 }, concurrency: 8,']],
  },
  BR305: {
    means: 'Traffic that fails over asks for the same operations elsewhere, and the other service does not have them.',
    mend: 'Fail over to a service with the operations of the target.',
    wrong: [
      ['to: web, ', 'to: web, failover: { to: spare }, '],
      [
        '  db: { con',
        '  spare: { queue: { capacity: 8 }, operations: { read: { work: 1ms }, write: { work: 2ms } } }\n  db: { con',
      ],
    ],
  },
  BR306: {
    means: 'What a copy lacks can only be known of a service that counts its acknowledged writes: one with a leader.',
    mend: 'Make the original `kind: database` with `replication: {}`.',
    wrong: [
      ['  db: { con', '  spare: { queue: { capacity: 8 }, work: 1ms, copy: { of: db, every: 1h } }\n  db: { con'],
    ],
  },
  BR350: {
    means:
      'A follower gives the leader up before two heartbeats have passed. One late message, a pause of the collector for instance, is an election for nothing, and nobody serves while it lasts.',
    mend: 'Five to ten heartbeats are usual: etcd sends one every 100 ms and waits for a second.',
    wrong: clustered('replicas: 3, cluster: { heartbeat: 1s, electionTimeout: 1500ms }, replication: { mode: quorum }'),
  },
  BR351: {
    means: 'The majority of two is two: a second member that has to agree makes the cluster fail more often, not less.',
    mend: 'Have three members; or two with `quorum: none`, and accept that a cut between them splits the brain.',
    wrong: clustered('replicas: 2, cluster: {}, replication: { mode: sync }'),
  },
  BR352: {
    means:
      'A member that does not hear from the leader takes over without asking anybody. When the two only do not see each other, both accept writes, and those of one are lost when they meet again.',
    mend: 'Ask for a majority of three. The scenario [split-brain](../../scenarios/split-brain.yaml) counts what is lost.',
    wrong: clustered('replicas: 2, cluster: { quorum: none }, replication: { mode: sync }'),
  },
  BR353: {
    means:
      'A write is answered as soon as the leader has it, and sent to the others later. A leader that dies takes with it what it had not sent: acknowledged, and gone.',
    mend: 'Wait for one more member (`semi-sync`) or a majority (`quorum`); it costs a round trip on every write.',
    wrong: clustered('replicas: 3, cluster: {}, replication: { mode: async, lag: 50ms }'),
  },
} satisfies Readonly<Record<string, Guide>>;

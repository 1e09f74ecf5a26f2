import { describe, expect, test } from 'vitest';
import { errorsOf, warningsOf, worldOf } from '../compile-text.ts';

const MS = 1e6;
const S = 1e9;

const database = (keys: string, rest = ''): string => `name: data
services:
  db: { concurrency: 8, queue: { capacity: 10 }, work: 5ms, ${keys} }
traffic:
  users: { to: db, rate: 100/s, timeout: 1s }
${rest}`;

const clusterOf = (keys: string) => worldOf(database(keys)).services[0]!.cluster;

describe('a cluster', () => {
  test('has the timeouts of etcd where nothing is said', () => {
    expect(clusterOf('replicas: 3, cluster: {}')).toEqual({
      heartbeat: 100 * MS,
      patience: S,
      isRandomised: true,
      quorum: 'majority',
      failover: true,
      decision: null,
      promotion: null,
      failBack: null,
      latency: null,
      loss: 0,
      refresh: S,
      replication: null,
    });
  });

  test('is what the replicas of a database are, with a primary that nobody replaces', () => {
    expect(clusterOf('kind: database, replicas: 2')).toMatchObject({
      failover: false,
      quorum: 'none',
      replication: { acks: 1, giveUp: Number.POSITIVE_INFINITY, reads: 'leader', keys: 1000 },
    });
    expect(clusterOf('kind: database')).toBeNull();
    expect(clusterOf('replicas: 2')).toBeNull();
  });

  test('waits exactly as long as `detection` says', () => {
    expect(clusterOf('replicas: 2, cluster: { detection: 30s, quorum: none }')).toMatchObject({
      patience: 30 * S,
      isRandomised: false,
    });
  });

  test('answers a write when as many have it as the mode says', () => {
    const acks = (replication: string) =>
      clusterOf(`kind: database, replicas: 5, replication: ${replication}`)!.replication!;
    expect(acks('{ mode: async }').acks).toBe(1);
    expect(acks('{ mode: semi-sync }')).toMatchObject({ acks: 2, giveUp: 10 * S });
    expect(acks('{ mode: quorum }')).toMatchObject({ acks: 3, giveUp: Number.POSITIVE_INFINITY });
    expect(acks('{ mode: sync }').acks).toBe(5);
    expect(acks('{ acks: 4 }').acks).toBe(4);
  });

  test('knows which operations only read', () => {
    const world = worldOf(database('kind: database, operations: { save: {}, load: { access: read } }'));
    expect(world.services[0]!.operations.map(({ access }) => access)).toEqual(['write', 'read']);
  });

  test('has a network of its own, which faults can cut', () => {
    const cut = (link: string) =>
      worldOf(database('replicas: 3, cluster: {}', `faults: { cut: { at: 1m, for: 1m, partition: ${link} } }`))
        .faults[0]!.groups[0]!;
    expect(cut('{ link: db->db }').interconnects).toEqual([{ service: 0, first: null }]);
    expect(cut('{ link: db->db, replicas: 1 }').interconnects).toEqual([{ service: 0, first: 1 }]);
  });
});

describe('what is wrong with a cluster', () => {
  test.each([
    ['kind: service, replication: {}', 'BR016 services.db.replication'],
    ['cluster: { electionTimeout: 1s, detection: 2s }', 'BR016 services.db.cluster.detection'],
    ['replicas: 3, cluster: {}, replication: { mode: sync, acks: 2 }', 'BR016 services.db.replication.acks'],
    ['replicas: 3, cluster: {}, replication: { acks: 4 }', 'BR302 services.db.replication.acks'],
    ['replicas: 101, cluster: {}', 'BR301 services.db.replicas'],
  ])('%s', (keys, problem) => {
    expect(errorsOf(database(keys))).toEqual([problem]);
  });

  test('a load balancer has none', () => {
    const text = database('', '')
      .replace('users: { to: db', 'users: { to: lb')
      .replace('traffic:', '  lb: { kind: load-balancer, cluster: {}, calls: { db: { timeout: 1s } } }\ntraffic:');
    expect(errorsOf(text)).toEqual(['BR016 services.lb.cluster']);
  });

  test('only members can be cut off from each other', () => {
    const fault = 'faults: { cut: { at: 1m, for: 1m, partition: { link: users->db, replicas: 1 } } }';
    expect(errorsOf(database('', fault))).toEqual(['BR035 faults.cut.partition.replicas']);
    const all = 'faults: { cut: { at: 1m, for: 1m, partition: { link: db->db, replicas: 3 } } }';
    expect(errorsOf(database('replicas: 3, cluster: {}', all))).toEqual(['BR035 faults.cut.partition.replicas']);
  });
});

describe('what is probably not meant', () => {
  test.each([
    ['replicas: 3, cluster: { electionTimeout: 150ms }', 'BR350 services.db.cluster.electionTimeout'],
    ['replicas: 2, cluster: {}', 'BR351 services.db.cluster'],
    ['replicas: 2, cluster: { quorum: none }', 'BR352 services.db.cluster'],
    ['kind: database, replicas: 3, cluster: {}', 'BR353 services.db.cluster'],
  ])('%s', (keys, problem) => {
    expect(warningsOf(database(keys))).toEqual([problem]);
  });

  test('three members and a quorum are fine', () => {
    expect(warningsOf(database('kind: database, replicas: 3, cluster: {}, replication: { mode: quorum }'))).toEqual([]);
  });
});

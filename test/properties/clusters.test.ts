/**
 * Clusters in trouble: crashes, hangs, partitions and lost messages at random. Every run audits itself; besides, a write
 * that a majority had when it was acknowledged is never lost, and no two leaders can acknowledge such writes.
 */
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/engine/random.ts';
import type { FaultEffect } from '../../src/model/plan.ts';
import type { ReplicationRecord } from '../../src/model/record.ts';
import {
  type ClusterDraft,
  exponential,
  type FaultDraft,
  fault,
  retry,
  run,
  service,
  timeout,
  traffic,
} from '../support/world.ts';

const WORLDS = 60;

const EFFECTS: readonly FaultEffect[] = [
  { kind: 'crash', silent: false },
  { kind: 'crash', silent: true },
  { kind: 'hang' },
  { kind: 'partition' },
  { kind: 'loss', share: 0.3 },
];

/** Each member fails and comes back by each effect that chance picks, and the ways between them as well. */
function troubles(luck: Random, members: number): readonly FaultDraft[] {
  const schedule = () => ({
    kind: 'random' as const,
    timeToFailure: exponential(100 + 900 * luck.uniform()),
    timeToRepair: exponential(20 + 300 * luck.uniform()),
  });
  const ofMembers = EFFECTS.filter(() => luck.chance(0.5)).map((effect, n) =>
    fault({ name: `members-${n}`, effect, schedule: schedule(), on: ['db'], apart: true }),
  );
  const cut = { kind: 'partition' } as const;
  const between = Array.from({ length: members - 1 }, (_, n) => `db->db/${n + 1}`).filter(() => luck.chance(0.5));
  return [
    ...ofMembers,
    ...between.map((on, n) => fault({ name: `cut-${n}`, effect: cut, schedule: schedule(), on: [on] })),
  ];
}

function troubled(number: number, cluster: (members: number, luck: Random) => ClusterDraft): ReplicationRecord {
  const luck = Random.named(`clusters/${number}`);
  const members = 1 + luck.below(5);
  return run(
    {
      duration: 5000,
      window: 100,
      services: [
        service({
          name: 'db',
          replicas: members,
          concurrency: 1 + luck.below(10),
          work: exponential(2),
          read: exponential(1),
          threading: luck.chance(0.5) ? 'async' : 'blocking',
          cluster: {
            heartbeat: 10,
            patience: 40,
            randomised: true,
            latency: exponential(1),
            loss: luck.chance(0.3) ? 0.1 : 0,
            ...(luck.chance(0.3) ? { promotion: exponential(30) } : {}),
            ...(luck.chance(0.3) ? { decision: exponential(30) } : {}),
            ...(luck.chance(0.3) ? { failBack: 100 } : {}),
            ...cluster(members, luck),
          },
        }),
      ],
      traffic: [
        traffic({
          name: 'writers',
          to: 'db',
          perSecond: 100,
          clients: 3,
          policies: [timeout(50), retry({ attempts: 2 })],
        }),
        traffic({
          name: 'readers',
          to: 'db',
          perSecond: 100,
          operation: 1,
          cancellation: true,
          policies: [timeout(20)],
        }),
      ],
      faults: troubles(luck, members),
    },
    `clusters/${number}`,
  );
}

const figure = (record: ReplicationRecord, name: string) =>
  record.figures.find(each => each.name === name && each.subject === 'db')!.value!;

const majority = (members: number): number => Math.floor(members / 2) + 1;

describe('a cluster in trouble', () => {
  it('never loses a write that a majority had, whatever happens to it', () => {
    let elections = 0;
    for (let number = 0; number < WORLDS; number++) {
      const record = troubled(number, (members, luck) => ({
        replication: {
          acks: majority(members),
          reads: luck.chance(0.5) ? 'quorum' : 'any',
          ...(luck.chance(0.5) ? { lag: exponential(10) } : {}),
        },
      }));
      expect(figure(record, 'lostWrites'), `world ${number}`).toBe(0);
      elections += figure(record, 'elections');
    }
    expect(elections).toBeGreaterThan(WORLDS);
  });

  it('reads from a majority no less than what a majority has', () => {
    for (let number = 0; number < WORLDS / 2; number++) {
      const record = troubled(number, members => ({ replication: { acks: majority(members), reads: 'quorum' } }));
      expect(figure(record, 'staleReads') ?? 0, `world ${number}`).toBe(0);
    }
  });

  it('loses some when it acknowledges alone, and more when nobody is asked who leads', () => {
    const lost = (quorum: 'majority' | 'none') =>
      Array.from({ length: WORLDS / 2 }, (_, number) =>
        figure(
          troubled(number, () => ({ quorum, replication: { lag: exponential(10) } })),
          'lostWrites',
        ),
      ).reduce((sum, count) => sum + count, 0);
    const asked = lost('majority');
    expect(asked).toBeGreaterThan(0);
    expect(lost('none')).toBeGreaterThan(asked);
  });
});

import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/engine/random.ts';
import { shardOf } from '../../../src/model/balancer/shard.ts';
import { fault, retry, run, service, traffic } from '../../support/world.ts';

const members = (mine: readonly boolean[]): readonly number[] => mine.flatMap((is, replica) => (is ? [replica] : []));

describe('shards', () => {
  it('of cells divide the replicas, and clients belong to them in turn', () => {
    const cell = (client: number) => members(shardOf({ kind: 'cells', count: 3 }, 8, client, Random.named('unused')));
    expect([cell(0), cell(1), cell(2), cell(3)]).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7],
      [0, 1, 2],
    ]);
  });

  it('of a shuffle are drawn by chance, each choice as likely as any other', () => {
    const count = new Map<string, number>();
    for (let client = 0; client < 6000; client++) {
      const mine = members(shardOf({ kind: 'shuffle', perClient: 2 }, 4, client, Random.named(`client ${client}`)));
      expect(mine).toHaveLength(2);
      count.set(mine.join(), (count.get(mine.join()) ?? 0) + 1);
    }
    expect(count.size).toBe(6);
    for (const times of count.values()) expect(Math.abs(times - 1000)).toBeLessThan(120);
  });

  const sharded = (shards: NonNullable<Parameters<typeof traffic>[0]['shards']> | undefined) =>
    run({
      duration: 10_000,
      window: 1000,
      services: [service({ work: 1, replicas: 8 })],
      traffic: [
        traffic({
          to: 'api',
          everyMs: 2,
          clients: 200,
          policies: [retry({ attempts: 2 })],
          ...(shards && { shards }),
        }),
      ],
      faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['api[0]', 'api[1]'] })],
    }).figures.find(({ name }) => name === 'blastRadius')!.value!;

  it('keep what happens to two replicas of eight from most clients', () => {
    // Without shards one call in 16 fails twice for everybody, round robin: both tries in a row hit the two.
    expect(sharded(undefined)).toBeGreaterThan(0.9);
    // Cells of two: the clients of the one cell that is gone, a quarter.
    expect(sharded({ kind: 'cells', count: 4 })).toBe(0.25);
    // Two replicas drawn for each: 1 of 28 pairs.
    expect(sharded({ kind: 'shuffle', perClient: 2 })).toBeGreaterThan(0.005);
    expect(sharded({ kind: 'shuffle', perClient: 2 })).toBeLessThan(0.09);
  });
});

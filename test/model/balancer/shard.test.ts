import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/engine/random.ts';
import { shardOf } from '../../../src/model/balancer/shard.ts';

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
      const all = shardOf({ kind: 'shuffle', perClient: 2 }, 4, client, Random.named(`client ${client}`));
      const mine = members(all);
      expect(mine).toHaveLength(2);
      expect(all.filter(isMine => isMine === false)).toHaveLength(2);
      count.set(mine.join(), (count.get(mine.join()) ?? 0) + 1);
    }
    expect(count.size).toBe(6);
    for (const times of count.values()) expect(Math.abs(times - 1000)).toBeLessThan(120);
  });
});

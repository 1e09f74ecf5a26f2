import { describe, expect, it } from 'vitest';
import { buildDistribution } from '../../../src/engine/distribution.ts';
import { Simulator } from '../../../src/engine/simulator.ts';
import { Link } from '../../../src/model/network/link.ts';

const MS = 1e6;

describe('a link that tells its ends whether messages go through at once', () => {
  const attached = (latency = 0, loss = 0, isRouted = false) => {
    const plan = latency === 0 ? null : buildDistribution({ kind: 'constant', value: latency });
    const link = new Link(new Simulator(), 'web->db', plan, loss, isRouted);
    const end = { isPlain: false };
    link.attach(end);
    return { link, end };
  };

  it('tells whoever comes, and everybody else', () => {
    const { link, end } = attached();
    link.cut();
    const late = { isPlain: true };
    link.attach(late);
    expect([end.isPlain, late.isPlain]).toEqual([false, false]);
    link.mend();
    expect([end.isPlain, late.isPlain]).toEqual([true, true]);
  });

  it.each([
    ['takes time', attached(MS)],
    ['loses messages', attached(0, 0.1)],
    ['depends on where its ends are', attached(0, 0, true)],
  ])('is never plain when it %s', (_, { link, end }) => {
    expect(end.isPlain).toBe(false);
    link.slowBy(1, MS);
    link.recoverSpeed(1, MS);
    link.lose(0.5);
    link.stopLosing(0.5);
    expect(end.isPlain).toBe(false);
  });

  it.each<[string, (link: Link) => void, (link: Link) => void]>([
    ['it is slow', link => link.slowBy(1, MS), link => link.recoverSpeed(1, MS)],
    ['it loses messages', link => link.lose(0.2), link => link.stopLosing(0.2)],
    ['it is cut', link => link.cut(), link => link.mend()],
  ])('is not plain while %s', (_, begin, over) => {
    const { link, end } = attached();
    expect(end.isPlain).toBe(true);
    begin(link);
    begin(link);
    expect(end.isPlain).toBe(false);
    over(link);
    expect(end.isPlain).toBe(false);
    over(link);
    expect(end.isPlain).toBe(true);
  });
});

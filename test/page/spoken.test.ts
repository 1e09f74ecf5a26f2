import { describe, expect, it } from 'vitest';
import { spokenChart } from '../../src/page/spoken.ts';

const line = (name: string, ...values: (number | null)[]) => ({
  name,
  colour: '#000',
  points: values.map((y, second) => ({ x: 1000 * second, y })),
});
const kind = { title: 'Queue', about: 'requests waiting', write: String };

describe('a chart that is read aloud', () => {
  it('says of each line where it is at the moment, and between what it moves', () => {
    const lines = [line('orders', 1, 7, 3), line('shop', 2, 2, 2)];
    expect(spokenChart(kind, lines, 2100)).toBe('Queue, requests waiting. orders: 3, from 1 to 7; shop: 2');
    expect(spokenChart(kind, lines, 900)).toMatch(/orders: 7, from 1 to 7/);
  });

  it('says where there is nothing', () => {
    expect(spokenChart(kind, [line('orders', 1, null, 3), line('shop', null)], 1000)).toBe(
      'Queue, requests waiting. orders: no data, from 1 to 3; shop: no data',
    );
  });

  it('of a distribution says where most are', () => {
    const across = { write: (value: number) => `${value} ms` };
    expect(spokenChart({ ...kind, about: '', across }, [line('baseline', 1, 7, 3)], 0)).toBe(
      'Queue. baseline: at most 7, at 1000 ms',
    );
  });
});

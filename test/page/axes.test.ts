import { describe, expect, it } from 'vitest';
import { durationsAround, durationTicks, evenDurations, roundsAround, roundTicks } from '../../src/page/axes.ts';

type Ticks = (axis: { min: number; max: number; ticks: { value: number }[] }) => void;

function ticksOf(set: Ticks, min: number, max: number): number[] {
  const axis: Parameters<Ticks>[0] = { min, max, ticks: [] };
  set(axis);
  return axis.ticks.map(({ value }) => value);
}

describe('an axis of lengths of time', () => {
  it('begins and ends where people count, and is a tenfold at least', () => {
    expect(durationsAround([7, 93], 'above')).toEqual({ min: 5, max: 100 });
    expect(durationsAround([45_000, 50_000], 'above')).toEqual({ min: 30_000, max: 300_000 });
  });

  it('does not hide a flat line under itself', () => {
    expect(durationsAround([1, 1], 'above')).toEqual({ min: 0.5, max: 5 });
    expect(durationsAround([1, 1], 'on')).toEqual({ min: 1, max: 10 });
  });

  it('has ticks at these lengths, and leaves out some where they are too many', () => {
    expect(ticksOf(durationTicks(7), 500, 60_000)).toEqual([500, 2000, 10_000, 30_000]);
    expect(ticksOf(durationTicks(7), 10, 500)).toEqual([10, 20, 50, 100, 200, 500]);
    expect(ticksOf(evenDurations, 0, 600_000)).toEqual([0, 120_000, 240_000, 360_000, 480_000, 600_000]);
  });
});

describe('an axis of round numbers', () => {
  it('begins below its values and ends above them', () => {
    expect(roundsAround([0.3, 1.7])).toEqual({ min: 0.2, max: 2 });
    expect(roundsAround([40, 45])).toEqual({ min: 20, max: 200 });
    expect(roundsAround([0, 0])).toEqual({});
  });

  it('has every tick labelled: 1, 2 and 5, or powers of ten where those are too many', () => {
    expect(ticksOf(roundTicks(6), 0.2, 2)).toEqual([0.2, 0.5, 1, 2]);
    expect(ticksOf(roundTicks(6), 0.1, 500_000)).toEqual([0.1, 10, 1000, 100_000]);
  });
});

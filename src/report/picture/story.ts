/**
 * What the picture of a result is about: availability, or the slowest answers where no variant makes the system more
 * available and some make it faster. A picture of flat lines at 100 % would tell nothing.
 */
import type { Result, Series, VariantResult } from '../../results/result.ts';
import { availabilityCells, windowsOf } from '../availability.ts';
import { fasterVariants } from '../findings.ts';
import { amount, figureOf, type Quantity } from '../numbers.ts';
import { availabilityEffect, bestOf, type Effect, latencyEffect } from '../order.ts';

export interface Story {
  readonly metric: 'availability' | 'p99';
  readonly quantity: Quantity;
  readonly title: string;
  /** Of changes. */
  readonly unit: string;
  /** What lines over time show. */
  readonly about: string;
  readonly effectOf: (variant: VariantResult, result: Result) => Effect;
  /** The variant whose line must not be missing. */
  readonly bestOf: (result: Result) => VariantResult | null;
  /** A change and a level as ticks write them. */
  readonly change: (value: number) => string;
  readonly level: (value: number) => string;
  /** How many steps of its ticks a range has at most. */
  readonly ticks: number;
  /** A value for each of at most so many stretches of time; null where there is none. */
  readonly cells: (series: Series, most: number) => (number | null)[];
  /** Of the axis of levels; null for as high as the lines reach. */
  readonly highest: number | null;
}

export const storyOf = (result: Result): Story =>
  bestOf(result) === null && fasterVariants(result).length > 0 ? LATENCY : AVAILABILITY;

const signed = (value: number, text: string): string => `${value > 0 ? '+' : ''}${text}`.replace('-', '\u2212');

const AVAILABILITY: Story = {
  metric: 'availability',
  quantity: 'share',
  title: 'Availability',
  unit: 'percentage points',
  about: 'share of the requests ending then that succeed',
  effectOf: availabilityEffect,
  bestOf,
  change: value => signed(value, String(Number((100 * value).toPrecision(6)))),
  level: value => `${Number((100 * value).toPrecision(4))} %`,
  ticks: 4,
  cells: availabilityCells,
  highest: 1,
};

/** Without zeros that say nothing. */
const duration = (value: number): string =>
  amount(figureOf({ mean: value, low: null, high: null }, 'duration'))
    .replace(/(\.\d*?)0+(?= )/, '$1')
    .replace(/\.(?= )/, '');

const LATENCY: Story = {
  metric: 'p99',
  quantity: 'duration',
  title: 'Latency p99',
  unit: 'less is better',
  about: '99 % of the answers come within this time',
  effectOf: latencyEffect,
  bestOf: result => fasterVariants(result)[0] ?? null,
  change: value => signed(value, value === 0 ? '0' : duration(value)),
  level: value => (value === 0 ? '0' : duration(value)),
  ticks: 2.5,
  cells: latencyCells,
  highest: null,
};

/** Percentiles of several sources and windows do not add up: the slowest of the sources, the mean of the windows. */
function latencyCells(series: Series, most: number): (number | null)[] {
  const windows = windowsOf(series);
  const used = Math.min(most, windows);
  const slowest = Array.from({ length: windows }, (_, window) =>
    Math.max(...Object.values(series.traffic).map(({ p99 }) => p99[window] ?? 0)),
  );
  return Array.from({ length: used }, (_, cell) => {
    const part = slowest.slice(Math.floor((cell * windows) / used), Math.floor(((cell + 1) * windows) / used));
    const known = part.filter(value => value > 0);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}

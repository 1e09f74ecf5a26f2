/** How axes of pictures write their values, as short as they can be said, and where they have their ticks. */
import { amount, figureOf, type Quantity } from '../numbers.ts';

export interface Axis {
  readonly write: (value: number) => string;
  /** Between round values of a range, at most so many. */
  readonly step: (range: number, most: number) => number;
}

export const signed = (value: number, text: string): string => `${value > 0 ? '+' : ''}${text}`.replace('-', '\u2212');

/** Without zeros that say nothing. */
const short = (quantity: Quantity) => (value: number) =>
  value === 0
    ? '0'
    : amount(figureOf({ mean: value, low: null, high: null }, quantity))
        .replace(/(\.\d*?)0+(?!\d)/, '$1')
        .replace(/\.(?!\d)/, '');

function decimalStep(range: number, most: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(range / most));
  return ([1, 2, 5, 10].find(round => range / (round * magnitude) <= most) ?? 10) * magnitude;
}

/** Round numbers of seconds, minutes and hours where there are any, ms. */
const ROUND_DURATIONS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600].map(seconds => 1000 * seconds);

const durationStep = (range: number, most: number): number => {
  const decimal = decimalStep(range, most);
  return decimal < 1000 ? decimal : (ROUND_DURATIONS.find(step => range / step <= most) ?? decimal);
};

const wholeStep = (range: number, most: number): number => Math.max(1, decimalStep(range, most));

export const SHARE: Axis = { write: value => `${Number((100 * value).toPrecision(4))} %`, step: decimalStep };
export const DURATION: Axis = { write: short('duration'), step: durationStep };

/** By the unit of a figure. */
export const AXES = {
  share: SHARE,
  duration: DURATION,
  rate: { write: short('rate'), step: decimalStep },
  count: { write: short('plain'), step: wholeStep },
  number: { write: short('plain'), step: decimalStep },
} as const satisfies Readonly<Record<string, Axis>>;

/** Of changes in availability: percentage points without their unit. */
export const POINTS: Axis = {
  write: value => signed(value, String(Number((100 * value).toPrecision(6)))),
  step: decimalStep,
};

export const CHANGES_OF_DURATION: Axis = { ...DURATION, write: value => signed(value, DURATION.write(value)) };

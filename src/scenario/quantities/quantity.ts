/**
 * Schemas of quantities with units: text in the file and the JSON Schema, a number of the engine's unit after parsing.
 * A wrong one becomes a zod issue whose `params` are the `Finding` to report.
 */
import { z } from 'zod';
import type { Finding } from '../problems/problem.ts';
import { lookAlikeIn } from '../problems/suggest.ts';
import {
  duration as durationUnit,
  formatDuration,
  guessUnit,
  longDuration as longDurationUnit,
  rate as rateUnit,
  share as shareUnit,
  size as sizeUnit,
  type Unit,
} from './units.ts';

/** Nanoseconds are whole numbers in a double: exact up to 2^53, which is 104 days. */
export const LONGEST = 104 * 86_400e9;
const FASTEST = 1e7;

interface Bounds {
  readonly low: number;
  readonly high: number;
  /** The bounds in words. */
  readonly words: string;
}

function quantity(unit: Unit, bounds: Bounds) {
  return z
    .unknown()
    .transform((value, context): number => {
      const number = typeof value === 'string' && value.length < 60 ? unit.parse(value) : null;
      if (number !== null && number >= bounds.low && number <= bounds.high) return number;
      const finding = number === null ? notAQuantity(unit, value) : outOfBounds(value, bounds);
      context.issues.push({ code: 'custom', input: value, message: finding.message, params: { finding } });
      return z.NEVER;
    })
    .meta({ type: 'string', pattern: unit.pattern, examples: [unit.example] });
}

function notAQuantity(unit: Unit, value: unknown): Finding {
  const expected = `${unit.name} such as ${unit.example}`;
  const guess = guessUnit(unit, value);
  const found = typeof value === 'number' ? `the bare number ${value}` : describe(value);
  const strange = typeof value === 'string' ? lookAlikeIn(value) : null;
  const hint = guess === null ? strange : `did you mean ${guess}?`;
  return { code: 'BR012', message: `expected ${expected}, found ${found}`, expected, found, hint };
}

function outOfBounds(value: unknown, { words }: Bounds): Finding {
  return { code: 'BR015', message: `expected ${words}, found ${String(value)}`, expected: words, found: String(value) };
}

/** A value in a few words, for messages. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  const text = String(value);
  return typeof value === 'string' ? `"${text.length > 60 ? `${text.slice(0, 57)}...` : text}"` : text;
}

const upTo = `at most ${formatDuration(LONGEST)}`;

export const duration = quantity(durationUnit, { low: 0, high: LONGEST, words: `a duration of ${upTo}` });

export const positiveDuration = quantity(durationUnit, {
  low: 1,
  high: LONGEST,
  words: `a duration above zero and ${upTo}`,
});

/** Where seconds and minutes are usual. */
export const longDuration = quantity(longDurationUnit, { low: 0, high: LONGEST, words: `a duration of ${upTo}` });

export const positiveLongDuration = quantity(longDurationUnit, {
  low: 1,
  high: LONGEST,
  words: `a duration above zero and ${upTo}`,
});

/** Events per second; 0 is allowed. */
export const rate = quantity(rateUnit, { low: 0, high: FASTEST, words: `a rate of at most ${FASTEST}/s` });

export const positiveRate = quantity(rateUnit, {
  low: 1e-9,
  high: FASTEST,
  words: `a rate above zero and at most ${FASTEST}/s`,
});

/** 0..1. */
export const share = quantity(shareUnit, { low: 0, high: 1, words: 'a share of at most 100%' });

/** A share that is not zero. */
export const positiveShare = quantity(shareUnit, { low: 1e-12, high: 1, words: 'a share above zero and at most 100%' });

/** Bytes. */
export const size = quantity(sizeUnit, { low: 0, high: 2 ** 60, words: 'a size of at most 1048576TiB' });

export const count = (low: number, high: number) => z.int().min(low).max(high);

/**
 * Names of services, sources and the like: no dots, slashes or arrows, which paths and links are made of, and no digits
 * alone, which JavaScript's objects would move to the front whatever the order written.
 */
export const NAME_PATTERN = /^(?!\d+$)[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export const name = z.string().regex(NAME_PATTERN);

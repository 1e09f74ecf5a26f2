/**
 * Numbers as people read them, with no more digits than their confidence interval supports.
 *
 * The rule: the half-width of the 95 % interval is written with one significant digit (two when the first is a 1, where
 * one digit would be off by up to half), and the mean stops at the same place. Without an interval (one replication)
 * three significant digits are shown, and for shares two digits of the distance to 0 or 1, so that 99.95 % keeps its
 * nines. Where all replications agree there is no margin: "± 0" would promise more than they know. Amounts too small to
 * mean anything are `< 0.001`. Nothing here depends on a locale. No data is an en dash, never 0.
 */

export const NO_DATA = '–';
/** Between the digit groups of long numbers, and nowhere a line may break. */
const THIN_SPACE = '\u202f';
const MINUS = '\u2212';

/** A mean with its interval, in the units of the result: milliseconds, per second, shares 0..1. */
export interface Measured {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

export type Quantity = 'share' | 'duration' | 'rate' | 'hours' | 'plain';

export interface Figure {
  readonly value: string;
  /** Half-width of the interval in the same unit; null when there is no interval, or when it has no width. */
  readonly margin: string | null;
  readonly low: string | null;
  readonly high: string | null;
  readonly unit: string;
}

/** Digits and unit of a measured quantity; null without data. */
export const figureOf = (measured: Measured | null, quantity: Quantity): Figure | null => {
  if (measured === null) return null;
  const scale = scaleOf(measured, quantity);
  if (isTiny(measured, quantity)) return tiny(scale);
  return digits(measured, scale, decimalsOf(measured, scale, quantity), plainNumber);
};

/** The same for a difference: signed, shares in percentage points. */
export const changeOf = (difference: Measured | null | undefined, quantity: Quantity): Figure | null => {
  if (difference === null || difference === undefined) return null;
  const found = scaleOf(difference, quantity);
  const scale = quantity === 'share' ? { ...found, unit: 'pp' } : found;
  return digits(difference, scale, decimalsOf(difference, scale, 'plain'), signedNumber);
};

/** `71.3 % ± 0.4` */
export const written = (figure: Figure | null): string => {
  if (figure === null) return NO_DATA;
  return figure.margin === null ? amount(figure) : `${amount(figure)} ± ${figure.margin}`;
};

/** `71.3 %` */
export const amount = (figure: Figure | null): string =>
  figure === null ? NO_DATA : withUnit(figure.value, figure.unit);

/** `71.3 ±0.4`, for columns whose head names the unit. */
export const bare = (figure: Figure | null): string => {
  if (figure === null) return NO_DATA;
  return figure.margin === null ? figure.value : `${figure.value} ±${figure.margin}`;
};

/** `24.1..25.3`; null without an interval. */
export const intervalOf = (figure: Figure): string | null =>
  figure.low === null || figure.high === null ? null : `${figure.low}..${figure.high}`;

/** A count, digits grouped by three from five digits on: `1234`, `12 345`. */
export const count = (value: number): string => plainNumber(value, 0);

/** `1 file`, `12 files`. */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** A share that has no interval: `99.95 %`. */
export const share = (value: number | null): string =>
  value === null ? NO_DATA : amount(figureOf({ mean: value, low: null, high: null }, 'share'));

/** A share read off a short stretch, which has no interval either: two digits and no more: `50 %`, `3.4 %`, `99.95 %`. */
export const roughShare = (value: number): string => {
  const percent = 100 * value;
  const distance = Math.min(percent, 100 - percent);
  const decimals = distance <= 0 ? 0 : Math.max(0, significantDecimals(distance, 2));
  return `${plainNumber(percent, decimals)} %`;
};

/** A share without an interval of its own, no finer than `reference`, of which it is a part: `9.6 %`, `< 0.1 %`. */
export const shareWithin = (value: number, reference: Measured | null): string => {
  const halfWidth = reference === null ? null : halfWidthOf(reference);
  if (value === 0 || halfWidth === null || halfWidth === 0) return value === 0 ? '0' : share(value);
  const decimals = Math.max(0, Math.min(supportedDecimals(100 * halfWidth), significantDecimals(100 * value, 3)));
  const text = plainNumber(100 * value, decimals);
  return /[1-9]/.test(text) ? `${text} %` : `< ${plainNumber(10 ** -decimals, decimals)} %`;
};

/** What `now` is over `before`: `+75 %`; exact where both are, else two digits. */
export const relative = (now: Measured, before: Measured): string => {
  const change = 100 * (now.mean / before.mean - 1);
  const exact = halfWidthOf(now) === 0 && halfWidthOf(before) === 0;
  const decimals = exact ? Math.min(1, shortestDecimals(change)) : Math.max(0, significantDecimals(change, 2));
  return `${signedNumber(change, decimals)} %`;
};

/** A p-value: `0.03`, `0.4`, `< 0.001`; nobody should read more into it. */
export const probability = (value: number | null): string => {
  if (value === null) return NO_DATA;
  if (value < 0.001) return '< 0.001';
  return plainNumber(value, value < 0.01 ? 3 : 2);
};

/** How many times: two digits, `1.2`, `37`, `28 000`. */
export const factor = (value: number): string => plainNumber(value, significantDecimals(value, 2));

/** An exact length of time such as a setting: `1 ns`, `250 ms`, `90 s`, `6 min`, `1 h 30 min`. */
export const span = (milliseconds: number): string => {
  for (const [index, unit] of SPAN_UNITS.entries()) {
    const smaller = SPAN_UNITS[index + 1];
    const whole = Math.floor(milliseconds / unit.length);
    if (whole < unit.from) continue;
    if (milliseconds % unit.length === 0) return `${count(whole)} ${unit.name}`;
    if (smaller !== undefined && milliseconds % smaller.length === 0)
      return `${count(whole)} ${unit.name} ${(milliseconds % unit.length) / smaller.length} ${smaller.name}`;
  }
  if (milliseconds >= 0.1 || milliseconds === 0) return `${significant(milliseconds, 4)} ms`;
  const microseconds = milliseconds * 1000;
  return microseconds >= 1 ? `${significant(microseconds, 4)} µs` : `${significant(microseconds * 1000, 4)} ns`;
};

/** A moment of simulated time: `2:05.3`, `1:02:05.3`; tenths only when they are not 0 or when `tenths` asks for them. */
export const clock = (milliseconds: number, tenths = milliseconds % 1000 !== 0): string => {
  const total = tenths ? Math.round(milliseconds / 100) / 10 : Math.round(milliseconds / 1000);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = (total % 60).toFixed(tenths ? 1 : 0).padStart(tenths ? 4 : 2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
};

const SPAN_UNITS = [
  { name: 'd', length: 86_400_000, from: 1 },
  { name: 'h', length: 3_600_000, from: 1 },
  { name: 'min', length: 60_000, from: 1 },
  { name: 's', length: 1000, from: 1 },
  { name: 'ms', length: 1, from: 0 },
] as const;

interface Scale {
  readonly unit: string;
  /** Shown value = value × factor. */
  readonly factor: number;
}

const scaleOf = (measured: Measured, quantity: Quantity): Scale => {
  switch (quantity) {
    case 'share':
      return { unit: '%', factor: 100 };
    case 'rate':
      return { unit: '/s', factor: 1 };
    case 'hours':
      return { unit: 'h', factor: 1 };
    case 'plain':
      return { unit: '', factor: 1 };
    case 'duration':
      return durationScale(Math.max(Math.abs(measured.mean), halfWidthOf(measured) ?? 0));
  }
};

const durationScale = (milliseconds: number): Scale => {
  if (milliseconds > 0 && milliseconds < 0.1) return { unit: 'µs', factor: 1000 };
  if (milliseconds < 1000) return { unit: 'ms', factor: 1 };
  if (milliseconds < 120_000) return { unit: 's', factor: 1 / 1000 };
  if (milliseconds < 7_200_000) return { unit: 'min', factor: 1 / 60_000 };
  return { unit: 'h', factor: 1 / 3_600_000 };
};

/** A spread that is only rounding of sums counts as none. */
const NEGLIGIBLE = 1e-12;

function halfWidthOf({ mean, low, high }: Measured): number | null {
  if (low === null || high === null) return null;
  const halfWidth = Math.max(high - mean, mean - low);
  return halfWidth <= NEGLIGIBLE * Math.abs(mean) ? 0 : halfWidth;
}

/** A queue of a millionth of a request, a wait of a nanosecond: chance met once in a long run. */
const TINY = 0.001;

const isTiny = ({ mean, high }: Measured, quantity: Quantity): boolean =>
  (quantity === 'plain' || quantity === 'duration') && mean > 0 && (high ?? mean) < TINY;

const tiny = ({ unit, factor }: Scale): Figure => ({
  value: `< ${plainNumber(TINY * factor, shortestDecimals(TINY * factor))}`,
  margin: null,
  low: null,
  high: null,
  unit,
});

const MOST_DIGITS = 4;
/** Percentiles come from buckets 1 % wide, whatever their spread over replications. */
const DURATION_DIGITS = 3;

/** How many decimals are shown; negative rounds to tens, hundreds... */
const decimalsOf = (measured: Measured, scale: Scale, quantity: Quantity): number => {
  const mean = measured.mean * scale.factor;
  const halfWidth = halfWidthOf(measured);
  if (quantity === 'share') return shareDecimals(mean, halfWidth === null ? null : halfWidth * scale.factor);
  if (halfWidth === null) return significantDecimals(mean, 3);
  const size = Math.max(Math.abs(mean), halfWidth * scale.factor);
  const useful = significantDecimals(size, quantity === 'duration' ? DURATION_DIGITS : MOST_DIGITS);
  if (halfWidth === 0) return Math.min(useful, shortestDecimals(mean));
  return Math.min(supportedDecimals(halfWidth * scale.factor), Math.max(useful, 0));
};

const shareDecimals = (percent: number, halfWidth: number | null): number => {
  const distance = Math.min(Math.abs(percent), Math.abs(100 - percent));
  if (distance === 0) return halfWidth === null || halfWidth === 0 ? 0 : supportedDecimals(halfWidth);
  if (halfWidth === null) return Math.max(1, significantDecimals(distance, 2));
  const useful = Math.max(1, significantDecimals(distance, MOST_DIGITS));
  return Math.min(useful, halfWidth === 0 ? shortestDecimals(percent) : supportedDecimals(halfWidth));
};

/** Exact where Math.log10 may be one unit off at powers of ten. */
const exponentOf = (value: number, fractionDigits: number): number =>
  Number(value.toExponential(fractionDigits).split('e')[1]);

const significantDecimals = (value: number, significantDigits: number): number =>
  value === 0 ? 0 : significantDigits - 1 - exponentOf(value, significantDigits - 1);

const supportedDecimals = (halfWidth: number): number =>
  halfWidth.toExponential(0).startsWith('1') ? significantDecimals(halfWidth, 2) : significantDecimals(halfWidth, 1);

const shortestDecimals = (value: number): number => {
  for (let decimals = 0; decimals < 4; decimals++)
    if (Math.abs(Number(value.toFixed(decimals)) - value) <= 1e-9 * Math.abs(value)) return decimals;
  return 4;
};

type Writer = (value: number, decimals: number) => string;

const digits = (measured: Measured, scale: Scale, decimals: number, write: Writer): Figure => {
  const halfWidth = halfWidthOf(measured) || null;
  const shown = (value: number | null): string | null =>
    value === null || halfWidth === null ? null : write(value * scale.factor, decimals);
  return {
    value: write(measured.mean * scale.factor, decimals),
    margin: halfWidth === null ? null : marginOf(halfWidth * scale.factor, decimals),
    low: shown(measured.low),
    high: shown(measured.high),
    unit: scale.unit,
  };
};

/** Never narrower than one step of the last digit shown. */
const marginOf = (halfWidth: number, decimals: number): string =>
  plainNumber(Math.max(halfWidth, 10 ** -decimals), decimals);

const plainNumber: Writer = (value, decimals) => {
  const [whole = '', fraction] = rounded(Math.abs(value), decimals).split('.');
  const text = fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
};

const signedNumber: Writer = (value, decimals) => {
  const text = plainNumber(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
};

const rounded = (value: number, decimals: number): string => {
  if (decimals >= 0) return value.toFixed(Math.min(decimals, 12));
  const step = 10 ** -decimals;
  return (Math.round(value / step) * step).toFixed(0);
};

const grouped = (whole: string): string => (whole.length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE));

const significant = (value: number, significantDigits: number): string =>
  plainNumber(value, Math.min(significantDecimals(value, significantDigits), shortestDecimals(value)));

const withUnit = (value: string, unit: string): string => {
  if (unit === '') return value;
  return unit.startsWith('/') ? value + unit : `${value} ${unit}`;
};

/**
 * Quantities as people write them: a number and its unit in one word, never a bare number, never a space or a sign.
 * Durations become whole nanoseconds, rates events per second, shares 0..1, sizes bytes.
 */

export interface Unit {
  /** `a duration`, for messages. */
  readonly name: string;
  readonly example: string;
  /** Regular expression source, for the JSON Schema. */
  readonly pattern: string;
  /** Null when the text is not such a quantity. */
  readonly parse: (text: string) => number | null;
  /** What a bare number probably meant. */
  readonly guess: (bare: number) => string;
}

const NUMBER = '\\d+(?:\\.\\d+)?';

const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86400e9,
};
const SECONDS_PER: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3600, d: 86400 };
const BYTES: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };

const DURATION_PART = `(${NUMBER})(ns|us|µs|μs|ms|s|m|h|d)`;

/** `250ms`, `1m30s`, `0.5h`; ns of the whole, rounded once per part. */
export const duration: Unit = {
  name: 'a duration',
  example: '250ms',
  pattern: `^(?:${NUMBER}(?:ns|us|µs|μs|ms|s|m|h|d))+$`,
  parse: text => {
    if (!new RegExp(duration.pattern).test(text)) return null;
    const parts = [...text.matchAll(new RegExp(DURATION_PART, 'g'))];
    return parts.reduce((sum, [, number, unit]) => sum + Math.round(Number(number) * NANOSECONDS[unit!]!), 0);
  },
  guess: bare => (bare >= 20 ? `${bare}ms` : `${bare}s`),
};

/** The same where seconds and minutes are usual: lengths of runs and faults. */
export const longDuration: Unit = { ...duration, example: '2m30s', guess: bare => `${bare}s` };

/** `900/s`, `60/min`, `5/h`; events per second. */
export const rate: Unit = {
  name: 'a rate',
  example: '900/s',
  pattern: `^${NUMBER}/(?:s|min|m|h|d)$`,
  parse: text => {
    const match = new RegExp(`^(${NUMBER})/(s|min|m|h|d)$`).exec(text);
    return match === null ? null : Number(match[1]) / SECONDS_PER[match[2]!]!;
  },
  guess: bare => `${bare}/s`,
};

/** `1%`, `99.9%`; a share of 1, not checked against 1. */
export const share: Unit = {
  name: 'a share',
  example: '10%',
  pattern: `^${NUMBER}%$`,
  parse: text => {
    const match = new RegExp(`^(${NUMBER})%$`).exec(text);
    return match === null ? null : Number(`${match[1]}e-2`);
  },
  guess: bare => (bare <= 1 ? `${Number((bare * 100).toPrecision(12))}%` : `${bare}%`),
};

/** `512MiB`; bytes. */
export const size: Unit = {
  name: 'a size',
  example: '512MiB',
  pattern: `^${NUMBER}(?:B|KiB|MiB|GiB|TiB)$`,
  parse: text => {
    const match = new RegExp(`^(${NUMBER})(B|KiB|MiB|GiB|TiB)$`).exec(text);
    return match === null ? null : Math.round(Number(match[1]) * BYTES[match[2]!]!);
  },
  guess: bare => `${bare}MiB`,
};

/** What the writer probably meant by `found`, or null. */
export function guessUnit(unit: Unit, found: unknown): string | null {
  if (typeof found === 'number') return found >= 0 ? unit.guess(found) : null;
  if (typeof found !== 'string') return null;
  if (/^\d+(\.\d+)?$/.test(found)) return unit.guess(Number(found));
  const tidy = found
    .replace(/[\s_]|,(?=\d{3})/g, '')
    .replace(/(?<=\d|\/)(?:milli|msec|sec|min|h(?:ou)?r|day)[a-z]*$/i, shortUnit)
    .replace(/percent$/i, '%');
  const perSecond = tidy.replace(/(?:[rqt]ps|ps|(?:re?q|requests?|queries)s?\/s)$/i, '/s');
  const binary = tidy.replace(/([KMGT])(?:i|B)?$/i, (_, letter: string) => `${letter.toUpperCase()}iB`);
  return [tidy, tidy.toLowerCase(), perSecond, binary].find(text => unit.parse(text) !== null) ?? null;
}

/** `milliseconds` and `msec` are ms; of the others the first letter says it. */
const shortUnit = (word: string): string => (/^m(?:illi|sec)/i.test(word) ? 'ms' : word.charAt(0).toLowerCase());

const STEPS = [
  ['d', 86400e9],
  ['h', 3600e9],
  ['m', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
  ['ns', 1],
] as const;

/** ns → `1m30s`, `1.2s`, for messages: whole minutes and above are split, below a minute there is one unit. */
export function formatDuration(nanoseconds: number): string {
  if (!Number.isFinite(nanoseconds)) return 'for ever';
  let rest = Math.round(nanoseconds);
  let text = '';
  for (const [unit, length] of STEPS) {
    if (rest < length) continue;
    if (length <= 1e9) return `${text}${Number((rest / length).toPrecision(12))}${unit}`;
    const whole = Math.floor(rest / length);
    text += `${whole}${unit}`;
    rest -= whole * length;
  }
  return text === '' ? '0s' : text;
}

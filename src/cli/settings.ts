/** The flags `run` and `check` share: how they are declared, and what they mean once read. */
import { UsageError } from './exit-codes.ts';
import type { Flags } from './manual.ts';

/** What may change a scenario from outside. */
export interface Adjustments {
  /** What is given of the scenario's `run`, as text. */
  readonly run: Partial<Readonly<Record<RunFlag, string>>>;
  /** Empty: all. */
  readonly variants: readonly string[];
  /** `PATH=VALUE` as given. */
  readonly overrides: readonly string[];
}

export interface Settings extends Adjustments {
  readonly files: readonly string[];
  /** null: as many as there are processors. */
  readonly workers: number | null;
  /** Folder for reports; null for none. */
  readonly out: string | null;
  readonly json: boolean;
  readonly quiet: boolean;
}

/**
 * What the parser hands over: a flag that takes a value is text, or a list of texts when it may be, or was, given more than
 * once; `_` is what stands beside the flags.
 */
export type RawFlags = Readonly<Record<string, unknown>>;

const experiment = { group: 'Experiment' } as const;
const output = { group: 'Output' } as const;

export const EXPERIMENT_FLAGS = {
  seed: { ...experiment, value: 'N', says: 'seed of all random numbers' },
  replications: { ...experiment, value: 'N', says: 'independent repetitions of each variant' },
  variant: { ...experiment, value: 'NAME', says: 'only the baseline and this variant', isRepeatable: true },
  set: { ...experiment, value: 'PATH=VALUE', says: 'change the scenario; null removes', isRepeatable: true },
  duration: { ...experiment, value: 'D', says: 'simulated length of a replication, such as 6m' },
  warmup: { ...experiment, value: 'D', says: 'simulated time at the start that is not measured' },
  workers: { ...experiment, value: 'N', says: 'threads', without: 'what the size of the run is worth' },
} as const satisfies Flags;

export const OUTPUT_FLAGS = {
  out: { ...output, value: 'DIR', says: 'folder of the reports, or none', without: 'reports', isPath: true },
  json: { ...output, value: null, says: 'one JSON document on stdout and nothing else' },
  quiet: { ...output, value: null, says: 'no progress and no notes on stderr' },
} as const satisfies Flags;

/** @throws UsageError naming the flag that cannot be understood. */
export function settingsOf(flags: RawFlags): Settings {
  return {
    files: listed(flags, '_'),
    run: runOf(flags),
    variants: listed(flags, 'variant'),
    overrides: listed(flags, 'set'),
    workers: wholeNumber('workers', single(flags, 'workers')),
    out: outOf(single(flags, 'out')),
    json: flags.json === true,
    quiet: flags.quiet === true,
  };
}

/** Adjustments as words of a command line; `without` names flags to leave out. */
export function flagWords({ run, overrides, variants }: Adjustments, without: readonly string[]): string[] {
  const flags: readonly (readonly [string, string])[] = [
    ...Object.entries(run),
    ...overrides.map(override => ['set', override] as const),
    ...variants.map(variant => ['variant', variant] as const),
  ];
  return flags.filter(([name]) => !without.includes(name)).flatMap(([name, value]) => [`--${name}`, value]);
}

/** The text of a flag; null when it is not given. @throws UsageError when it is given twice. */
export function single(flags: RawFlags, name: string): string | null {
  const value = flags[name];
  if (value === undefined) return null;
  if (Array.isArray(value)) throw new UsageError(`--${name} is given ${value.length} times; give it once`);
  if (value === '') throw new UsageError(`--${name} needs a value`);
  return String(value);
}

/** The texts of a flag that may be given several times. */
export const listed = (flags: RawFlags, name: string): string[] => {
  const value = flags[name];
  return value === undefined ? [] : [value].flat().map(String);
};

const RUN_FLAGS = ['seed', 'replications', 'duration', 'warmup'] as const;
type RunFlag = (typeof RUN_FLAGS)[number];

const runOf = (flags: RawFlags): Settings['run'] =>
  Object.fromEntries(
    RUN_FLAGS.map(name => [name, single(flags, name)]).filter(([, text]) => text !== null),
  ) as Settings['run'];

function wholeNumber(name: string, text: string | null): number | null {
  if (text === null) return null;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value))
    throw new UsageError(`--${name} ${text}: expected a whole number from 1 up`);
  return value;
}

const DEFAULT_OUT = 'reports';

const outOf = (text: string | null): string | null => (text === 'none' ? null : (text ?? DEFAULT_OUT));

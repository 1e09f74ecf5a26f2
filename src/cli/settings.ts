/** The flags `run` and `check` share: how they are declared, and what they mean once read. */
import type { Argv } from 'yargs';
import { UsageError } from './exit-codes.ts';

export interface Settings {
  readonly files: readonly string[];
  /** null: as the scenario says. */
  readonly seed: number | string | null;
  readonly replications: number | null;
  readonly duration: string | null;
  readonly warmup: string | null;
  /** Empty: all. */
  readonly variants: readonly string[];
  /** `PATH=VALUE` as given. */
  readonly overrides: readonly string[];
  /** null: as many as there are processors. */
  readonly workers: number | null;
  /** Folder for reports; null for none. */
  readonly out: string | null;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** What yargs hands over: every flag that takes a value is text, or a list of texts when given more than once. */
export type RawFlags = Readonly<Record<string, unknown>>;

const valued = { type: 'string', nargs: 1, requiresArg: true } as const;
const repeated = { ...valued, array: true } as const;
const experiment = { group: 'Experiment:' } as const;
const output = { group: 'Output:' } as const;

export const EXPERIMENT_FLAGS = {
  seed: { ...valued, ...experiment, describe: 'N: seed of all random numbers' },
  replications: { ...valued, ...experiment, describe: 'N: independent repetitions of each variant' },
  variant: { ...repeated, ...experiment, describe: 'NAME: only the baseline and this variant (repeatable)' },
  set: { ...repeated, ...experiment, describe: 'PATH=VALUE: change the scenario (repeatable)' },
  duration: { ...valued, ...experiment, describe: 'D: simulated length of a replication, such as 6m' },
  warmup: { ...valued, ...experiment, describe: 'D: simulated time at the start that is not measured' },
  workers: { ...valued, ...experiment, describe: 'N: threads', defaultDescription: 'one per processor' },
  out: { ...valued, ...output, describe: 'DIR: folder of the reports, or none', defaultDescription: 'reports' },
  json: { type: 'boolean', ...output, describe: 'one JSON document on stdout and nothing else' },
  quiet: { type: 'boolean', ...output, describe: 'no progress and no notes on stderr' },
} as const;

export const withFiles = (parser: Argv): Argv =>
  parser.positional('FILE', { type: 'string', array: true, describe: 'scenario files (YAML)' });

/** @throws UsageError naming the flag that cannot be understood. */
export function settingsOf(flags: RawFlags): Settings {
  return {
    files: filesOf(flags),
    seed: seedOf(single(flags, 'seed')),
    replications: wholeNumber('replications', single(flags, 'replications')),
    duration: single(flags, 'duration'),
    warmup: single(flags, 'warmup'),
    variants: listed(flags, 'variant'),
    overrides: listed(flags, 'set'),
    workers: wholeNumber('workers', single(flags, 'workers')),
    out: outOf(single(flags, 'out')),
    json: flags['json'] === true,
    quiet: flags['quiet'] === true,
  };
}

/** Files before and after `--`. @throws UsageError when there are none. */
export function filesOf(flags: RawFlags): string[] {
  const [command, ...afterDashes] = listed(flags, '_');
  const files = [...listed(flags, 'FILE'), ...afterDashes];
  if (files.length === 0)
    throw new UsageError(`${command} needs a scenario file, as in: brownout ${command} scenario.yaml`);
  return files;
}

/** The text of a flag; null when it is not given. @throws UsageError when it is given twice. */
export function single(flags: RawFlags, name: string): string | null {
  const value = flags[name];
  if (value === undefined) return null;
  if (Array.isArray(value)) throw new UsageError(`--${name} is given ${value.length} times; give it once`);
  if (value === '') throw new UsageError(`--${name} needs a value`);
  return String(value);
}

const listed = (flags: RawFlags, name: string): string[] => {
  const value = flags[name];
  return Array.isArray(value) ? value.map(String) : [];
};

/** Plain numbers are numbers, so that the result says 7 and not "7"; anything else, such as 007, is kept as it is. */
const seedOf = (text: string | null): number | string | null => {
  const plain = text !== null && /^(0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text));
  return plain ? Number(text) : text;
};

function wholeNumber(name: string, text: string | null): number | null {
  if (text === null) return null;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value))
    throw new UsageError(`--${name} ${text}: expected a whole number from 1 up`);
  return value;
}

const DEFAULT_OUT = 'reports';

const outOf = (text: string | null): string | null => (text === 'none' ? null : (text ?? DEFAULT_OUT));

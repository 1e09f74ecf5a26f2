/**
 * What a command takes, as data. The parser, the help, the suggestions and the completion of shells are all made from it,
 * so that none of them can say what another does not.
 */

export interface Manual {
  /** What stands after the command, beside flags; null for nothing. */
  readonly operand: Operand | null;
  readonly flags: Flags;
  /** A whole command line, and what it is for. */
  readonly examples: readonly (readonly [command: string, says: string])[];
  /** What its exit code says beyond 0 and 2; null when that is all. */
  readonly exits: string | null;
}

export type Flags = Readonly<Record<string, Flag>>;

export interface Operand {
  /** As the help writes it: `FILE...`, `[NAME]`. */
  readonly written: string;
  readonly says: string;
  readonly least: number;
  /** Infinity for any number. */
  readonly most: number;
  /** What a shell offers: files with one of these endings, or words. */
  readonly offers: { readonly files: readonly string[] } | { readonly words: readonly string[] | 'presets' };
}

export interface Flag {
  /** Under which heading the help lists it. */
  readonly group: string;
  /** What stands for its value in the help; null for a switch, which has none. */
  readonly value: string | null;
  readonly says: string;
  readonly isRepeatable?: true;
  /** The only values there are. */
  readonly choices?: readonly string[];
  /** What holds without it, where that is not simply nothing. */
  readonly without?: string;
  /** Its value is a file or a folder, which a shell can complete. */
  readonly isPath?: true;
}

export const SCENARIOS = ['yaml', 'yml'] as const;

export const SCENARIO_FILES: Operand = {
  written: 'FILE...',
  says: 'scenario files (YAML)',
  least: 1,
  most: Number.POSITIVE_INFINITY,
  offers: { files: SCENARIOS },
};

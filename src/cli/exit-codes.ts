/** What the exit code says; other programs rely on it. */
export const EXIT = {
  ok: 0,
  /** `check`: an expectation fails. */
  fails: 1,
  /** The input is wrong: a file, a flag, an override, or a folder that cannot be written. */
  usage: 2,
  /** `check`: an expectation is undecided and none fails. */
  undecided: 3,
  /** A bug of ours. */
  bug: 70,
  interrupted: 130,
} as const;

/** The input is wrong, and the message says what and what to do: shown without a stack trace, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

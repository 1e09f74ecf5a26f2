/**
 * Emphasis as meanings, not colours. Whoever owns the terminal decides what each looks like, or that it looks like
 * nothing; this room never writes an escape sequence of its own.
 */
export interface Paint {
  readonly heading: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly doubtful: (text: string) => string;
}

const unchanged = (text: string): string => text;

/** For pipes, files and tests. */
export const NO_PAINT: Paint = {
  heading: unchanged,
  faint: unchanged,
  good: unchanged,
  bad: unchanged,
  doubtful: unchanged,
};

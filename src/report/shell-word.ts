/** A word as a POSIX shell reads it back: plain words as they are, everything else in single quotes. */
export const shellWord = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** Words of a command line that may be flags: after `--` everything is a file or a name. */
export function beforeDashes(words: readonly string[]): readonly string[] {
  const dashes = words.indexOf('--');
  return dashes === -1 ? words : words.slice(0, dashes);
}

/**
 * What `brownout --help` says. It is written here and not by yargs, which the commands' own help comes from: loading that
 * library takes longer than everything else that is needed to answer.
 */
import { padEnd, wrapped } from '../report/text.ts';

/** A word or two of the command line, and what it does. */
type Entry = readonly [usage: string, summary: string];

export const COMPLETION: Entry = ['completion', 'Print a script that makes the shell complete commands and flags'];

export const DESCRIPTION = 'What fails, what helps: simulates a distributed system from one YAML file.';

export const EXIT_CODES =
  'Exit codes: 0 fine, 1 an expectation fails, 2 wrong input, 3 an expectation is undecided, 70 a bug of ours, 130 interrupted.';

const OPTIONS: readonly Entry[] = [
  ['--version', 'Show version number'],
  ['--help', 'Show help; after a command, that of the command'],
];

/** The overview in lines of at most `width` cells. */
export function overview(commands: readonly Entry[], width: number): string {
  return [
    'brownout <command>',
    '',
    ...wrapped(DESCRIPTION, width),
    '',
    'Commands:',
    ...table(
      [...commands, COMPLETION].map(([usage, summary]) => [`brownout ${usage}`, summary] as const),
      width,
    ),
    '',
    'Options:',
    ...table(OPTIONS, width),
    '',
    ...wrapped(EXIT_CODES, width),
  ].join('\n');
}

function table(entries: readonly Entry[], width: number): readonly string[] {
  const left = Math.max(...entries.map(([usage]) => usage.length)) + 2;
  return entries.flatMap(([usage, summary]) =>
    wrapped(summary, width - left - 2).map((line, index) => `  ${padEnd(index === 0 ? usage : '', left)}${line}`),
  );
}

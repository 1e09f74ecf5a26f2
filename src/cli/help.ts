/**
 * What `--help` says, of the program and of each command, made from the manuals. Examples stand on lines of their own, however
 * long, so that they can be copied.
 */
import { padEnd, widthOf, wrapped } from '../report/text.ts';
import type { Flag, Manual } from './manual.ts';

/** What stands on the left, and what is said of it. */
type Entry = readonly [left: string, says: string];

export interface Described {
  readonly name: string;
  readonly summary: string;
  readonly manual: Manual;
}

const DESCRIPTION = 'What fails, what helps: simulates a distributed system from one YAML file.';

const EXIT_CODES =
  'Exit codes: 0 fine, 1 an expectation fails, 2 wrong input, 3 an expectation is undecided, 70 a bug of ours, 130 interrupted.';

const HELP: Entry = ['--help, -h', 'this help'];

/** The overview in lines of at most `width` cells. */
export function overview(commands: readonly Described[], width: number): string {
  return [
    'brownout <command>',
    '',
    ...wrapped(DESCRIPTION, width),
    '',
    'Commands:',
    ...table(
      commands.map(command => [usageOf(command), command.summary]),
      width,
    ),
    '',
    'Options:',
    ...table(
      [
        ['--version', 'the version number'],
        ['--help, -h', 'this help; after a command, that of the command'],
      ],
      width,
    ),
    '',
    ...wrapped(EXIT_CODES, width),
  ].join('\n');
}

/** The help of one command in lines of at most `width` cells, examples aside. */
export function helpOf({ name, summary, manual }: Described, width: number): string {
  const { operand, flags, examples, exits } = manual;
  const headings = [...new Set(Object.values(flags).map(({ group }) => group))];
  const hasFlags = Object.keys(flags).length > 0;
  const sections = [
    [`${usageOf({ name, manual })}${hasFlags ? ' [flags]' : ''}`],
    wrapped(`${summary}.`, width),
    operand === null ? [] : table([[operand.written, operand.says]], width),
    ...headings.map(heading => {
      const members = Object.entries(flags).filter(([, { group }]) => group === heading);
      return [`${heading}:`, ...table(members.map(flagEntry), width)];
    }),
    ['Other:', ...table([HELP], width)],
    ['Examples:', ...examples.flatMap(([command, says]) => [`  ${command}`, ...indented(says, width)])],
    wrapped(`Exit code: 0 when all is well, 2 when the input is wrong${exits === null ? '' : `; ${exits}`}.`, width),
  ];
  return sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n');
}

/** `brownout run FILE...` */
const usageOf = ({ name, manual: { operand } }: Pick<Described, 'name' | 'manual'>): string =>
  `brownout ${name}${operand === null ? '' : ` ${operand.written}`}`;

function flagEntry([name, { value, says, isRepeatable, choices, without }]: readonly [string, Flag]): Entry {
  const notes = [
    ...(choices === undefined ? [] : [`one of ${choices.join(', ')}`]),
    ...(isRepeatable === true ? ['may be repeated'] : []),
    ...(without === undefined ? [] : [`default: ${without}`]),
  ];
  const more = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return [`--${name}${value === null ? '' : ` ${value}`}`, `${says}${more}`];
}

const indented = (text: string, width: number): string[] => wrapped(text, width - 6).map(line => `      ${line}`);

function table(entries: readonly Entry[], width: number): readonly string[] {
  const left = Math.max(...entries.map(([text]) => widthOf(text))) + 2;
  return entries.flatMap(([text, says]) =>
    wrapped(says, width - left - 2).map((line, index) => `  ${padEnd(index === 0 ? text : '', left)}${line}`),
  );
}

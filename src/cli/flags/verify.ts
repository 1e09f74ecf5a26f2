/** Flags and help of `brownout verify`: apart from the command, so that help is there without loading it. */
import type { Argv } from 'yargs';

export const VERIFY_FLAGS = {
  fast: { type: 'boolean', describe: 'shorter runs of some cases of every family' },
  area: { type: 'string', nargs: 1, requiresArg: true, array: true, describe: 'A: only this area (repeatable)' },
  case: {
    type: 'string',
    nargs: 1,
    requiresArg: true,
    array: true,
    describe: 'ID: only this case, or all whose id begins so (repeatable)',
  },
  json: { type: 'boolean', describe: 'one JSON document on stdout and nothing else' },
  markdown: { type: 'string', nargs: 1, requiresArg: true, describe: 'FILE: the table as Markdown' },
} as const;

export const verifyFlags = (parser: Argv): Argv =>
  parser
    .options(VERIFY_FLAGS)
    .example('brownout verify --fast', 'a minute; exit code 1 when a case is red')
    .example('brownout verify --case A-MM1', 'one family of cases')
    .example('brownout verify --markdown docs/validation.md', 'everything, as the committed page');

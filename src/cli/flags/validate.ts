/** Flags and help of `brownout validate`: apart from the command, so that help is there without loading it. */
import type { Argv } from 'yargs';
import { withFiles } from '../settings.ts';

export const VALIDATE_FLAGS = { json: { type: 'boolean', describe: 'problems as a JSON array on stdout' } } as const;

export const validateFlags = (parser: Argv): Argv =>
  withFiles(parser)
    .options(VALIDATE_FLAGS)
    .example('brownout validate scenarios/*.yaml', 'exit code 2 when a file has errors; warnings do not count')
    .example('brownout validate a.yaml --json', 'for editors and other programs');

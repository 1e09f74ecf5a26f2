/** Flags and help of `brownout check`: apart from the command, so that help is there without loading it. */
import type { Argv } from 'yargs';
import { EXPERIMENT_FLAGS, withFiles } from '../settings.ts';

export const CHECK_FLAGS = {
  junit: { type: 'string', nargs: 1, requiresArg: true, group: 'Output:', describe: 'FILE: verdicts as JUnit XML' },
} as const;

export const checkFlags = (parser: Argv): Argv =>
  withFiles(parser)
    .options({ ...EXPERIMENT_FLAGS, ...CHECK_FLAGS })
    .example('brownout check scenarios/*.yaml', 'exit code 0 when every expectation holds')
    .example('brownout check a.yaml --junit verdicts.xml --out none', 'verdicts for a CI system');

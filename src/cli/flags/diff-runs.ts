/** Flags and help of `brownout diff-runs`: apart from the command, so that help is there without loading it. */
import type { Argv } from 'yargs';
import { EXPERIMENT_FLAGS, withFiles } from '../settings.ts';

const { seed, replications, variant, set, duration, warmup, workers } = EXPERIMENT_FLAGS;

export const diffRunsFlags = (parser: Argv): Argv =>
  withFiles(parser)
    .options({ seed, replications, variant, set, duration, warmup, workers })
    .example('brownout diff-runs scenario.yaml', 'run it twice; exit code 1 when the runs differ')
    .example('brownout diff-runs before.json after.json', 'compare two results, such as those of two versions');

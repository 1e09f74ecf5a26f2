/** Flags and help of `brownout explain`: apart from the command, so that help is there without loading it. */
import type { Argv } from 'yargs';
import { EXPERIMENT_FLAGS, withFiles } from '../settings.ts';

const { seed, replications, variant, set, duration, warmup } = EXPERIMENT_FLAGS;

export const EXPLAIN_FLAGS = {
  resolved: { type: 'boolean', describe: 'the scenario with every default filled in, and where each comes from' },
  json: { type: 'boolean', describe: 'a JSON document per file on stdout (an array when several files are given)' },
  ...{ seed, replications, variant, set, duration, warmup },
} as const;

export const explainFlags = (parser: Argv): Argv =>
  withFiles(parser)
    .options(EXPLAIN_FLAGS)
    .example('brownout explain scenario.yaml', 'load and utilisation at rest, faults, what each mitigation changes')
    .example('brownout explain scenario.yaml --resolved', 'every default, with its source')
    .example('brownout explain a.yaml --set services.db.replicas=2', 'what that would change at rest')
    .example('brownout explain BR052', 'what the code of a problem means, and what to do');

/** Flags and help of `brownout run`: apart from the command, so that help is there without loading it. */
import type { Argv } from 'yargs';
import { EXPERIMENT_FLAGS, withFiles } from '../settings.ts';

export const RUN_FLAGS = {
  verbose: { type: 'boolean', group: 'Output:', describe: "every sentence, and every variant's story in full" },
  watch: { type: 'boolean', group: 'Output:', describe: 'run again whenever the scenario is saved' },
} as const;

export const runFlags = (parser: Argv): Argv =>
  withFiles(parser)
    .options({ ...EXPERIMENT_FLAGS, ...RUN_FLAGS })
    .example('brownout run scenario.yaml', 'run it and compare its mitigations')
    .example('brownout run a.yaml b.yaml --out none', 'two of them, no report files')
    .example('brownout run a.yaml --set services.db.replicas=2 --seed 8', 'change the scenario and the seed')
    .example('brownout run a.yaml --watch --replications 2 --out none', 'again at every save, while you write it')
    .example('brownout run a.yaml --json | jq .variants[0].metrics', 'results for other programs');

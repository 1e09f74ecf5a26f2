/** The manual of `brownout run`: apart from the command, so that help is there without loading it. */
import { type Manual, SCENARIO_FILES } from '../manual.ts';
import { EXPERIMENT_FLAGS, OUTPUT_FLAGS } from '../settings.ts';

export const runManual: Manual = {
  operand: SCENARIO_FILES,
  flags: {
    ...EXPERIMENT_FLAGS,
    ...OUTPUT_FLAGS,
    verbose: { group: 'Output', value: null, says: "every sentence, and every variant's story in full" },
    watch: { group: 'Output', value: null, says: 'run again whenever the scenario is saved' },
  },
  examples: [
    ['brownout run scenario.yaml', 'run it and compare its mitigations'],
    ['brownout run a.yaml b.yaml --out none', 'two of them, no report files'],
    ['brownout run a.yaml --set services.db.replicas=2 --seed 8', 'change the scenario and the seed'],
    ['brownout run a.yaml --watch --replications 2 --out none', 'again at every save, while you write it'],
    ['brownout run a.yaml --json | jq .variants[0].metrics', 'results for other programs'],
  ],
  exits: '130 when interrupted, with what was done by then reported as partial',
};

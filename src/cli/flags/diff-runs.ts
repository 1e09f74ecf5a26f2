/** The manual of `brownout diff-runs`: apart from the command, so that help is there without loading it. */
import { type Manual, SCENARIO_FILES, SCENARIOS } from '../manual.ts';
import { EXPERIMENT_FLAGS } from '../settings.ts';

export const diffRunsManual: Manual = {
  operand: {
    ...SCENARIO_FILES,
    written: 'FILE [FILE]',
    says: 'one scenario (YAML) to run twice, or two results (the JSON that run writes)',
    most: 2,
    offers: { files: [...SCENARIOS, 'json'] },
  },
  flags: EXPERIMENT_FLAGS,
  examples: [
    ['brownout diff-runs scenario.yaml', 'run it twice; exit code 1 when the runs differ'],
    ['brownout diff-runs before.json after.json', 'compare two results, such as those of two versions'],
  ],
  exits: '1 when the runs differ',
};

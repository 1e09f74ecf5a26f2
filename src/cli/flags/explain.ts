/** The manual of `brownout explain`: apart from the command, so that help is there without loading it. */
import { type Manual, SCENARIO_FILES } from '../manual.ts';
import { EXPERIMENT_FLAGS } from '../settings.ts';

const { seed, replications, variant, set, duration, warmup } = EXPERIMENT_FLAGS;

export const explainManual: Manual = {
  operand: { ...SCENARIO_FILES, says: 'scenario files (YAML), or codes of problems such as BR052' },
  flags: {
    resolved: { group: 'Output', value: null, says: 'the scenario with every default, and where each comes from' },
    json: { group: 'Output', value: null, says: 'one JSON document on stdout (an array for several files)' },
    ...{ seed, replications, variant, set, duration, warmup },
  },
  examples: [
    ['brownout explain scenario.yaml', 'load and utilisation at rest, faults, what each mitigation changes'],
    ['brownout explain scenario.yaml --resolved', 'every default, with its source'],
    ['brownout explain a.yaml --set services.db.replicas=2', 'what that would change at rest'],
    ['brownout explain BR052', 'what the code of a problem means, and what to do'],
  ],
  exits: null,
};

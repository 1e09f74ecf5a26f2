/** The manual of `brownout spof`: apart from the command, so that help is there without loading it. */
import { UNIT_KINDS } from '../../scenario/unit-kinds.ts';
import { type Manual, SCENARIO_FILES } from '../manual.ts';
import { EXPERIMENT_FLAGS, OUTPUT_FLAGS } from '../settings.ts';

const { seed, set, workers } = EXPERIMENT_FLAGS;
const { quiet, json } = OUTPUT_FLAGS;

export const spofManual: Manual = {
  operand: SCENARIO_FILES,
  flags: {
    outage: { group: 'Outages', value: 'D', says: 'how long each outage lasts', without: '30s' },
    replications: { group: 'Outages', value: 'N', says: 'how often each is repeated', without: '5' },
    kind: {
      group: 'Outages',
      value: 'KIND',
      says: 'only outages of this kind',
      isRepeatable: true,
      choices: UNIT_KINDS,
    },
    ...{
      seed,
      set,
      variant: { group: 'Experiment', value: 'NAME', says: 'examine this variant, not the baseline' },
      workers,
    },
    ...{ quiet, json },
  },
  examples: [
    ['brownout spof scenario.yaml', 'every service, replica, zone, link ... fails once, alone'],
    ['brownout spof scenario.yaml --variant all', 'what is left of them with all mitigations'],
    ['brownout spof scenario.yaml --kind service --outage 1m', 'services only, for a minute each'],
    ['brownout spof scenario.yaml --json | jq .outages[0]', 'the worst one, for other programs'],
  ],
  exits: '1 when there is a single point of failure, 130 when interrupted',
};

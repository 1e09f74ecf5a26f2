/** The manual of `brownout init`: apart from the command, so that help is there without loading it. */
import { type Manual, SCENARIOS } from '../manual.ts';

export const DEFAULT_NAME = 'what-if';

export const initManual: Manual = {
  operand: {
    written: '[NAME]',
    says: `name of the scenario; the file is NAME.yaml (default: ${DEFAULT_NAME})`,
    least: 0,
    most: 1,
    offers: { files: SCENARIOS },
  },
  flags: {},
  examples: [
    ['brownout init checkout', 'writes checkout.yaml'],
    ['brownout init scenarios/checkout.yaml', 'the same in a folder, made when it is missing'],
  ],
  exits: null,
};

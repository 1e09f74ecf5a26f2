/** The manual of `brownout verify`: apart from the command, so that help is there without loading it. */
import type { Manual } from '../manual.ts';

const cases = { group: 'Cases' } as const;

export const verifyManual: Manual = {
  operand: null,
  flags: {
    fast: { ...cases, value: null, says: 'shorter runs of some cases of every family' },
    area: { ...cases, value: 'A', says: 'only this area, of A to I', isRepeatable: true },
    case: { ...cases, value: 'ID', says: 'only this case, or all whose id begins so', isRepeatable: true },
    json: { group: 'Output', value: null, says: 'one JSON document on stdout and nothing else' },
    markdown: { group: 'Output', value: 'FILE', says: 'the table as Markdown', isPath: true },
  },
  examples: [
    ['brownout verify --fast', 'a minute; exit code 1 when a case is red'],
    ['brownout verify --case A-MM1', 'one family of cases'],
    ['brownout verify --markdown docs/validation.md', 'everything, as the committed page'],
  ],
  exits: '1 when a case is red',
};

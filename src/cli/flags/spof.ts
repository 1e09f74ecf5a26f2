/** Flags and help of `brownout spof`: apart from the command, so that help is there without loading it. */
import type { Argv } from 'yargs';
import { EXPERIMENT_FLAGS, withFiles } from '../settings.ts';

const { seed, set, variant, workers, quiet } = EXPERIMENT_FLAGS;
const valued = { type: 'string', nargs: 1, requiresArg: true, group: 'Outages:' } as const;

export const SPOF_FLAGS = {
  outage: { ...valued, describe: 'D: how long each outage lasts', defaultDescription: '30s' },
  replications: { ...valued, describe: 'N: how often each is repeated', defaultDescription: '5' },
  kind: {
    ...valued,
    array: true,
    describe: 'KIND: only region, zone, shared, node, service, replica or link (repeatable)',
  },
  ...{ seed, set, variant, workers, quiet },
  json: { type: 'boolean', group: 'Output:', describe: 'one JSON document on stdout and nothing else' },
} as const;

export const spofFlags = (parser: Argv): Argv =>
  withFiles(parser)
    .options(SPOF_FLAGS)
    .example('brownout spof scenario.yaml', 'every service, replica, zone, link ... fails once, alone')
    .example('brownout spof scenario.yaml --variant all', 'what is left of them with all mitigations')
    .example('brownout spof scenario.yaml --kind service --outage 1m', 'services only, for a minute each')
    .example('brownout spof scenario.yaml --json | jq .outages[0]', 'the worst one, for other programs');

/** Flags and help of `brownout presets`: apart from the command, so that help is there without loading it. */
import type { Argv } from 'yargs';

export const presetsFlags = (parser: Argv): Argv =>
  parser
    .positional('WORDS', { type: 'string', array: true, describe: 'nothing for a list, or: show NAME' })
    .options({ json: { type: 'boolean', describe: 'as a JSON array on stdout' } })
    .example('brownout presets', 'the real systems whose defaults a scenario can take')
    .example('brownout presets show envoy', 'the values of one, with their source and version');

/** Flags and help of `brownout init`: apart from the command, so that help is there without loading it. */
import type { Argv } from 'yargs';

export const DEFAULT_NAME = 'what-if';

export const initFlags = (parser: Argv): Argv =>
  parser
    .positional('NAME', {
      type: 'string',
      describe: 'name of the scenario; the file is NAME.yaml',
      default: DEFAULT_NAME,
    })
    .example('brownout init checkout', 'writes checkout.yaml')
    .example('brownout init scenarios/checkout.yaml', 'the same in a folder, made when it is missing');

/** `brownout init`: a commented scenario to start from. Never overwrites anything. */
import { basename } from 'node:path';
import type { Argv } from 'yargs';
import { starterScenario } from '../../scenario/starter.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { createText } from '../files.ts';
import type { Host } from '../host.ts';
import type { RawFlags } from '../settings.ts';
import { shellWord } from '../shell.ts';

const DEFAULT_NAME = 'what-if';

export const initFlags = (parser: Argv): Argv =>
  parser
    .positional('NAME', {
      type: 'string',
      describe: 'name of the scenario; the file is NAME.yaml',
      default: DEFAULT_NAME,
    })
    .example('brownout init checkout', 'writes checkout.yaml')
    .example('brownout init - > checkout.yaml', 'the same text on stdout');

/** @throws UsageError when the name is no name or the file exists. */
export function init(flags: RawFlags, host: Host): number {
  const given = String(flags['NAME'] ?? DEFAULT_NAME);
  if (given === '-') {
    host.stdout.write(starterScenario(DEFAULT_NAME));
    return EXIT.ok;
  }
  const path = /\.ya?ml$/.test(given) ? given : `${given}.yaml`;
  createText(path, starterScenario(nameIn(path)));
  host.stdout.write(`Wrote ${path}. Next: brownout run ${shellWord(path)}\n`);
  return EXIT.ok;
}

function nameIn(path: string): string {
  const name = basename(path).replace(/\.ya?ml$/, '');
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name))
    throw new UsageError(`"${name}" cannot name a scenario: use letters, digits and dashes, a letter first`);
  return name;
}

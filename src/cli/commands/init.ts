/** `brownout init`: a commented scenario to start from. Never overwrites anything. */
import { basename } from 'node:path';
import { shellWord } from '../../report/shell-word.ts';
import { NAME_PATTERN } from '../../scenario/quantities/quantity.ts';
import { starterScenario } from '../../scenario/starter.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { createText } from '../files.ts';
import { DEFAULT_NAME } from '../flags/init.ts';
import type { Host } from '../host.ts';
import { listed, type RawFlags } from '../settings.ts';

/** @throws UsageError when the name is no name or the file exists. */
export function init(flags: RawFlags, host: Host): number {
  const given = listed(flags, '_')[0] ?? DEFAULT_NAME;
  const path = /\.ya?ml$/.test(given) ? given : `${given}.yaml`;
  createText(path, starterScenario(nameIn(path)));
  const file = shellWord(path);
  host.stdout.write(`Wrote ${path}. Next:
  brownout run ${file}       # what breaks, and what helps
  brownout explain ${file}   # what is simulated, and the load at rest
  brownout run ${file} --watch --replications 2 --out none   # again at every save
`);
  return EXIT.ok;
}

function nameIn(path: string): string {
  const name = basename(path).replace(/\.ya?ml$/, '');
  if (!NAME_PATTERN.test(name)) throw new UsageError(`"${name}" cannot name a scenario: use letters, digits, - and _`);
  return name;
}

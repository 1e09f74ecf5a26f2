/** `brownout completion`: a script for the shell, which then needs no start of the program to know its flags. */
import { basename } from 'node:path';
import { presets } from '../../scenario/presets/all.ts';
import { type Completable, scriptFor } from '../completion-script.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { SHELLS } from '../flags/completion.ts';
import type { Host } from '../host.ts';
import { listed, type RawFlags } from '../settings.ts';

type Shell = (typeof SHELLS)[number];

const isShell = (name: string): name is Shell => (SHELLS as readonly string[]).includes(name);

/** Returns the exit code. @throws UsageError for a shell that there is no script for. */
export function completion(flags: RawFlags, host: Host, commands: readonly Completable[]): number {
  const systems = ['show', ...presets.map(({ name }) => name)];
  host.stdout.write(scriptFor(shellOf(listed(flags, '_')[0], host), commands, systems));
  return EXIT.ok;
}

function shellOf(given: string | undefined, { environment }: Host): Shell {
  if (given === undefined) {
    const own = basename(environment.SHELL ?? '');
    return isShell(own) ? own : 'bash';
  }
  if (isShell(given)) return given;
  throw new UsageError(`there is no completion for ${given}; there is one for ${SHELLS.join(', ')}`);
}

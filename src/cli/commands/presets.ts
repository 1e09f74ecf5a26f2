/** `brownout presets`: which real systems a scenario can take defaults from, and what exactly they are. */
import { stringify } from 'yaml';
import { padEnd, wrapped } from '../../report/text.ts';
import type { PresetSystem } from '../../scenario/preset.ts';
import { presets } from '../../scenario/presets/all.ts';
import { didYouMean } from '../../scenario/problems/suggest.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { terminalOptions } from '../paint.ts';
import { listed, type RawFlags } from '../settings.ts';

/** Resolves to the exit code. */
export function showPresets(flags: RawFlags, host: Host): number {
  const [first, ...rest] = listed(flags, '_');
  // `presets envoy` says as much as `presets show envoy`.
  const names = first === undefined || first === 'show' ? rest : [first, ...rest];
  if (first === 'show' && names.length === 0)
    throw new UsageError(`presets show needs a name: one of ${presets.map(({ name }) => name).join(', ')}`);
  const chosen = first === undefined ? presets : names.map(systemCalled);
  host.stdout.write(
    flags.json === true ? `${JSON.stringify(chosen, null, 2)}\n` : inWords(chosen, first === undefined, host),
  );
  return EXIT.ok;
}

function systemCalled(name: string): PresetSystem {
  const found = presets.find(system => system.name === name);
  if (found !== undefined) return found;
  const known = presets.map(system => system.name);
  throw new UsageError(`there is no preset "${name}" (${didYouMean(name, known) ?? `there is ${known.join(', ')}`})`);
}

function inWords(systems: readonly PresetSystem[], isList: boolean, host: Host): string {
  if (!isList) return systems.map(described).join('\n');
  const { columns, paint } = terminalOptions(host);
  const left = Math.max(...systems.map(({ name }) => name.length)) + 2;
  const lines = systems.flatMap(({ name, title, presets: blocks }) => {
    const said = wrapped(`${title}: ${blocks.map(({ of }) => of).join(', ')}`, columns - left);
    return said.map((line, row) => `${row === 0 ? paint.heading(padEnd(name, left)) : ' '.repeat(left)}${line}`);
  });
  return `${lines.join('\n')}\n\nbrownout presets NAME prints the values, their source and version.\n`;
}

/** As a scenario would write it, ready to be copied. */
function described({ name, title, source, version, presets: blocks }: PresetSystem): string {
  const parts = blocks.map(({ of, values, differs }) => {
    const note = differs === null ? '' : `  # differs: ${differs}\n`;
    return `${note}${indented(stringify({ [of]: values }))}`;
  });
  return `${title} (preset: ${name})\nsource: ${source}\nversion: ${version}\n\n${parts.join('\n')}`;
}

const indented = (yaml: string): string => yaml.replace(/^(?=.)/gm, '  ');

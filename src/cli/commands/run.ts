/** `brownout run`: every variant, side by side. */
import { renderJson } from '../../report/json.ts';
import { renderTerminal } from '../../report/terminal.ts';
import type { Result } from '../../results/result.ts';
import { type Execution, execute } from '../execute.ts';
import { UsageError } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { terminalOptions } from '../paint.ts';
import { type RawFlags, type Settings, settingsOf } from '../settings.ts';
import { watching } from '../watch.ts';

/** Resolves to the exit code. */
export async function run(flags: RawFlags, host: Host): Promise<number> {
  const settings = settingsOf(flags);
  const verbose = flags.verbose === true;
  if (flags.watch !== true) return (await runOnce(settings, verbose, host)).exitCode;
  if (settings.json) throw new UsageError('--watch prints one report after another; it does not go with --json');
  return watching(settings.files, async () => (await runOnce(settings, verbose, host)).reads, host);
}

async function runOnce(settings: Settings, verbose: boolean, host: Host): Promise<Execution> {
  let shown = 0;
  const execution = await execute(settings, host, result => {
    if (settings.json) return;
    if (shown++ > 0) host.stdout.write('\n');
    host.stdout.write(renderTerminal(result, { ...terminalOptions(host), verbose }));
  });
  if (settings.json) writeDocument(execution.results, settings, host);
  return execution;
}

/** An object for one file, an array for several; nothing when nothing could be run. */
export function writeDocument(results: readonly Result[], { files }: Settings, host: Host): void {
  if (results.length === 0) return;
  host.stdout.write(renderJson(files.length === 1 ? (results[0] as Result) : results));
}

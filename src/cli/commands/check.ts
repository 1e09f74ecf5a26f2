/** `brownout check`: only whether the expectations hold, for CI. */
import { renderJunit } from '../../report/junit.ts';
import { renderVerdicts } from '../../report/terminal.ts';
import { type VerdictLine, verdictsOf } from '../../report/verdicts.ts';
import type { Result } from '../../results/result.ts';
import { visible } from '../../scenario/problems/visible.ts';
import { annotate } from '../annotations.ts';
import { execute } from '../execute.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { writeText } from '../files.ts';
import type { Host } from '../host.ts';
import { terminalOptions } from '../paint.ts';
import { type RawFlags, settingsOf, single } from '../settings.ts';
import { writeDocument } from './run.ts';

/** Resolves to the exit code. */
export async function check(flags: RawFlags, host: Host): Promise<number> {
  const settings = settingsOf(flags);
  const junit = single(flags, 'junit');
  const { results, exitCode } = await execute(settings, host, result => {
    if (!settings.json) host.stdout.write(renderVerdicts(result, terminalOptions(host)));
    annotate(host, failuresIn(result));
  });
  if (settings.json) writeDocument(results, settings, host);
  const written = junit === null || results.length === 0 || junitWritten(junit, results, host);
  if (exitCode !== EXIT.ok) return exitCode;
  return written ? exitCodeOf(results.flatMap(verdictsOf)) : EXIT.usage;
}

function exitCodeOf(lines: readonly VerdictLine[]): number {
  if (lines.some(({ verdict }) => verdict === 'fails')) return EXIT.fails;
  return lines.some(({ verdict }) => verdict === 'undecided') ? EXIT.undecided : EXIT.ok;
}

function junitWritten(path: string, results: readonly Result[], host: Host): boolean {
  try {
    writeText(path, renderJunit(results));
    return true;
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    host.stderr.write(visible(`brownout: ${thrown.message}\n`));
    return false;
  }
}

const failuresIn = (result: Result) =>
  verdictsOf(result)
    .filter(({ verdict }) => verdict !== 'holds')
    .map(({ variant, statement, verdict, observed }) => ({
      severity: 'error' as const,
      file: result.scenario.file ?? result.scenario.name,
      message: `${variant}: ${statement} ${verdict === 'fails' ? 'fails' : 'is undecided'} (observed ${observed})`,
    }));

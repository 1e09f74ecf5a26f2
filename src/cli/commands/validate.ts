/** `brownout validate`: everything that is wrong or doubtful in scenario files, without running them. */
import { counted } from '../../report/numbers.ts';
import { EXIT } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { compileFile, errorsIn, showProblems, UNCHANGED } from '../scenarios.ts';
import { listed, type RawFlags } from '../settings.ts';

/** Resolves to the exit code. */
export function validate(flags: RawFlags, host: Host): number {
  const files = listed(flags, '_');
  const problems = files.flatMap(file => compileFile(file, UNCHANGED).problems);
  const errors = errorsIn(problems).length;
  if (flags.json === true) host.stdout.write(`${JSON.stringify(problems, null, 2)}\n`);
  else {
    showProblems(host, problems);
    host.stdout.write(`${summary(files.length, errors, problems.length - errors)}\n`);
    const [worst] = [...errorsIn(problems), ...problems];
    if (worst !== undefined) host.stdout.write(`More about a code: brownout explain ${worst.code}\n`);
  }
  return errors > 0 ? EXIT.usage : EXIT.ok;
}

const summary = (files: number, errors: number, warnings: number): string =>
  `${counted(files, 'file')}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;

/** `brownout verify`: the simulator against the validation table. */
import { renderVerificationMarkdown, renderVerificationSummary, renderVerifiedCase } from '../../report/verify.ts';
import { VERIFICATION_SCHEMA, type Verification, type VerifiedCase } from '../../results/verification.ts';
import { nearest } from '../../scenario/problems/suggest.ts';
import { CASES, type ValidationCase } from '../../validation/cases.ts';
import { FAMILIES } from '../../validation/families/all.ts';
import { fastCases, verifyCase } from '../../validation/verify.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { writeText } from '../files.ts';
import type { Host } from '../host.ts';
import { listed, type RawFlags, single } from '../settings.ts';

/** Resolves to the exit code. */
export async function verify(flags: RawFlags, host: Host): Promise<number> {
  const markdown = single(flags, 'markdown');
  const chosen = chosenCases(flags);
  await import('../inlining.ts');
  const effort = flags.fast === true ? 'fast' : 'full';
  const cases = chosen.map(validation => {
    const verified = verifyCase(validation, FAMILIES, effort);
    if (flags.json !== true) host.stdout.write(renderVerifiedCase(verified));
    return verified;
  });
  const verification: Verification = { schema: VERIFICATION_SCHEMA, effort, cases };
  if (flags.json === true) host.stdout.write(`${JSON.stringify(verification, null, 2)}\n`);
  else host.stdout.write(`\n${renderVerificationSummary(verification)}`);
  if (markdown !== null) writeText(markdown, renderVerificationMarkdown(verification));
  return cases.some(isRed) ? EXIT.fails : EXIT.ok;
}

const isRed = ({ verdict }: VerifiedCase): boolean => verdict === 'red';

/** @throws UsageError when an area or a case does not exist. */
function chosenCases(flags: RawFlags): readonly ValidationCase[] {
  const areas = listed(flags, 'area');
  const wanted = listed(flags, 'case');
  const known = flags.fast === true ? fastCases(CASES, FAMILIES) : CASES;
  const chosen = known.filter(
    ({ area, id }) => (areas.length === 0 || areas.includes(area)) && (wanted.length === 0 || wanted.some(begins(id))),
  );
  if (chosen.length > 0) return chosen;
  const ids = CASES.map(({ id }) => id);
  const near = wanted.flatMap(id => nearest(id, ids) ?? [])[0];
  const hint = near === undefined ? 'areas are A to I, cases are named like A-MM1-80' : `did you mean ${near}?`;
  throw new UsageError(`no such case${flags.fast === true ? ' in the fast subset' : ''}: ${hint}`);
}

const begins =
  (id: string) =>
  (chosen: string): boolean =>
    id === chosen || id.startsWith(`${chosen}-`);

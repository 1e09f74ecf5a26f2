/** Runs families over cases and judges what they measured. Pure: the same cases give the same verdicts. */
import type { VerifiedCase, VerifiedField } from '../results/verification.ts';
import type { ValidationCase } from './cases.ts';
import { type Effort, type Family, isNotExpressible, type NotExpressible } from './family.ts';
import { judge, leavesOf } from './judge.ts';

/** One case, measured and judged. A family that throws (a violated invariant of the model) makes its case red. */
export function verifyCase(validation: ValidationCase, families: readonly Family[], effort: Effort): VerifiedCase {
  const family = families.find(candidate => candidate.matches(validation.id));
  if (family === undefined) return unanswered(validation, 'none', 'needs a family of its own', null);
  try {
    const answer = family.measure(validation, effort);
    if (isNotExpressible(answer)) return declined(validation, family, answer);
    const fields = answer.map(measurement => judge(validation, measurement));
    return judged(validation, family, [...fields, ...unmentioned(validation, fields)]);
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    return { ...about(validation, family.name), verdict: 'red', reason: null, detail, fields: [] };
  }
}

/** The cases of the fast subset. */
export function fastCases(cases: readonly ValidationCase[], families: readonly Family[]): readonly ValidationCase[] {
  const chosen = new Set(families.flatMap(family => family.fast));
  return cases.filter(({ id }) => chosen.has(id));
}

function judged(validation: ValidationCase, family: Family, fields: readonly VerifiedField[]): VerifiedCase {
  const measured = fields.filter(field => field.kind !== 'unmeasured');
  if (measured.length === 0) {
    const [first] = fields.filter(field => field.kind === 'unmeasured');
    return unanswered(validation, family.name, first?.reason ?? 'needs a measure the records do not have', null);
  }
  const verdict = measured.some(field => field.verdict === 'red') ? 'red' : 'green';
  return { ...about(validation, family.name), verdict, reason: null, detail: null, fields };
}

const declined = (validation: ValidationCase, family: Family, answer: NotExpressible): VerifiedCase =>
  unanswered(validation, family.name, answer.notExpressible, answer.detail);

const unanswered = (
  validation: ValidationCase,
  family: string,
  reason: string,
  detail: string | null,
): VerifiedCase => ({ ...about(validation, family), verdict: 'not expressible', reason, detail, fields: [] });

const about = ({ id, area, title, source, kind }: ValidationCase, family: string) => ({
  id,
  area,
  family,
  title,
  source,
  kind,
});

/** Numbers of the case that the family says nothing about. */
function unmentioned(validation: ValidationCase, fields: readonly VerifiedField[]): readonly VerifiedField[] {
  const mentioned = fields.map(({ field }) => field);
  const covers = (path: string): boolean => mentioned.some(field => path === field || path.startsWith(`${field}.`));
  return leavesOf(validation.expect)
    .filter(path => !covers(path))
    .map(field => ({ kind: 'unmeasured', field, reason: 'not measured' }));
}

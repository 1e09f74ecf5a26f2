/**
 * What zod found wrong, in words for the person who wrote the file. Unions are the work here: of the forms a value may
 * take, the one it comes nearest to is explained; when it is like none, the forms are listed.
 */
import type { z } from 'zod';
import { type Node, placeOfKey, placeOfValue } from '../document/node.ts';
import { describe } from '../quantities/quantity.ts';
import { hintOfType } from './hints.ts';
import { type Finding, MOST_PROBLEMS, type Path, type Problem, problemAt } from './problem.ts';
import { keysOf } from './schema-forms.ts';
import { didYouMean, listOf } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** The problems behind the issues of one failed parse; `plain` is what was parsed, `root` where it was written. */
export function explain(issues: readonly Issue[], schema: z.core.$ZodType, root: Node, plain: unknown): Problem[] {
  return issues.slice(0, MOST_PROBLEMS).flatMap(issue => explainIssue(issue, [], { schema, root, plain }));
}

interface Subject {
  readonly schema: z.core.$ZodType;
  readonly root: Node;
  readonly plain: unknown;
}

function explainIssue(issue: Issue, prefix: Path, subject: Subject): Problem[] {
  const path = [...prefix, ...issue.path.map(String)];
  if (issue.code === 'invalid_union') return explainUnion(issue.errors, path, subject);
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => unknownKey(key, path, subject));
  if (issue.code === 'invalid_key')
    return [problemAt(placeOfKey(subject.root, path), path, badName(path.at(-1) ?? ''))];
  const found = valueAt(subject.plain, path);
  if (found === undefined) return [missingKey(path, subject)];
  return [problemAt(placeOfValue(subject.root, path), path, findingOf(issue, found, path, subject.schema))];
}

function unknownKey(key: string, path: Path, { schema, root, plain }: Subject): Problem {
  const known = keysOf(schema, path);
  if (known.includes(key))
    return problemAt(placeOfKey(root, [...path, key]), [...path, key], mixedForms(key, path, plain));
  const hint = withColon(key, known) ?? didYouMean(key, known);
  const others = hint === null && known.length > 0 ? `; there is ${listOf(known, 'and')}` : '';
  return problemAt(placeOfKey(root, [...path, key]), [...path, key], {
    code: 'BR010',
    message: `unknown key "${key}"${within(path)}${others}`,
    expected: listOf(known),
    found: key,
    hint,
  });
}

/** `work 6ms` is all key to YAML. */
function withColon(key: string, known: readonly string[]): string | null {
  const [, word = '', rest] = /^(\w{1,40}) +(\S.{0,40})$/.exec(key) ?? [];
  return known.includes(word) ? `did you mean "${word}: ${rest}"?` : null;
}

/** The key is one of another form of the value: what merge patches make of two forms, for one. */
function mixedForms(key: string, path: Path, plain: unknown): Finding {
  const others = Object.keys(valueAt(plain, path) ?? {}).filter(other => other !== key);
  const message = `"${key}" does not go with ${listOf(
    others.map(other => `"${other}"`),
    'and',
  )}${within(path)}`;
  return { code: 'BR016', message, found: key, hint: 'write one form; in a patch, `null` removes the other' };
}

function missingKey(path: Path, { root }: Subject): Problem {
  const key = path.at(-1) ?? '';
  return problemAt(placeOfKey(root, path.slice(0, -1)), path, {
    code: 'BR011',
    message: `"${key}" is missing${within(path.slice(0, -1))}`,
    expected: key,
    found: 'nothing',
  });
}

const within = (path: Path): string => (path.length === 0 ? '' : ` in ${path.join('.')}`);

function badName(name: string): Finding {
  const expected = 'up to 64 letters, digits, - and _, beginning with a letter or digit and not only digits';
  return {
    code: 'BR019',
    message: `"${name.slice(0, 80)}" cannot be a name; expected ${expected}`,
    expected,
    found: name.slice(0, 80),
  };
}

function findingOf(issue: Issue, found: unknown, path: Path, schema: z.core.$ZodType): Finding {
  if (issue.code === 'custom') {
    const finding = issue.params?.finding as Finding | undefined;
    return finding ?? { code: 'BR013', message: issue.message };
  }
  if (issue.code === 'invalid_format') return badName(String(found));
  const code = issue.code === 'invalid_value' ? 'BR014' : isBound(issue) ? 'BR015' : 'BR013';
  const expected = expectation(issue);
  const hint =
    issue.code === 'invalid_value' && typeof found === 'string'
      ? didYouMean(found, issue.values.map(String))
      : hintOfType(issue, found, path, schema);
  return { code, message: `expected ${expected}, found ${describe(found)}`, expected, found: describe(found), hint };
}

const isBound = (issue: Issue): boolean => issue.code === 'too_small' || issue.code === 'too_big';

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_NAMES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return listOf(issue.values.map(String));
    case 'too_small':
      return bound(issue.inclusive === false ? 'more than' : 'at least', issue.minimum, issue.origin);
    case 'too_big':
      return bound(issue.inclusive === false ? 'less than' : 'at most', issue.maximum, issue.origin);
    default:
      return issue.message.toLowerCase();
  }
}

const ORIGIN_NAMES: Readonly<Record<string, string>> = { array: ' entries', string: ' characters' };

const bound = (relation: string, limit: number | bigint, origin: string): string =>
  origin === 'array' && limit === 1 ? `${relation} one entry` : `${relation} ${limit}${ORIGIN_NAMES[origin] ?? ''}`;

// ---- unions

const UNLIKE = 1000;

function explainUnion(branches: readonly Issue[][], path: Path, subject: Subject): Problem[] {
  const found = valueAt(subject.plain, path);
  if (found === undefined) return [missingKey(path, subject)];
  const costs = branches.map(branch => branch.reduce((sum, issue) => sum + cost(issue, found), 0));
  const least = Math.min(...costs);
  if (least >= UNLIKE)
    return [problemAt(placeOfValue(subject.root, path), path, likeNone(branches.flat(), found, path, subject.schema))];
  const nearest = branches[costs.indexOf(least)]!;
  const strangers = nearest.filter(issue => issue.code === 'unrecognized_keys' && issue.path.length === 0);
  // An unknown key next to a missing one is one slip, not two.
  const told = strangers.length > 0 ? nearest.filter(issue => !isMissing(issue, found)) : nearest;
  return told.flatMap(issue => explainIssue(issue, path, subject));
}

/** How far a value is from a form of a union: another type altogether, then unknown keys, missing keys, wrong values. */
function cost(issue: Issue, found: unknown): number {
  if (issue.code === 'unrecognized_keys') return 4 * issue.keys.length;
  if (issue.path.length === 0) return isRefinement(issue) ? 1 : rootCost(issue, found);
  return isMissing(issue, found) ? 2 : 1;
}

function rootCost(issue: Issue, found: unknown): number {
  if (issue.code !== 'invalid_union') return isBound(issue) ? 1 : UNLIKE;
  return Math.min(...issue.errors.map(branch => branch.reduce((sum, inner) => sum + cost(inner, found), 0)));
}

const isMissing = (issue: Issue, found: unknown): boolean =>
  issue.path.length > 0 && valueAt(found, issue.path.map(String)) === undefined;

/** A complaint of a form about its own value, not about being another form. */
const isRefinement = (issue: Issue): boolean =>
  issue.code === 'custom' && (issue.params?.finding as Finding | undefined)?.code !== 'BR012';

function likeNone(issues: readonly Issue[], found: unknown, path: Path, schema: z.core.$ZodType): Finding {
  const findings = flatten(issues).map(issue => findingOf(issue, found, path, schema));
  const expected = listOf([...new Set(findings.map(finding => finding.expected ?? ''))].filter(text => text !== ''));
  const hint = findings.map(finding => finding.hint ?? null).find(text => text !== null) ?? null;
  const code = findings.find(finding => finding.code === 'BR012')?.code ?? findings[0]!.code;
  const what = typeof found === 'number' && code === 'BR012' ? `the bare number ${found}` : describe(found);
  return { code, message: `expected ${expected}, found ${what}`, expected, found: what, hint };
}

const flatten = (issues: readonly Issue[]): Issue[] =>
  issues.flatMap(issue => (issue.code === 'invalid_union' ? flatten(issue.errors.flat()) : [issue]));

function valueAt(plain: unknown, path: Path): unknown {
  let value = plain;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

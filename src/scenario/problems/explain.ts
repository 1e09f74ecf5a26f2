/**
 * What zod found wrong, in words for the person who wrote the file. Unions are the work here: of the forms a value may
 * take, the one it comes nearest to is explained; when it is like none, the forms are listed.
 */
import type { z } from 'zod';
import { type Node, placeOfKey, placeOfValue } from '../document/node.ts';
import { describe } from '../quantities/quantity.ts';
import { type Finding, MOST_PROBLEMS, type Path, type Problem, problemAt } from './problem.ts';
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
  return [problemAt(placeOfValue(subject.root, path), path, findingOf(issue, found, path))];
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

function findingOf(issue: Issue, found: unknown, path: Path): Finding {
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
      : hintOf(issue, found, path);
  return { code, message: `expected ${expected}, found ${describe(found)}`, expected, found: describe(found), hint };
}

const isBound = (issue: Issue): boolean => issue.code === 'too_small' || issue.code === 'too_big';

function hintOf(issue: Issue, found: unknown, path: Path): string | null {
  if (issue.code !== 'invalid_type' || path.length === 0) return null;
  switch (issue.expected) {
    case 'object':
    case 'record':
      return hintOfMap(found, path);
    case 'array':
      return typeof found === 'string' && found.length <= LONGEST_HINTED ? `write ["${found}"]` : null;
    case 'number':
    case 'int':
      return typeof found === 'string' && PLAIN_NUMBER.test(found) ? `write ${found}, without quotes` : null;
    case 'string':
      return hintOfText(found);
    case 'boolean':
      return isYes(found) ? 'write true' : isNo(found) ? 'write false' : null;
    default:
      return null;
  }
}

/** `users: p(99) < 1s` is a map to YAML. */
function hintOfText(found: unknown): string | null {
  const [entry, another] = typeof found === 'object' && found !== null ? Object.entries(found) : [];
  if (entry === undefined || another !== undefined || Array.isArray(found)) return null;
  const text = entry.join(': ');
  return typeof entry[1] !== 'object' && text.length <= LONGEST_HINTED ? `put it in quotes: "${text}"` : null;
}

const LONGEST_HINTED = 60;
const PLAIN_NUMBER = /^\d{1,15}(\.\d{1,15})?$/;

/** What other formats, and YAML 1.1, take for true and false. */
const isYes = (found: unknown): boolean => found === true || /^(yes|on|true|enabled?)$/i.test(String(found));
const isNo = (found: unknown): boolean => found === false || /^(no|off|false|disabled?)$/i.test(String(found));

function hintOfMap(found: unknown, path: Path): string | null {
  const isNeeded = path[0] === 'services' || path[0] === 'traffic';
  if (found === null && path.length === 1)
    return `indent below it what belongs to it${isNeeded ? '' : ', or leave the key out'}`;
  if (found === null || isYes(found)) return `write "${path.at(-1)}: {}" for all defaults`;
  return isNo(found) ? 'leave the key out; in a patch, `null` removes it' : null;
}

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
    return [problemAt(placeOfValue(subject.root, path), path, likeNone(branches.flat(), found, path))];
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

function likeNone(issues: readonly Issue[], found: unknown, path: Path): Finding {
  const findings = flatten(issues).map(issue => findingOf(issue, found, path));
  const expected = listOf([...new Set(findings.map(finding => finding.expected ?? ''))].filter(text => text !== ''));
  const hint = findings.map(finding => finding.hint ?? null).find(text => text !== null) ?? null;
  const code = findings.find(finding => finding.code === 'BR012')?.code ?? findings[0]!.code;
  const what = typeof found === 'number' && code === 'BR012' ? `the bare number ${found}` : describe(found);
  return { code, message: `expected ${expected}, found ${what}`, expected, found: what, hint };
}

const flatten = (issues: readonly Issue[]): Issue[] =>
  issues.flatMap(issue => (issue.code === 'invalid_union' ? flatten(issue.errors.flat()) : [issue]));

// ---- the schema's own keys

/** Keys that a map at `path` may have, over all forms it may take. */
export function keysOf(schema: z.core.$ZodType, path: Path): string[] {
  const [step, ...rest] = path;
  const forms = formsOf(schema as z.core.$ZodTypes);
  const found = forms.flatMap(form => {
    const { def } = form._zod;
    if (step === undefined) return def.type === 'object' ? Object.keys(def.shape) : [];
    const child = childSchema(def, step);
    return child === null ? [] : keysOf(child, rest);
  });
  return [...new Set(found)];
}

function childSchema(def: z.core.$ZodTypes['_zod']['def'], step: string): z.core.$ZodType | null {
  if (def.type === 'object') return def.shape[step] ?? null;
  if (def.type === 'record') return def.valueType;
  if (def.type === 'array') return def.element;
  return null;
}

/** The schema without its wrappers; the options of a union. */
function formsOf(schema: z.core.$ZodTypes): z.core.$ZodTypes[] {
  const { def } = schema._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return formsOf(def.innerType as z.core.$ZodTypes);
    case 'pipe':
      return formsOf(def.in as z.core.$ZodTypes);
    case 'union':
      return def.options.flatMap(option => formsOf(option as z.core.$ZodTypes));
    default:
      return [schema];
  }
}

function valueAt(plain: unknown, path: Path): unknown {
  let value = plain;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

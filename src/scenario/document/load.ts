/** The document of a scenario with everything that goes into it: its `extends`, then what the command line says. */
import { type Finding, type Problem, problemAt } from '../problems/problem.ts';
import { didYouMean, listOf } from '../problems/suggest.ts';
import { describe } from '../quantities/quantity.ts';
import { MAX_DEPTH, RESERVED_KEYS, readDocument } from './document.ts';
import { folderOf, resolveFile, unreadable } from './files.ts';
import { mergePatch } from './merge.ts';
import { keysAt, type MapNode, type Node, nodeAt, type Source, toPlain } from './node.ts';

const MAX_EXTENDS = 8;

export interface Files {
  readonly path: string;
  readonly text: string;
  readonly read: (path: string) => string;
}

/** The merged document; null when some part of it cannot be read. `extends` is a merge patch over the file it names. */
export function loadDocument(files: Files, problems: Problem[]): Node | null {
  return loadFile({ file: files.path, text: files.text }, [], files, problems);
}

function loadFile(source: Source, above: readonly string[], files: Files, problems: Problem[]): Node | null {
  const own = readDocument(source, problems);
  const named = nodeAt(own, ['extends']);
  if (own === null || named === null) return own;
  const chain = [...above, source.file];
  const refuse = (finding: Finding): null => {
    problems.push(problemAt(named.place, ['extends'], finding));
    return null;
  };
  // Without the file below it nearly everything is missing, and that is no news.
  if (named.kind !== 'scalar' || typeof named.value !== 'string') return refuse(notAFile(toPlain(named)));
  const file = resolveFile(named.value, source.file, folderOf(files.path));
  if (file === null)
    return refuse({
      code: 'BR006',
      message: `"${named.value}" is outside the folder of the scenario`,
      found: named.value,
    });
  if (chain.map(normal).includes(normal(file)))
    return refuse({ code: 'BR006', message: `extends itself: ${[...chain, file].join(' -> ')}` });
  if (chain.length > MAX_EXTENDS)
    return refuse({ code: 'BR006', message: `more than ${MAX_EXTENDS} files extend each other` });
  const text = readText(file, files, refuse);
  const base = text === null ? null : loadFile({ file, text }, chain, files, problems);
  return base === null ? null : mergePatch(base, own);
}

function notAFile(value: unknown): Finding {
  const expected = 'the name of a file';
  const [only] = Array.isArray(value) ? value : [];
  const hint =
    typeof only === 'string' ? `a scenario extends one file, which may extend another: extends: ${only}` : null;
  return {
    code: 'BR013',
    message: `expected ${expected}, found ${describe(value)}`,
    expected,
    found: describe(value),
    hint,
  };
}

/** `./a.yaml` and `a.yaml` are one file. */
const normal = (file: string): string => file.replaceAll('\\', '/').replace(/(^|\/)(\.\/)+/g, '$1');

function readText(file: string, files: Files, refuse: (finding: Finding) => null): string | null {
  try {
    return files.read(file);
  } catch (error) {
    return refuse({ code: 'BR005', message: unreadable(file, error), found: file });
  }
}

/** Maps of named things: an override that reaches into one of a name that is not there is a slip, not a new thing. */
const NAMED = new Set(['services', 'traffic', 'faults', 'shared', 'mitigations']);

/** `--set a.b.c=value` as a merge patch over `document`; null when it is none. The value is YAML, nothing removes. */
export function overridePatch(override: string, document: Node | null, problems: Problem[]): Node | null {
  const source: Source = { file: '--set', text: override };
  const equals = override.indexOf('=');
  const steps = override.slice(0, Math.max(0, equals)).split('.');
  const refuse = (finding: Finding): null => {
    problems.push(problemAt({ source, offset: 0 }, steps, finding));
    return null;
  };
  const finding = pathComplaint(steps, override, document);
  if (finding !== null) return refuse(finding);
  const value = override.slice(equals + 1);
  const leaf = isEmpty(value) ? nothing(source) : readDocument(source, problems, ' '.repeat(equals + 1) + value);
  if (leaf === null) return null;
  const missing = leaf.kind === 'scalar' && leaf.value === null ? removalComplaint(steps, document) : null;
  return missing === null ? nest(steps, leaf, source) : refuse(missing);
}

/** Nothing but space and a comment. */
const isEmpty = (value: string): boolean => /^\s*(#.*)?$/.test(value);

function pathComplaint(steps: readonly string[], override: string, document: Node | null): Finding | null {
  if (steps.some(step => step === '') || steps.length > MAX_DEPTH) {
    const expected = 'PATH=VALUE, such as services.orders-db.replicas=2';
    return { code: 'BR007', message: `expected ${expected}`, expected, found: override };
  }
  const reserved = steps.find(step => RESERVED_KEYS.has(step));
  if (reserved !== undefined) return { code: 'BR004', message: `"${reserved}" cannot be used as a key` };
  const [section = '', name = ''] = steps;
  if (section === 'extends') return { code: 'BR007', message: 'what the file extends is settled before --set' };
  const known = keysAt(document, [section]);
  if (document === null || steps.length < 3 || !NAMED.has(section) || known.includes(name)) return null;
  const message = `there is no ${section}.${name} to change`;
  return { code: 'BR007', message, expected: listOf(known), found: name, hint: didYouMean(name, known) };
}

/** What is not written cannot be removed: a name is wrong, or it is a default, which stays. */
function removalComplaint(steps: readonly string[], document: Node | null): Finding | null {
  if (document === null) return null;
  const depth = steps.findIndex((_, i) => nodeAt(document, steps.slice(0, i + 1)) === null);
  if (depth === -1) return null;
  const known = keysAt(document, steps.slice(0, depth));
  const found = steps[depth]!;
  const message = `there is no ${steps.slice(0, depth + 1).join('.')} to remove`;
  return { code: 'BR007', message, expected: listOf(known), found, hint: didYouMean(found, known) };
}

/** A flag of its own, such as `--duration 5m`, as a merge patch at a path. */
export function flagPatch(flag: string, steps: readonly string[], text: string): Node {
  const source: Source = { file: flag, text };
  // A seed is a number only where it is a whole one: every other text is a seed of its own. Elsewhere -3 and 2.5 are wrong
  // numbers, not text.
  const number = steps.at(-1) === 'seed' ? /^(0|[1-9]\d{0,15})$/ : /^-?(0|[1-9]\d{0,15})(\.\d+)?$/;
  const value = number.test(text) && Math.abs(Number(text)) <= Number.MAX_SAFE_INTEGER ? Number(text) : text;
  return nest(steps, { kind: 'scalar', place: { source, offset: 0 }, value }, source);
}

const nothing = (source: Source): Node => ({ kind: 'scalar', place: { source, offset: 0 }, value: null });

function nest(steps: readonly string[], leaf: Node, source: Source): Node {
  const place = { source, offset: 0 };
  return steps.reduceRight<Node>(
    (value, step): MapNode => ({ kind: 'map', place, entries: new Map([[step, { key: place, value }]]) }),
    leaf,
  );
}

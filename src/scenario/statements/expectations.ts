/** `expect` of a document → statements by variant. Each is checked against the names of the document as a whole. */
import type { Statement, SubjectKind } from '../../experiment/plan.ts';
import { mergePatch } from '../document/merge.ts';
import { keysAt, type Node, type Place, placeOfKey, placeOfValue, textsAt } from '../document/node.ts';
import { type Path, type Problem, problemAt } from '../problems/problem.ts';
import { didYouMean, listOf } from '../problems/suggest.ts';
import type { Scenario } from '../schema/schema.ts';
import { mitigationPatch } from '../variants/mitigations.ts';
import type { Variant } from '../variants/variants.ts';
import { type Complaint, parseStatement, type Subjects } from './expect.ts';
import { contradiction, settledStatement } from './settled.ts';

/** Statements by the name of the variant. */
export type ExpectPlan = ReadonlyMap<string, readonly Statement[]>;

export function checkExpect(
  root: Node,
  run: Scenario['run'],
  variants: readonly Variant[],
  problems: Problem[],
): ExpectPlan {
  const plan = new Map<string, Statement[]>();
  for (const name of keysAt(root, ['expect'])) {
    const variant = findVariant(name, variants);
    if (variant === undefined) problems.push(unknownVariant(root, name, variants));
    else
      plan.set(variant.name, [
        ...(plan.get(variant.name) ?? []),
        ...parseAll(root, name, variant.mitigations, run.duration, problems),
      ]);
  }
  if (plan.size > 0 && run.replications < 2) problems.push(tooFewReplications(root));
  return plan;
}

/** The statements alone, for a document too broken to know its variants: subjects may come from any mitigation. */
export function checkStatements(root: Node, problems: Problem[]): void {
  const mitigations = keysAt(root, ['mitigations']);
  for (const name of keysAt(root, ['expect'])) parseAll(root, name, mitigations, null, problems);
}

/** With a single mitigation "all" is that one. */
function findVariant(name: string, variants: readonly Variant[]): Variant | undefined {
  const exact = variants.find(variant => variant.name === name);
  return exact ?? (name === 'all' && variants.length === 2 ? variants[1] : undefined);
}

/** `runLength` is null where it is not known. */
function parseAll(
  root: Node,
  name: string,
  mitigations: readonly string[],
  runLength: number | null,
  problems: Problem[],
): Statement[] {
  const world = mitigations.reduce((node, mitigation) => mergePatch(node, mitigationPatch(root, mitigation)), root);
  const subjects = subjectsOf(world);
  const statements: Statement[] = [];
  for (const { text, path } of textsAt(root, ['expect', name])) {
    const complain = (complaint: Complaint): void => {
      problems.push(problemAt(within(placeOfValue(root, path), text, complaint), path, complaint.finding));
    };
    const statement = parseStatement(text, subjects);
    if ('finding' in statement) {
      complain(statement);
      continue;
    }
    const settled = runLength === null ? null : settledStatement(text, statement, runLength);
    const idle = settled ?? contradiction(statement, statements);
    if (idle !== null) complain(idle);
    statements.push(statement);
  }
  return statements;
}

/** Everything else at the top level that has names and may have figures of its own. */
const COMPONENT_KEYS = ['shared', 'nodes', 'zones', 'regions', 'crews', 'monitors', 'people'];

/** Sources before services before faults before the rest, should they share a name. */
function subjectsOf(root: Node): Subjects {
  const named = (key: string, kind: SubjectKind) => keysAt(root, [key]).map(name => [name, kind] as const);
  return new Map([
    ...COMPONENT_KEYS.flatMap(key => named(key, 'component')),
    ...named('faults', 'fault'),
    ...named('services', 'service'),
    ...named('traffic', 'traffic'),
  ]);
}

/** The complaint's own column, where the text stands in the file as it is. */
function within(place: Place, text: string, { at }: Complaint): Place {
  const { source, offset } = place;
  const quote = /["']/.test(source.text[offset] ?? '') ? 1 : 0;
  return source.text.startsWith(text, offset + quote) ? { source, offset: offset + quote + at } : place;
}

function unknownVariant(root: Node, name: string, variants: readonly Variant[]): Problem {
  const path: Path = ['expect', name];
  const known = variants.map(variant => variant.name);
  const message = `unknown variant "${name}"; there is ${listOf(known, 'and')}`;
  return problemAt(placeOfKey(root, path), path, {
    code: 'BR027',
    message,
    expected: listOf(known),
    found: name,
    hint: didYouMean(name, known),
  });
}

function tooFewReplications(root: Node): Problem {
  const path = ['run', 'replications'];
  const message = 'one replication has no confidence interval: every statement about it is undecided';
  return problemAt(placeOfValue(root, path), path, { code: 'BR057', message, expected: 'at least 2', found: '1' });
}

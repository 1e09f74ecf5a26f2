/** One document → the parsed scenario, with every shape error and every name that leads nowhere. */
import { type Node, toPlain } from '../document/node.ts';
import { withPresets } from '../preset-lookup.ts';
import { explain } from '../problems/explain.ts';
import type { Problem } from '../problems/problem.ts';
import { type Scenario, scenarioSchema } from '../schema/schema.ts';
import { checkReferences } from './references.ts';
import { checkSizes } from './sizes.ts';

/** Null when something is wrong, with the reasons added to `problems`. */
export function checkDocument(root: Node, problems: Problem[]): Scenario | null {
  const plain = withPresets(toPlain(root));
  const parsed = scenarioSchema.safeParse(plain);
  const tooLarge = checkSizes(root);
  const found = [
    ...(parsed.success ? [] : explain(parsed.error.issues, scenarioSchema, root, plain)),
    ...tooLarge,
    ...(tooLarge.length > 0 ? [] : checkReferences(root)),
  ];
  problems.push(...found);
  return found.length === 0 && parsed.success ? parsed.data : null;
}

/**
 * A scenario's text → the experiment to run, or everything that is wrong with it. Knows no files but through `read`, no
 * console and no simulation. The steps: load (extends, --set), check the baseline, lay every mitigation over it and
 * check again, compile the worlds, then look for what is allowed but probably not meant.
 */
import type { ExperimentPlan, Statement, VariantPlan } from '../experiment/plan.ts';
import { checkDocument } from './checks/check.ts';
import { checkFactors, checkLimits, checkVariants } from './checks/limits.ts';
import { checkSeries } from './checks/limits-experiment.ts';
import { problemsOfSoundParts } from './checks/sound-parts.ts';
import { flagPatch, loadDocument, overridePatch } from './document/load.ts';
import { mergePatch } from './document/merge.ts';
import type { Node } from './document/node.ts';
import { distinct, MOST_PROBLEMS, type Problem, problemAt } from './problems/problem.ts';
import { didYouMean, listOf } from './problems/suggest.ts';
import type { Scenario } from './schema/schema.ts';
import { checkExpect, checkStatements, type ExpectPlan } from './statements/expectations.ts';
import { blamedOn, checkMitigations, linesOfMitigations, mitigationPatch } from './variants/mitigations.ts';
import { compareName, type Variant, variantsOf } from './variants/variants.ts';
import { warn } from './warnings/warnings.ts';
import { Site } from './world/site.ts';
import { compileWorld } from './world/world.ts';

export interface CompileInput {
  /** As the user named it; problems point at it, and `read` gets paths in the same folder. */
  readonly path: string;
  readonly text: string;
  /** The text of another file of the scenario (`extends`, CSV); may throw. Without it there are no other files. */
  readonly read?: ((path: string) => string) | undefined;
  /** `a.b.c=value`, laid over the file in this order. */
  readonly overrides?: readonly string[];
  /** `run` as flags of the command line give it, in the words of the file: `{ duration: '10m' }`. */
  readonly adjust?: Partial<Readonly<Record<'seed' | 'replications' | 'duration' | 'warmup', string>>>;
  /** Only these variants; the baseline always. */
  readonly variants?: readonly string[];
}

export interface CompileOutput {
  /** Null exactly when some problem is an error. */
  readonly plan: ExperimentPlan | null;
  readonly problems: readonly Problem[];
  /** First and last line of each mitigation that is written in the scenario's own file. */
  readonly mitigationLines: Readonly<Record<string, readonly [number, number]>>;
}

/** The document that is compiled: the file, what it extends, and what the command line says over it; null if unreadable. */
export const documentOf = (input: CompileInput, problems: Problem[]): Node | null =>
  withOverrides(loadDocument({ ...input, read: readerOf(input) }, problems), input, problems);

const readerOf = ({ read }: CompileInput): ((path: string) => string) => read ?? noOtherFiles;

function noOtherFiles(): never {
  throw new Error('this scenario is read without other files');
}

/**
 * A scenario's text to a plan, or to everything that is wrong with it. Never throws for what the text says; warnings come
 * with a plan.
 */
export function compileScenario(input: CompileInput): CompileOutput {
  const problems: Problem[] = [];
  const root = documentOf(input, problems);
  const scenario = root === null ? null : checkDocument(root, problems);
  if (root !== null && checkFactors(root, problems)) checkMitigations(root, problems);
  const plan =
    root === null || scenario === null || hasErrors(problems) ? null : compilePlan(root, scenario, input, problems);
  if (root !== null && plan === null) {
    checkStatements(root, problems);
    problems.push(...independentProblems(root, input, problems));
  }
  const told = inOrder(distinct(problems), input.path).slice(0, MOST_PROBLEMS);
  const mitigationLines = root === null ? {} : linesOfMitigations(root, input.path);
  return { plan: hasErrors(problems) ? null : plan, problems: told, mitigationLines };
}

const hasErrors = (problems: readonly Problem[]): boolean => problems.some(({ severity }) => severity === 'error');

/** What compiling would have found, had it come to that. */
function independentProblems(root: Node, input: CompileInput, problems: readonly Problem[]): Problem[] {
  const errors = problems.filter(({ severity }) => severity === 'error');
  return errors.length === 0 || errors.length >= MOST_PROBLEMS || errors.some(({ code }) => code === 'BR031')
    ? []
    : problemsOfSoundParts(root, errors, input.path, readerOf(input));
}

function withOverrides(document: Node | null, input: CompileInput, problems: Problem[]): Node | null {
  const over = (root: Node | null, patch: Node | null): Node | null =>
    root === null || patch === null ? root : mergePatch(root, patch);
  // Each over what the ones before it have made: a fault may be added by one and moved by the next.
  const set = (input.overrides ?? []).reduce(
    (root, override) => over(root, overridePatch(override, root, problems)),
    document,
  );
  return Object.entries(input.adjust ?? {}).reduce(
    (root, [key, text]) => over(root, flagPatch(`--${key}`, ['run', key], text)),
    set,
  );
}

function compilePlan(root: Node, scenario: Scenario, input: CompileInput, problems: Problem[]): ExperimentPlan | null {
  const titles = new Map(Object.entries(scenario.mitigations ?? {}).map(([name, { title }]) => [name, title ?? name]));
  const variants = variantsOf(scenario.compare, titles);
  checkVariants(root, scenario, variants, problems);
  if (hasErrors(problems)) return null;
  const chosen = chooseVariants(variants, input.variants, problems);
  const expected = checkExpect(root, scenario.run, variants, problems);
  const { run } = scenario;
  const plan: ExperimentPlan = {
    name: scenario.name,
    title: scenario.title ?? scenario.name,
    description: scenario.description ?? '',
    seed: run.seed,
    replications: run.replications,
    maxReplications: Math.max(run.replications, run.maxReplications ?? 4 * run.replications),
    compare: compareName(scenario.compare),
    variants: chosen.flatMap(variant => compileVariant(variant, root, scenario, expected, input, problems) ?? []),
  };
  if (!hasErrors(problems)) checkSeries(plan, root, problems);
  return plan;
}

function chooseVariants(
  variants: readonly Variant[],
  names: readonly string[] | undefined,
  problems: Problem[],
): readonly Variant[] {
  if (names === undefined || names.length === 0) return variants;
  const known = variants.map(({ name }) => name);
  for (const name of names.filter(each => !known.includes(each))) {
    const message = `unknown variant "${name}"; there is ${listOf(known, 'and')}`;
    const place = { source: { file: '--variant', text: name }, offset: 0 };
    problems.push(
      problemAt(place, [], {
        code: 'BR027',
        message,
        expected: listOf(known),
        found: name,
        hint: didYouMean(name, known),
      }),
    );
  }
  return variants.filter(({ name }) => name === 'baseline' || names.includes(name));
}

function compileVariant(
  variant: Variant,
  root: Node,
  baseline: Scenario,
  expected: ExpectPlan,
  input: CompileInput,
  problems: Problem[],
): VariantPlan | null {
  const patched = variant.mitigations.reduce((node, name) => mergePatch(node, mitigationPatch(root, name)), root);
  const blame = (found: readonly Problem[]): void => {
    problems.push(...blamedOn(variant.mitigations, found, root));
  };
  const broken: Problem[] = [];
  const scenario = variant.mitigations.length === 0 ? baseline : checkDocument(patched, broken);
  blame(broken);
  if (scenario === null) return null;
  const site = new Site(patched, input.path, readerOf(input));
  const world = compileWorld(scenario, site);
  checkLimits(world, scenario, site);
  if (!hasErrors(site.problems)) warn(world, site);
  blame(site.problems);
  return {
    name: variant.name,
    title: variant.title,
    mitigations: variant.mitigations,
    answers: [...new Set(variant.mitigations.flatMap(name => baseline.mitigations?.[name]?.answers ?? []))],
    remedies: [...new Set(variant.mitigations.flatMap(name => baseline.mitigations?.[name]?.remedy ?? []))],
    world: world.plan,
    expect: expected.get(variant.name) ?? ([] satisfies Statement[]),
  };
}

/** Errors of the file itself in the order of its lines, then other files' and flags'. */
function inOrder(problems: readonly Problem[], path: string): Problem[] {
  const rank = ({ file }: Problem): number => (file === path ? 0 : 1);
  return problems.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      compareText(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compareText(a.code, b.code),
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Runs an experiment: every variant over the same seeds, more replications while a statement is undecided, and one
 * result from it all. Nothing here depends on how many threads the runner has or in which order they finish.
 *
 * An interrupted run ends with the replications that every variant completed, and says so (`partial`).
 */
import type { ReplicationRecord } from '../model/record.ts';
import {
  type ExpectResult,
  RESULT_SCHEMA,
  type Result,
  type ScenarioReference,
  type VariantResult,
  type Warning,
} from '../results/result.ts';
import { type Differences, differencesTo } from './compare.ts';
import { kindsIn } from './component-figures.ts';
import { type Looks, plannedLooks } from './looks.ts';
import { type Observation, observe } from './observe.ts';
import type { ExperimentPlan, VariantPlan } from './plan.ts';
import { type ReplicationRunner, type StopSignal, tasksOf } from './replicate.ts';
import { summarise } from './summarise.ts';
import { MILLISECOND } from './units.ts';
import { judge } from './verdict.ts';
import { checkWarmup } from './warmup-check.ts';
import { ablationOf, shapleyOf } from './worth.ts';

export interface ExperimentOptions {
  readonly runner: ReplicationRunner;
  /** Of the program, for the result. */
  readonly version: string;
  readonly scenario: ScenarioReference;
  readonly warnings: readonly Warning[];
  /** Replications done and planned so far, counted over all variants; `total` grows when a look asks for more. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly stop?: StopSignal;
}

/**
 * Runs every variant of a plan and compares them. The result is plain data: times are milliseconds, rates per second,
 * shares 0..1, and no data is null. It depends on the plan alone, not on the runner.
 *
 * Rejects with an EngineFault when a replication throws, which is a bug of ours or more work than the machine can hold.
 */
export async function runExperiment(plan: ExperimentPlan, options: ExperimentOptions): Promise<Result> {
  const looks = plannedLooks(plan.replications, plan.maxReplications);
  const { observations, partial } = await observeAll(plan, looks, options);
  const { world } = plan.variants[0]!;
  const level = falseAlarmLevel(plan, looks);
  const differences = differencesTo(observations[0]!, observations.slice(1), level);
  const variants = plan.variants.map((variant, index) =>
    variantResult(variant, observations[index]!, differences[index - 1], looks),
  );
  return {
    schema: RESULT_SCHEMA,
    version: options.version,
    scenario: options.scenario,
    seed: plan.seed,
    replications: observations[0]!.length,
    duration: world.duration / MILLISECOND,
    warmup: world.warmup / MILLISECOND,
    warmupCheck: checkWarmup(world, observations[0]!),
    partial,
    compare: plan.compare,
    variants,
    figureKinds: kindsIn(variants),
    ...shapleyOf(plan.variants, observations),
    ...(plan.compare === 'ablation' ? ablationOf(plan.variants, observations, level) : {}),
    warnings: options.warnings,
  };
}

/** By variant, then by replication. */
type Observations = readonly (readonly Observation[])[];

async function observeAll(
  plan: ExperimentPlan,
  looks: Looks,
  options: ExperimentOptions,
): Promise<{ readonly observations: Observations; readonly partial: boolean }> {
  let observations: Observations = plan.variants.map(() => []);
  let from = 0;
  for (const until of looks.replications) {
    const batch = await replications(plan, from, until, options);
    observations = observations.map((known, variant) => [
      ...known,
      ...batch.map(records => observeOne(plan, records, variant)),
    ]);
    if (batch.length < until - from) return { observations, partial: true };
    if (!anyOpen(plan, observations, looks)) break;
    from = until;
  }
  return { observations, partial: false };
}

const observeOne = (plan: ExperimentPlan, records: readonly ReplicationRecord[], variant: number): Observation =>
  observe(records[variant]!, plan.variants[variant]!.world);

/** The records of all variants, replication by replication; those that a stop left incomplete are missing. */
async function replications(
  plan: ExperimentPlan,
  from: number,
  until: number,
  { runner, onProgress, stop }: ExperimentOptions,
): Promise<(readonly ReplicationRecord[])[]> {
  const { variants } = plan;
  const tasks = tasksOf(variants, plan.seed, from, until);
  let done = from * variants.length;
  const total = until * variants.length;
  const onDone = (): void => onProgress?.(++done, total);
  const records = await runner.run(tasks, stop === undefined ? { onDone } : { onDone, stop });
  return Array.from({ length: until - from }, (_, replication) =>
    records.slice(replication * variants.length, (replication + 1) * variants.length).filter(record => record !== null),
  ).filter(complete => complete.length === variants.length);
}

function anyOpen(plan: ExperimentPlan, observations: Observations, { confidence }: Looks): boolean {
  return plan.variants.some(({ expect }, variant) =>
    expect.some(statement => judge(statement, observations[variant]!, confidence).open),
  );
}

/** Of the comparison with the baseline: where statements decide when to stop, as strict as they are. */
function falseAlarmLevel({ variants }: ExperimentPlan, { confidence, allowedError }: Looks): number {
  return variants.some(({ expect }) => expect.length > 0) ? 1 - confidence : allowedError;
}

/** `difference` is missing for the baseline. */
function variantResult(
  variant: VariantPlan,
  observations: readonly Observation[],
  difference: Differences | undefined,
  { confidence }: Looks,
): VariantResult {
  const summary = summarise(variant, observations);
  const expect = variant.expect.map((statement): ExpectResult => {
    const { open: _, ...result } = judge(statement, observations, confidence);
    return result;
  });
  return difference === undefined ? { ...summary, expect } : { ...summary, difference, expect };
}

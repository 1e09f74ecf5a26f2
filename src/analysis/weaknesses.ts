/**
 * Finds single points of failure by trying: every unit that can fail as one does so once, alone, for a while, and what
 * it costs is measured against the same luck without the outage. An outage may be survived in a model and not in life; what is
 * found here is what follows from the scenario.
 */
import { furtherDegraded, missingAnswers, type Pair, type Stretch } from '../experiment/kept-service.ts';
import type { VariantPlan } from '../experiment/plan.ts';
import { type ReplicationRunner, type StopSignal, tasksOf } from '../experiment/replicate.ts';
import type { Estimate } from '../results/result.ts';
import { type OutageResult, WEAKNESS_SCHEMA, type WeaknessReport } from '../results/weakness.ts';
import { type CompileInput, compileScenario } from '../scenario/compile.ts';
import { bareSystem, type OutageSchedule, type Unit } from '../scenario/outages.ts';
import type { Problem } from '../scenario/problems/problem.ts';
import type { UnitKind } from '../scenario/unit-kinds.ts';

const SECOND = 1e9;
const MILLISECOND = 1e6;

/** From the end of the warm-up to the outage. */
const LEAD = 5 * SECOND;
const SHORTEST_WARMUP = 10 * SECOND;
/** How long is waited after the outage, and over which last part of that the return is judged. */
const SHORTEST_TAIL = 30 * SECOND;
const RETURN = 10 * SECOND;

const HALF = 0.5;
/** Further degraded answers that count. */
const DEGRADES = 0.01;

export interface WeaknessSettings {
  /** Length of each outage, ns. */
  readonly outage: number;
  readonly replications: number;
  /** Which units; all when empty. */
  readonly kinds: readonly UnitKind[];
}

/** Everything to be run, or the problems of the scenario. */
export interface WeaknessPlan {
  readonly name: string;
  readonly title: string;
  readonly variant: VariantPlan;
  readonly seed: number | string;
  readonly schedule: OutageSchedule;
  readonly healthy: VariantPlan;
  readonly outages: readonly { readonly unit: Unit; readonly plan: VariantPlan }[];
  readonly skipped: WeaknessReport['skipped'];
}

export interface PlannedWeaknesses {
  readonly plan: WeaknessPlan | null;
  readonly problems: readonly Problem[];
}

/** `input.variants` names at most one variant: the one to examine instead of the baseline. */
export function planWeaknesses(input: CompileInput, settings: WeaknessSettings): PlannedWeaknesses {
  const { plan, problems } = compileScenario(input);
  if (plan === null) return { plan, problems };
  const wanted = input.variants?.[0] ?? 'baseline';
  const variant = plan.variants.find(({ name }) => name === wanted)!;
  const system = bareSystem(input, variant.mitigations)!;
  const schedule = scheduleOf(variant.world.warmup, settings);
  const compile = (unit: Unit | null) => {
    const text = system.text(unit, schedule);
    return compileScenario({ path: input.path, text, read: input.read });
  };
  const planned = system.units
    .filter(({ kind }) => settings.kinds.length === 0 || settings.kinds.includes(kind))
    .map(unit => ({ unit, ...compile(unit) }));
  return {
    problems,
    plan: {
      name: plan.name,
      title: plan.title,
      variant,
      seed: plan.seed,
      schedule,
      healthy: compile(null).plan!.variants[0]!,
      outages: planned.flatMap(one => (one.plan === null ? [] : [{ unit: one.unit, plan: one.plan.variants[0]! }])),
      skipped: planned.flatMap(({ unit, plan: possible, problems: reasons }) =>
        possible === null ? [{ ...unit, reason: reasons[0]?.message ?? 'it cannot fail' }] : [],
      ),
    },
  };
}

function scheduleOf(warmup: number, { outage, replications }: WeaknessSettings): OutageSchedule {
  const start = Math.ceil(Math.max(warmup, SHORTEST_WARMUP) / SECOND) * SECOND;
  const at = start + LEAD;
  const duration = at + outage + Math.max(SHORTEST_TAIL, outage);
  return { at, length: outage, duration, warmup: start, window: SECOND, replications };
}

export const runsOf = ({ outages, schedule: { replications } }: WeaknessPlan): number =>
  (outages.length + 1) * replications;

export interface WeaknessOptions {
  readonly runner: ReplicationRunner;
  readonly version: string;
  readonly file: string | null;
  readonly onProgress?: (done: number, total: number) => void;
  readonly stop?: StopSignal;
}

/** Runs the healthy system and every outage over the same seeds, and ranks what they cost. */
export async function findWeaknesses(plan: WeaknessPlan, options: WeaknessOptions): Promise<WeaknessReport> {
  const { schedule, seed, healthy } = plan;
  const variants = [healthy, ...plan.outages.map(outage => outage.plan)];
  const tasks = tasksOf(variants, seed, 0, schedule.replications);
  let done = 0;
  const onDone = (): void => {
    done++;
    options.onProgress?.(done, tasks.length);
  };
  const { stop } = options;
  const records = await options.runner.run(tasks, stop === undefined ? { onDone } : { onDone, stop });
  const pairsOf = (variant: number): Pair[] =>
    Array.from({ length: schedule.replications }, (_, replication) => {
      const [of, at] = [records[replication * variants.length], records[replication * variants.length + variant]];
      return of && at ? [{ healthy: of, struck: at }] : [];
    }).flat();
  return {
    schema: WEAKNESS_SCHEMA,
    version: options.version,
    scenario: { name: plan.name, title: plan.title, file: options.file },
    variant: plan.variant.name,
    mitigations: plan.variant.mitigations,
    seed,
    replications: schedule.replications,
    outage: schedule.length / MILLISECOND,
    wait: (schedule.duration - schedule.at - schedule.length) / MILLISECOND,
    duration: schedule.duration / MILLISECOND,
    runs: done,
    objective: healthy.world.objective,
    partial: done < tasks.length,
    outages: plan.outages.map(({ unit }, index) => judge(unit, pairsOf(index + 1), plan)).sort(worstFirst),
    skipped: plan.skipped,
  };
}

function judge(unit: Unit, pairs: readonly Pair[], { schedule, healthy }: WeaknessPlan): OutageResult {
  const { objective, traffic } = healthy.world;
  const during = stretch(schedule.at, schedule.at + schedule.length);
  const afterwards = stretch(schedule.duration - RETURN, schedule.duration);
  const sources = traffic.map(({ name }) => ({
    name,
    lost: missingAnswers(pairs, name, during),
    degraded: furtherDegraded(pairs, name, during),
  }));
  const lostAfterwards = missingAnswers(pairs, null, afterwards);
  const isHit = ({ lost }: { readonly lost: Estimate | null }): boolean => isAbove(lost, 1 - objective);
  const share = offeredShare(pairs);
  return {
    ...unit,
    verdict: verdictOf(sources, 1 - objective),
    lost: missingAnswers(pairs, null, during),
    degraded: furtherDegraded(pairs, null, during),
    lostAfterwards,
    comesBack: (lostAfterwards?.mean ?? 0) < HALF,
    sources: Object.fromEntries(sources.map(({ name, lost, degraded }) => [name, { lost, degraded }])),
    blastRadius: sources.reduce((sum, source) => sum + (isHit(source) ? share(source.name) : 0), 0),
  };
}

interface Toll {
  readonly lost: Estimate | null;
  readonly degraded: Estimate | null;
}

function verdictOf(sources: readonly Toll[], allowed: number): OutageResult['verdict'] {
  const hit = sources.filter(({ lost }) => isAbove(lost, allowed));
  if (hit.some(({ lost }) => lost!.mean >= HALF)) return 'single-point';
  if (hit.length > 0) return 'weak-point';
  if (sources.some(({ lost }) => lost !== null && lost.mean > allowed)) return 'unclear';
  return sources.some(({ degraded }) => isAbove(degraded, DEGRADES)) ? 'degrades' : 'tolerated';
}

const stretch = (from: number, until: number): Stretch => ({ from: from / SECOND, until: until / SECOND });

/** With all of its interval; one replication has none, and then the value itself decides. */
const isAbove = (estimate: Estimate | null, bound: number): boolean =>
  estimate !== null && (estimate.low ?? estimate.mean) > bound;

/** What part of all requests a source sends, as the healthy system saw it. */
function offeredShare(pairs: readonly Pair[]): (source: string) => number {
  const sources = pairs.flatMap(({ healthy }) => healthy.sources);
  const total = sources.reduce((sum, { offered }) => sum + offered, 0);
  return name =>
    total === 0
      ? 0
      : sources.filter(source => source.name === name).reduce((sum, { offered }) => sum + offered, 0) / total;
}

const RANKS = ['single-point', 'weak-point', 'unclear', 'degrades', 'tolerated'];

function worstFirst(one: OutageResult, other: OutageResult): number {
  return (
    RANKS.indexOf(one.verdict) - RANKS.indexOf(other.verdict) ||
    (other.lost?.mean ?? 0) - (one.lost?.mean ?? 0) ||
    (other.degraded?.mean ?? 0) - (one.degraded?.mean ?? 0)
  );
}

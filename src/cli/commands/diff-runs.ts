/**
 * `brownout diff-runs`: are two runs the same, and if not, where do they part? With one scenario it is run twice, on several
 * threads and on one, which must not make a difference. With two results (the JSON a run leaves) their fingerprints are
 * compared; to name the first event both have to be run again, from the scenario files they name, and that only means
 * something where the run of today is the one that was recorded.
 */
import { availableParallelism } from 'node:os';
import { fingerprintOf } from '../../experiment/digest.ts';
import {
  divergentStretch,
  type FirstDifference,
  firstDifference,
  type Replication,
  type TracedEvent,
} from '../../experiment/divergence.ts';
import type { ExperimentPlan } from '../../experiment/plan.ts';
import { createRunner } from '../../experiment/pool.ts';
import { tasksOf } from '../../experiment/replicate.ts';
import { runReplication } from '../../model/system.ts';
import { clock, count, counted } from '../../report/numbers.ts';
import { oneLine } from '../../report/text.ts';
import type { Fingerprint } from '../../results/result.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { readResultText } from '../files.ts';
import type { Host } from '../host.ts';
import { compileFile, errorsIn, showProblems, UNCHANGED } from '../scenarios.ts';
import { type RawFlags, type Settings, settingsOf } from '../settings.ts';

/** Resolves to the exit code: 0 the same, 1 different, 2 wrong input. */
export async function diffRuns(flags: RawFlags, host: Host): Promise<number> {
  const settings = settingsOf(flags);
  const { files } = settings;
  await import('../inlining.ts');
  const sides = files.length === 2 ? files.map(recordedRun) : await runTwice(settings, host);
  if (sides === null) return EXIT.usage;
  const [one, other] = sides as [Run, Run];
  const lines = compared(one, other);
  host.stdout.write(`${lines.map(oneLine).join('\n')}\n`);
  return lines.length === 1 ? EXIT.ok : EXIT.fails;
}

/** One side of the comparison. */
interface Run {
  readonly name: string;
  /** By variant, in the order of the scenario. */
  readonly variants: readonly { readonly name: string; readonly fingerprints: readonly Fingerprint[] }[];
  /** A replication to be run again; null when the scenario is not there any more. */
  readonly replication: (variant: string, number: number) => Replication | null;
}

async function runTwice({ files, ...settings }: Settings, host: Host): Promise<Run[] | null> {
  const { plan, problems } = compileFile(files[0]!, settings);
  if (plan === null) {
    showProblems(host, errorsIn(problems));
    return null;
  }
  const threads = settings.workers ?? availableParallelism();
  return [
    await runOn(threads, `first, on ${counted(threads, 'thread')}`, plan),
    await runOn(1, 'then, on one thread', plan),
  ];
}

async function runOn(threads: number, name: string, plan: ExperimentPlan): Promise<Run> {
  const runner = createRunner(threads);
  const tasks = tasksOf(plan.variants, plan.seed, 0, plan.replications);
  const records = await runner.run(tasks).finally(() => runner.close());
  const of = (variant: string): Fingerprint[] =>
    records
      .filter((record, index) => record !== null && tasks[index]!.variant === variant)
      .map(record => fingerprintOf(record!));
  const variants = plan.variants.map(({ name }) => ({ name, fingerprints: of(name) }));
  return { name, variants, replication: (variant, number) => replicationIn(plan, plan.seed, variant, number) };
}

function replicationIn(plan: ExperimentPlan, seed: number | string, name: string, number: number): Replication | null {
  const found = plan.variants.find(variant => variant.name === name);
  return found === undefined ? null : { world: found.world, seed: `${seed}/${number}` };
}

interface RecordedResult {
  readonly seed: number | string;
  readonly duration: number;
  readonly warmup: number;
  readonly scenario: { readonly file: string | null };
  readonly variants: Run['variants'];
}

function recordedRun(file: string): Run {
  const result = resultIn(file);
  return {
    name: file,
    variants: result.variants,
    replication: (variant, number) => {
      const plan = planOf(result);
      return plan === null ? null : replicationIn(plan, result.seed, variant, number);
    },
  };
}

/** @throws UsageError when the file does not hold one result with fingerprints. */
function resultIn(file: string): RecordedResult {
  const complaint = `${file}: not the JSON result of one run (brownout run FILE --json); a scenario is compared with itself: brownout diff-runs FILE`;
  let result: unknown;
  try {
    result = JSON.parse(readResultText(file));
  } catch (thrown) {
    throw thrown instanceof UsageError ? thrown : new UsageError(complaint);
  }
  if (!isResult(result)) throw new UsageError(complaint);
  return result;
}

function isResult(value: unknown): value is RecordedResult {
  const { schema, variants } = (value ?? {}) as { readonly schema?: unknown; readonly variants?: unknown };
  return (
    schema === 'brownout/result/v1' &&
    Array.isArray(variants) &&
    variants.every(each => Array.isArray((each as { readonly fingerprints?: unknown }).fingerprints))
  );
}

/** The scenario as it is now, with the length of the run as it was then; null when it cannot be compiled. */
function planOf({ scenario, duration, warmup }: RecordedResult): ExperimentPlan | null {
  if (scenario.file === null) return null;
  try {
    return compileFile(scenario.file, { ...UNCHANGED, run: { duration: `${duration}ms`, warmup: `${warmup}ms` } }).plan;
  } catch (thrown) {
    if (thrown instanceof UsageError) return null;
    throw thrown;
  }
}

/** One line when they are the same. */
function compared(one: Run, other: Run): string[] {
  const names = [one, other].map(({ variants }) => variants.map(({ name }) => name).join(', '));
  if (names[0] !== names[1]) return ['Different variants:', `${one.name}: ${names[0]}`, `${other.name}: ${names[1]}`];
  const places = one.variants.flatMap(({ name, fingerprints }, variant) =>
    fingerprints.map((fingerprint, number) => ({
      name,
      number,
      fingerprint,
      twin: other.variants[variant]!.fingerprints[number],
    })),
  );
  const parted = places
    .filter(({ fingerprint, twin }) => twin !== undefined && divergentStretch(fingerprint, twin) !== null)
    .sort((a, b) => a.number - b.number)[0];
  if (parted !== undefined)
    return divergence(one, other, parted.name, parted.number, [parted.fingerprint, parted.twin!]);
  const numbers = [one, other].map(({ variants }) => variants[0]?.fingerprints.length ?? 0);
  if (numbers[0] !== numbers[1])
    return [
      'As far as both go, the same.',
      `${one.name}: ${counted(numbers[0]!, 'replication')}`,
      `${other.name}: ${counted(numbers[1]!, 'replication')}`,
    ];
  const events = places.reduce((sum, { fingerprint }) => sum + fingerprint.events, 0);
  return [
    `The same: ${counted(places.length, 'replication')} (${counted(one.variants.length, 'variant')} × ${numbers[0]}), ${counted(events, 'event')}.`,
  ];
}

function divergence(
  one: Run,
  other: Run,
  variant: string,
  number: number,
  prints: readonly [Fingerprint, Fingerprint],
): string[] {
  const stretch = divergentStretch(...prints)!;
  const lines = [
    `Different: first in replication ${number} of ${variant}, after event ${count(stretch.after)} and up to event ${count(stretch.upTo)}.`,
    ...[one, other].map(
      ({ name }, side) => `${name}: digest ${prints[side]!.digest}, ${count(prints[side]!.events)} events`,
    ),
  ];
  const replications = [one, other].map(({ replication }) => replication(variant, number));
  const [left, right] = replications;
  if (!left || !right)
    return [...lines, 'The first event cannot be named: the scenario file is not there, or not as it was.'];
  const strangers = [one, other].filter((_, side) => !repeats(replications[side]!, prints[side]!));
  const notes = strangers.map(
    ({ name }) =>
      `${name} cannot be repeated here: its scenario, its --set or the program has changed, or it is not deterministic.`,
  );
  return [...lines, ...notes, ...described(firstDifference(left, right, stretch), one.name, other.name)];
}

const repeats = ({ world, seed }: Replication, { digest }: Fingerprint): boolean =>
  runReplication(world, seed).digest === digest;

function described(difference: FirstDifference | null, one: string, other: string): string[] {
  if (difference === null) return ['Run again here, both do the same in that stretch.'];
  return [
    ...difference.shared.map(event => `both: ${written(event)}`),
    `${one}: ${written(difference.one)}`,
    `${other}: ${written(difference.other)}`,
  ];
}

function written(event: TracedEvent | null): string {
  if (event === null) return 'the run has ended';
  const { number, time, actor, kind, argument } = event;
  return `event ${count(number)} at ${clock(time / 1e6, true)} (${time} ns), actor ${actor}, kind ${kind}, argument ${argument}`;
}

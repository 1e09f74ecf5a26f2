/**
 * Running compiled scenarios one after another: threads, progress, interruption, reports. Used by `run` and `check`,
 * which differ in what they print and in their exit code.
 */
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { EngineFault } from '../experiment/engine-fault.ts';
import type { ExperimentPlan } from '../experiment/plan.ts';
import { createRunner } from '../experiment/pool.ts';
import { runExperiment } from '../experiment/run.ts';
import { TooMuchError } from '../model/too-much.ts';
import { renderHtml } from '../report/html/page.ts';
import { renderJson } from '../report/json.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { pictureOf } from '../report/picture/picture.ts';
import type { Result } from '../results/result.ts';
import { perSecondOf } from '../scenario/estimate/rate-points.ts';
import { visible } from '../scenario/problems/visible.ts';
import { RunFault } from './bug.ts';
import { drawer } from './draw.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import { refuseUnwritable, writeText } from './files.ts';
import type { Host } from './host.ts';
import { type InterruptWatch, watchInterrupt } from './interrupt.ts';
import { pageAssets } from './page-assets.ts';
import { progressFor } from './progress.ts';
import { type Compiled, compileFile, errorsIn, showProblems } from './scenarios.ts';
import { flagWords, type Settings } from './settings.ts';
import { packageVersion } from './version.ts';

interface Runnable extends Compiled {
  readonly plan: ExperimentPlan;
}

export interface Execution {
  readonly results: readonly Result[];
  /** All files that were read. */
  readonly reads: readonly string[];
  /** `ok`, `interrupted`, or `usage` when the input is wrong or a report could not be written. */
  readonly exitCode: number;
}

/**
 * Compiles and runs all files. `onResult` is called with each result as it comes, before its reports are written, so
 * that nothing that was computed is lost when they cannot be.
 */
export async function execute(settings: Settings, host: Host, onResult: (result: Result) => void): Promise<Execution> {
  const compiled = settings.files.map(file => compileFile(file, settings));
  const reads = compiled.flatMap(one => one.reads);
  const errors = compiled.flatMap(({ problems }) => errorsIn(problems));
  if (errors.length > 0) {
    showProblems(host, errors);
    return { results: [], reads, exitCode: EXIT.usage };
  }
  const runnable = compiled.filter((one): one is Runnable => one.plan !== null);
  refuseSameReports(runnable, settings);
  if (settings.out !== null) refuseUnwritable(settings.out);
  const watch = watchInterrupt(host);
  try {
    return { reads, ...(await executeAll(runnable, { settings, host, watch, onResult })) };
  } finally {
    watch.end();
  }
}

interface Surroundings {
  readonly settings: Settings;
  readonly host: Host;
  readonly watch: InterruptWatch;
  readonly onResult: (result: Result) => void;
}

async function executeAll(
  runnable: readonly Runnable[],
  surroundings: Surroundings,
): Promise<Omit<Execution, 'reads'>> {
  const { stop } = surroundings.watch;
  await import('./inlining.ts');
  const results: Result[] = [];
  let allWritten = true;
  for (const one of runnable) {
    if (stop.aborted) break;
    const { result, written } = await blamed(one, surroundings.settings, () => executeOne(one, surroundings));
    results.push(result);
    allWritten &&= written;
  }
  return { results, exitCode: stop.aborted ? EXIT.interrupted : allWritten ? EXIT.ok : EXIT.usage };
}

/** Whatever goes wrong on our side while a scenario is run and reported says which run it was. */
async function blamed<T>({ file, plan }: Runnable, settings: Settings, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (thrown) {
    if (thrown instanceof EngineFault && thrown.cause instanceof TooMuchError)
      throw new UsageError(
        `${file}: variant ${thrown.variant}, replication ${thrown.replication}: ${thrown.cause.message}`,
      );
    const { seed, replications } = plan;
    throw new RunFault({ file, seed, replications, adjustments: settings }, thrown);
  }
}

async function executeOne(one: Runnable, { settings, host, watch, onResult }: Surroundings) {
  const { plan } = one;
  const runner = createRunner(settings.workers ?? threadsFor(plan));
  const progress = progressFor(host, plan.name, settings.quiet);
  // Long replications: the first one to end may be a minute away.
  progress.update(0, plan.variants.length * plan.replications);
  const { stop } = watch;
  const options = { ...describing(one), runner, onProgress: progress.update, stop };
  const result = await runExperiment(plan, options).finally(async () => {
    progress.clear();
    await runner.close();
  });
  onResult(result);
  return { result, written: await reportsWritten(result, settings, host) };
}

const describing = ({
  plan: { name, title, description },
  file,
  sha256,
  text,
  mitigationLines,
  problems,
}: Runnable) => ({
  version: packageVersion(),
  scenario: { name, title, description, file, sha256, text, mitigationLines },
  warnings: problems.map(({ code, message, path }) => ({ code, message, path })),
});

/**
 * A thread takes most of a second until what it runs is compiled (docs/performance.md), with a core to spare for the
 * compiler less: what is done sooner than that is done in this one. The result does not depend on it.
 */
const SMALL = 600_000;

const threadsFor = (plan: ExperimentPlan): number =>
  visitsIn(plan) < SMALL ? 1 : Math.min(availableParallelism(), plan.variants.length * plan.replications);

/** Requests times services, at most: an idea of the work. Closed loops go as fast as they are served, so nobody knows. */
function visitsIn({ variants, replications }: ExperimentPlan): number {
  const visits = variants.map(
    ({ world: { traffic, services, duration } }) =>
      traffic.reduce(
        (sum, { arrivals }) =>
          sum +
          (arrivals.kind === 'open' ? (perSecondOf(arrivals, duration) * duration) / 1e9 : Number.POSITIVE_INFINITY),
        0,
      ) * services.length,
  );
  return visits.reduce((sum, each) => sum + each, 0) * replications;
}

/** Whether the reports were written, or there are none to write; says on stderr where they are or why they are not. */
async function reportsWritten(result: Result, settings: Settings, host: Host): Promise<boolean> {
  const { out, quiet } = settings;
  if (out === null || result.replications === 0) return true;
  try {
    const paths = await writeReports(result, join(out, reportName(result)), settings, host);
    if (!quiet) host.stderr.write(visible(`Reports: ${paths.join(', ')}\n`));
    return true;
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    host.stderr.write(visible(`brownout: ${thrown.message}\n`));
    return false;
  }
}

const NO_PICTURES = 'No picture: this platform has no canvas library; all other reports are complete.\n';

async function writeReports(result: Result, path: string, settings: Settings, host: Host): Promise<string[]> {
  const flags = flagWords(settings, ['seed']);
  const picture = pictureOf(result);
  const draw = picture === null ? null : await drawer();
  if (picture !== null && draw === null && !settings.quiet) host.stderr.write(NO_PICTURES);
  const png = picture === null || draw === null ? null : draw(picture);
  const shown = picture === null || png === null ? null : { file: basename(`${path}.png`), words: picture.words };
  writeText(`${path}.md`, renderMarkdown(result, flags, shown));
  writeText(`${path}.json`, renderJson(result));
  writeText(`${path}.html`, renderHtml(result, pageAssets(), flags));
  if (png !== null) writeText(`${path}.png`, png);
  return ['html', 'md', 'json', ...(png === null ? [] : ['png'])].map(ending => `${path}.${ending}`);
}

function refuseSameReports(runnable: readonly Runnable[], { out }: Settings): void {
  if (out === null) return;
  const files = new Map<string, string>();
  for (const { file, plan } of runnable) {
    // Some file systems know no difference between A and a.
    const name = fileName(plan.name).toLowerCase();
    const other = files.get(name);
    if (other !== undefined)
      throw new UsageError(
        `${other} and ${file} are both named ${plan.name}, so one report would replace the other; use --out none`,
      );
    files.set(name, file);
  }
}

/** What an interrupted run has to tell goes beside the report of a whole one, and never in its place. */
const reportName = ({ scenario, partial }: Result): string => `${fileName(scenario.name)}${partial ? '.partial' : ''}`;

/** A scenario's name as a file name that stays in its folder. */
const fileName = (name: string): string => name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, '') || 'scenario';

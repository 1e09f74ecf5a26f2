/** `brownout spof`: single points of failure, found by letting everything fail once. */
import { availableParallelism } from 'node:os';
import {
  findWeaknesses,
  planWeaknesses,
  runsOf,
  type WeaknessPlan,
  type WeaknessSettings,
} from '../../analysis/weaknesses.ts';
import { createRunner } from '../../experiment/pool.ts';
import type { StopSignal } from '../../experiment/replicate.ts';
import { renderWeaknesses } from '../../report/weaknesses.ts';
import type { WeaknessReport } from '../../results/weakness.ts';
import { positiveLongDuration } from '../../scenario/quantities/quantity.ts';
import type { UnitKind } from '../../scenario/unit-kinds.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { readNamedText, readText } from '../files.ts';
import type { Host } from '../host.ts';
import { watchInterrupt } from '../interrupt.ts';
import { terminalOptions } from '../paint.ts';
import { progressFor } from '../progress.ts';
import { errorsIn, showProblems } from '../scenarios.ts';
import { listed, type RawFlags, type Settings, settingsOf, single } from '../settings.ts';
import { packageVersion } from '../version.ts';

const DEFAULT_OUTAGE = '30s';
const DEFAULT_REPLICATIONS = 5;
const LONGEST_OUTAGE = 3600e9;

/** Resolves to the exit code: 1 when there is a single point of failure. */
export async function spof(flags: RawFlags, host: Host): Promise<number> {
  const settings = settingsOf(flags);
  const planned = plansOf(settings, wantedOf(flags), host);
  if (planned === null) return EXIT.usage;
  await import('../inlining.ts');
  const reports: WeaknessReport[] = [];
  const watch = watchInterrupt(host);
  try {
    for (const { file, plan } of planned) {
      if (watch.stop.aborted) break;
      const report = await examine(plan, { file, settings, host, stop: watch.stop });
      if (!settings.json)
        host.stdout.write(`${reports.length > 0 ? '\n' : ''}${renderWeaknesses(report, terminalOptions(host))}`);
      reports.push(report);
    }
  } finally {
    watch.end();
  }
  if (settings.json) host.stdout.write(`${JSON.stringify(planned.length === 1 ? reports[0] : reports, null, 2)}\n`);
  if (watch.stop.aborted) return EXIT.interrupted;
  const isFound = reports.some(({ outages }) => outages.some(({ verdict }) => verdict === 'single-point'));
  return isFound ? EXIT.fails : EXIT.ok;
}

interface Planned {
  readonly file: string;
  readonly plan: WeaknessPlan;
}

/** Null when some file has errors, which have then been shown. @throws UsageError when there is nothing that could fail. */
function plansOf(settings: Settings, wanted: WeaknessSettings, host: Host): readonly Planned[] | null {
  const { files, run, overrides, variants } = settings;
  if (variants.length > 1) throw new UsageError('spof examines one variant at a time; give --variant once');
  const adjust = run.seed === undefined ? {} : { seed: run.seed };
  const outputs = files.map(path => {
    const input = { path, text: readText(path), read: readNamedText, overrides, adjust, variants };
    return { file: path, ...planWeaknesses(input, wanted) };
  });
  const errors = outputs.flatMap(({ problems }) => errorsIn(problems));
  showProblems(host, errors);
  if (errors.length > 0) return null;
  const planned = outputs.flatMap(({ file, plan }) => (plan === null ? [] : [{ file, plan }]));
  const idle = planned.find(({ plan }) => plan.outages.length === 0);
  if (idle !== undefined) throw new UsageError(`${idle.file}: there is nothing of this kind that could fail`);
  return planned;
}

interface Surroundings {
  readonly file: string;
  readonly settings: Settings;
  readonly host: Host;
  readonly stop: StopSignal;
}

async function examine(plan: WeaknessPlan, { file, settings, host, stop }: Surroundings): Promise<WeaknessReport> {
  const runner = createRunner(settings.workers ?? Math.min(availableParallelism(), runsOf(plan)));
  const progress = progressFor(host, plan.name, settings.quiet);
  try {
    return await findWeaknesses(plan, { runner, version: packageVersion(), file, onProgress: progress.update, stop });
  } finally {
    progress.clear();
    await runner.close();
  }
}

/** @throws UsageError naming the flag that cannot be understood. */
function wantedOf(flags: RawFlags): WeaknessSettings {
  const outage = positiveLongDuration.safeParse(single(flags, 'outage') ?? DEFAULT_OUTAGE);
  if (!outage.success || outage.data > LONGEST_OUTAGE || outage.data < 1e9)
    throw new UsageError(`--outage ${single(flags, 'outage')}: expected a duration from 1s to 1h`);
  const replications = Number(single(flags, 'replications') ?? DEFAULT_REPLICATIONS);
  if (!Number.isInteger(replications) || replications < 1 || replications > 1000)
    throw new UsageError(`--replications ${single(flags, 'replications')}: expected a whole number from 1 to 1000`);
  // Others than these are refused with the other wrong flags.
  const kinds = listed(flags, 'kind') as UnitKind[];
  return { outage: Math.round(outage.data / 1e9) * 1e9, replications, kinds };
}

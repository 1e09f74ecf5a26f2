/**
 * What the whole experiment keeps until its report: every window of every series, of every replication of every variant.
 * Known only when all worlds are there, and too large long before any of them is.
 */
import type { ExperimentPlan } from '../../experiment/plan.ts';
import type { WorldPlan } from '../../model/plan.ts';
import { type Node, placeOfKey } from '../document/node.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { formatDuration } from '../quantities/units.ts';

/** Of all replications: each is some fifty bytes while the experiment runs. */
const MOST_KEPT = 4e7;
/** Of the report: each is some fifty characters of it. */
const MOST_REPORTED = 4e6;

export function checkSeries({ variants, replications }: ExperimentPlan, root: Node, problems: Problem[]): void {
  const reported = variants.reduce((sum, { world }) => sum + valuesOf(world), 0);
  const kept = reported * replications;
  if (reported <= MOST_REPORTED && kept <= MOST_KEPT) return;
  const { window, duration } = variants[0]!.world;
  const [size, most] = reported > MOST_REPORTED ? [reported, MOST_REPORTED] : [kept, MOST_KEPT];
  const times = reported > MOST_REPORTED ? '' : ` times ${replications} replications`;
  const message = `windows of ${formatDuration(window)} in ${formatDuration(duration)}, times services, sources and calls, times variants${times}, make series of about ${size.toPrecision(2)} values; at most ${most}`;
  const hint = 'a wider `window`, a shorter run, or fewer replications or variants';
  problems.push(problemAt(placeOfKey(root, ['run', 'window']), ['run', 'window'], { code: 'BR031', message, hint }));
}

function valuesOf({ duration, window, services, traffic }: WorldPlan): number {
  const calls = services.reduce((sum, { edges }) => sum + edges.length, 0);
  return Math.ceil(duration / window) * (services.length + 2 * traffic.length + calls);
}

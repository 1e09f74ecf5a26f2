/**
 * The story of a figure that a component measures: how high it is in every variant, and how it went on over time - itself,
 * where it is followed, or what is closest to it.
 */
import type { Result, VariantResult } from '../../results/result.ts';
import type { FigureGain } from '../figure-gains.ts';
import { gainLevels } from '../levels.ts';
import { ranked } from '../order.ts';
import { capitalised } from '../text.ts';
import { availabilityOverTime } from './availability-over-time.ts';
import { meansOf } from './cells.ts';
import { levelsPlot } from './levels-plot.ts';
import type { OverTimePlot } from './over-time-chart.ts';
import type { Story } from './story.ts';
import { AXES } from './writing.ts';

export function figureStory(result: Result, gain: FigureGain): Story {
  const levels = gainLevels(result, gain);
  return {
    compared: levels === null ? null : levelsPlot(levels),
    overTime: followed(result, gain) ?? availabilityOverTime(gain.best),
  };
}

interface Followed {
  /** The key in `series.figures`. */
  readonly name: string;
  readonly title: string;
  readonly unit: keyof typeof AXES;
}

const BACKLOG: Followed = { name: 'backlog', title: 'messages in the queue', unit: 'number' };
const LEADERS: Followed = { name: 'leaders', title: 'members that act as leader', unit: 'count' };
const HITS: Followed = { name: 'hitRatio', title: 'lookups answered by the cache', unit: 'share' };
const POOL: Followed = { name: 'poolInUse', title: 'connections in use', unit: 'number' };
const LISTED: Followed = { name: 'listed', title: 'replicas in the registry', unit: 'number' };
const CONNECTED: Followed = { name: 'connected', title: 'clients that are connected', unit: 'number' };
const REPAIRS: Followed = { name: 'repairBacklog', title: 'failures that nobody works on yet', unit: 'number' };

/** Where a figure is known at the end of a run only: what of the same component is followed, and moves with it. */
const CLOSEST: Readonly<Record<string, Followed>> = {
  backlog: BACKLOG,
  deliveryTime: BACKLOG,
  redelivered: BACKLOG,
  lostMessages: BACKLOG,
  deadLetters: BACKLOG,
  splitBrain: LEADERS,
  leaderless: LEADERS,
  elections: LEADERS,
  lostWrites: LEADERS,
  rpo: LEADERS,
  rto: LEADERS,
  originSaved: HITS,
  warmUpTime: HITS,
  poolWait: POOL,
  poolLeaked: POOL,
  timeToRemove: LISTED,
  staleness: LISTED,
  requestsToDead: LISTED,
  falseRemovals: LISTED,
  timeToReconnect: CONNECTED,
  repairWait: REPAIRS,
};

/** null where neither the figure nor anything close to it is followed in the baseline and in the best variant. */
function followed(result: Result, { subject, name, kind, best }: FigureGain): OverTimePlot | null {
  const itself: Followed = { name, title: kind.title, unit: kind.unit };
  const column = ({ series }: VariantResult, { name }: Followed) => series.figures[subject]?.[name];
  const isKnown = (one: Followed): boolean =>
    [ranked(result)[0]!, best].every(variant => (column(variant, one) ?? []).some(value => value !== null));
  const found = [CLOSEST[name], itself].find(one => one !== undefined && isKnown(one));
  if (found === undefined) return null;
  return {
    title: `${capitalised(found.title)} over time`,
    about: `${subject}; a mean over the replications`,
    best,
    axis: AXES[found.unit],
    highest: found.unit === 'share' ? 1 : null,
    cells: (variant, most) => meansOf(column(variant, found) ?? [], most),
  };
}

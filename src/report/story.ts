/**
 * The timeline of a variant, shortened to its most telling lines: what changed the state of the whole system, the first time
 * each thing happened to each subject, then when it last happened. What happened in between is counted instead of shown.
 */
import type { TimelineEntry } from '../results/result.ts';

export interface StoryLine {
  /** ms */
  readonly at: number;
  readonly text: string;
  /** How many more times the same thing happened to the same subject without being shown. */
  readonly repeats: number;
}

/** The most telling lines, at most `limit` of them, in order of time. */
export function storyOf(timeline: readonly TimelineEntry[], limit: number): StoryLine[] {
  const occurrences = occurrencesIn(timeline);
  const kept = timeline
    .map((entry, index) => ({ index, entry, of: occurrences.get(keyOf(entry)) as Occurrences }))
    .filter(({ index, of }) => index === of.first || index === of.last)
    .sort((one, other) => rankOf(one.index, one.of) - rankOf(other.index, other.of) || one.index - other.index)
    .slice(0, limit)
    .sort((one, other) => one.index - other.index);
  for (const { of } of kept) of.shown++;
  return kept.map(({ index, entry, of }) => ({
    at: entry.at,
    text: entry.text,
    repeats: index === of.first ? of.count - of.shown : 0,
  }));
}

/** Every line of the timeline. */
export const wholeStory = (timeline: readonly TimelineEntry[]): StoryLine[] =>
  timeline.map(({ at, text }) => ({ at, text, repeats: 0 }));

/** Where in the timeline the same thing happened to the same subject. */
interface Occurrences {
  readonly what: string;
  readonly first: number;
  last: number;
  count: number;
  shown: number;
}

const keyOf = ({ what, subject }: TimelineEntry): string => `${what} ${subject}`;

function occurrencesIn(timeline: readonly TimelineEntry[]): Map<string, Occurrences> {
  const found = new Map<string, Occurrences>();
  for (const [index, entry] of timeline.entries()) {
    const known = found.get(keyOf(entry));
    if (known === undefined) {
      found.set(keyOf(entry), { what: entry.what, first: index, last: index, count: 1, shown: 0 });
    } else {
      known.last = index;
      known.count++;
    }
  }
  return found;
}

/** What changes the state of the whole system. */
const TURNING_POINTS = new Set([
  'fault-start',
  'fault-end',
  'availability-low',
  'availability-back',
  'recovered',
  'never-recovered',
  'metastable',
]);

function rankOf(index: number, { what, first }: Occurrences): number {
  if (TURNING_POINTS.has(what)) return 0;
  return index === first ? 1 : 2;
}

/**
 * The story of a variant in words: what was logged in its first replication (story-log.ts), and what its figures over
 * all replications add (story-facts.ts), in the order of time. A story nobody reads to its end tells nothing, so it is
 * kept to MOST_ENTRIES: facts and the first time of each thing stay, repetitions go first.
 */
import type { WorldPlan } from '../model/plan.ts';
import type { ReplicationRecord } from '../model/record.ts';
import type { TimelineEntry } from '../results/result.ts';
import type { Observation } from './observe.ts';
import { factsOf, type MergedFigures } from './story-facts.ts';
import { loggedEntries } from './story-log.ts';
import { MILLISECOND } from './units.ts';

const MOST_ENTRIES = 40;

export function storyOf(
  world: WorldPlan,
  observations: readonly Observation[],
  merged: MergedFigures,
): readonly TimelineEntry[] {
  const [first] = observations;
  if (first === undefined) return [];
  const facts = factsOf(world, observations, merged);
  const logged = [...loggedEntries(first.record.log), ...unlogged(first.record)];
  return inOrderOfTime(mostTelling(facts, logged));
}

/** The log keeps the beginning of a story that is too long; the reader should know that there is more. */
function unlogged({ log, logDropped }: ReplicationRecord): readonly TimelineEntry[] {
  if (logDropped === 0) return [];
  const at = (log.at(-1)?.at ?? 0) / MILLISECOND;
  return [{ at, what: 'log-full', subject: 'log', text: `${logDropped} later events were not logged` }];
}

function mostTelling(facts: readonly TimelineEntry[], logged: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const seen = new Set<string>();
  const firsts: TimelineEntry[] = [];
  const repetitions: TimelineEntry[] = [];
  for (const entry of logged) {
    const key = JSON.stringify([entry.what, entry.subject]);
    (seen.has(key) ? repetitions : firsts).push(entry);
    seen.add(key);
  }
  return [...facts, ...firsts, ...repetitions].slice(0, MOST_ENTRIES);
}

/** Sorting is stable: at one time, what was logged (the cause) comes before what follows from it. */
function inOrderOfTime(entries: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const causesFirst = entries.toSorted((one, other) => rank(one) - rank(other));
  return causesFirst.sort((one, other) => one.at - other.at);
}

const rank = ({ what }: TimelineEntry): number => (what.startsWith('fault-') ? 0 : 1);

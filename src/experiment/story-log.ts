/**
 * The log of one replication as sentences. What happens again and again - a breaker that flaps, the same breaker in each
 * of a caller's replicas - is one entry for each burst, with a count. A burst is told when it begins; what ends a
 * trouble (a breaker closing, a replica coming back) is told when it happens for the last time of its burst.
 */
import type { LogEntry } from '../model/record.ts';
import type { TimelineEntry } from '../results/result.ts';
import { MILLISECOND, SECOND } from './units.ts';

/** Repetitions this close belong to one burst. */
const BURST_GAP = 30 * SECOND;

type Wording = (subject: string, text: string) => string;

const asItIs: Wording = (_subject, text) => text;

const WORDINGS: Readonly<Record<string, Wording>> = {
  rollout: asItIs,
  'alert-fired': asItIs,
  'alert-resolved': asItIs,
  'operator-looks': asItIs,
  action: asItIs,
  'action-undone': asItIs,
  'fault-start': (subject, text) => (text === '' ? `${subject} begins` : `${subject} begins: ${text}`),
  'fault-end': subject => `${subject} ends`,
  'repair-begins': (subject, text) => `${subject}: ${text}`,
  'breaker-open': (subject, text) => `the breaker on ${subject} opens: ${text}`,
  'breaker-closed': (subject, text) => `the breaker on ${subject} closes: ${text}`,
  'replica-out': (subject, text) => `taken out of ${subject}: ${text}`,
  ejected: (subject, text) => `ejected from ${subject}: ${text}`,
  'ejection-over': (subject, text) => `ejection on ${subject} over: ${text}`,
  panic: (subject, text) => `${subject} believes too few and uses every ${text}`,
  'panic-over': (subject, text) => `${subject} believes enough of ${text} again`,
  'out-of-memory': subject => `${subject} runs out of memory`,
  poisoned: subject => `a request kills ${subject}`,
  'replica-in': (subject, text) => `taken back into ${subject}: ${text}`,
};

/** Steps between the states that matter. */
const LEFT_OUT = new Set(['breaker-half-open']);
const ENDINGS = new Set(['breaker-closed', 'replica-in', 'ejection-over', 'panic-over']);
/** An episode of a fault is an event of its own, however soon the next one follows. */
const NEVER_A_BURST = new Set(['fault-start', 'fault-end']);

/** In order of time. */
export function loggedEntries(log: readonly LogEntry[]): readonly TimelineEntry[] {
  const told = log.filter(({ what }) => !LEFT_OUT.has(what));
  return burstsOf(told)
    .map(entryOf)
    .sort((one, other) => one.at - other.at);
}

function burstsOf(log: readonly LogEntry[]): LogEntry[][] {
  const bursts: LogEntry[][] = [];
  const latest = new Map<string, LogEntry[]>();
  for (const entry of log) {
    const key = JSON.stringify([entry.what, entry.subject, entry.text]);
    const burst = latest.get(key);
    if (burst !== undefined && !NEVER_A_BURST.has(entry.what) && entry.at - burst.at(-1)!.at <= BURST_GAP) {
      burst.push(entry);
    } else {
      const begun = [entry];
      latest.set(key, begun);
      bursts.push(begun);
    }
  }
  return bursts;
}

function entryOf(burst: readonly LogEntry[]): TimelineEntry {
  const first = burst[0]!;
  const last = burst.at(-1)!;
  const { what, subject, text } = first;
  const words = WORDINGS[what]?.(subject, text) ?? `${subject}: ${text}`;
  if (ENDINGS.has(what)) return { at: last.at / MILLISECOND, what, subject, text: words };
  const again = burst.length > 1 ? ` (${burst.length} times ${within(last.at - first.at)})` : '';
  return { at: first.at / MILLISECOND, what, subject, text: words + again };
}

function within(length: number): string {
  const seconds = Math.ceil(length / SECOND);
  if (seconds === 0) return 'at once';
  return seconds === 1 ? 'within a second' : `in the next ${seconds} s`;
}

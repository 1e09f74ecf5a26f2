/**
 * How a call ends. An outcome is a small integer so that it can be an event's kind: 0 ok, 1 degraded, and one code per
 * cause of failure. This is the closed list of causes that every report uses; the order is part of the digest.
 */
export const CAUSES = [
  'timeout',
  'deadline-exceeded',
  'queue-full',
  'load-shed',
  'rate-limited',
  'bulkhead-full',
  'breaker-open',
  'connection-refused',
  'connection-lost',
  'unreachable',
  'no-healthy-replica',
  'not-discovered',
  'error',
  'out-of-memory',
  'dependency-failed',
] as const;

export type Cause = (typeof CAUSES)[number];

/** 0 ok, 1 degraded, 2.. the causes in the order of CAUSES. */
export type Outcome = number;

export const OK: Outcome = 0;
export const DEGRADED: Outcome = 1;
const FIRST_CAUSE = 2;
export const OUTCOME_COUNT = FIRST_CAUSE + CAUSES.length;

export const isSuccess = (outcome: Outcome): boolean => outcome < FIRST_CAUSE;

/** The outcome that stands for `cause`. */
export const failed = (cause: Cause): Outcome => FIRST_CAUSE + CAUSES.indexOf(cause);

/** The cause an outcome stands for; null for a success. */
export const causeOf = (outcome: Outcome): Cause | null => CAUSES[outcome - FIRST_CAUSE] ?? null;

/** In place of the root of a success: a look-aside cache was asked and has nothing. */
export const MISS = -1;

export const TIMEOUT = failed('timeout');
export const DEADLINE_EXCEEDED = failed('deadline-exceeded');
export const QUEUE_FULL = failed('queue-full');
export const LOAD_SHED = failed('load-shed');
export const RATE_LIMITED = failed('rate-limited');
export const BULKHEAD_FULL = failed('bulkhead-full');
export const BREAKER_OPEN = failed('breaker-open');
export const CONNECTION_REFUSED = failed('connection-refused');
export const CONNECTION_LOST = failed('connection-lost');
export const UNREACHABLE = failed('unreachable');
export const NO_HEALTHY_REPLICA = failed('no-healthy-replica');
export const NOT_DISCOVERED = failed('not-discovered');
export const ERROR = failed('error');
export const OUT_OF_MEMORY = failed('out-of-memory');
export const DEPENDENCY_FAILED = failed('dependency-failed');

/**
 * Does what waits get less? Judged from the queues of all services together, in the last half of the windows in question
 * and in 30 at the least, so that a queue that fell to a level and stays there is not taken for one that falls.
 *
 * It drains when a tenth of it or more is gone at the end of them, and its steps from window to window have a mean below
 * zero by more than three standard errors: a queue that only wanders does not. At that pace it is empty some day, so
 * whatever fails because of it fails for a time and not for good.
 */
export interface Waiting {
  readonly name: string;
  /** Waiting requests, window by window. */
  readonly queueLength: ArrayLike<number>;
}

const FEWEST_WINDOWS = 30;
const LEAST_SHARE = 0.1;
const STANDARD_ERRORS = 3;

/** The service where most of it waits at the end; null when it does not drain. `from` is the first window in question. */
export function draining(services: readonly Waiting[], from: number): string | null {
  const [first] = services;
  if (first === undefined) return null;
  const count = first.queueLength.length;
  const begin = count - Math.max(FEWEST_WINDOWS, Math.floor((count - from) / 2));
  if (begin < from) return null;
  const total = Array.from({ length: count - begin }, (_, i) =>
    services.reduce((sum, { queueLength }) => sum + queueLength[begin + i]!, 0),
  );
  return falls(total) ? longest(services, count - 1) : null;
}

function falls(levels: readonly number[]): boolean {
  const steps = levels.slice(1).map((level, i) => level - levels[i]!);
  const fall = levels[0]! - levels[levels.length - 1]!;
  const mean = -fall / steps.length;
  const squares = steps.reduce((sum, step) => sum + (step - mean) * (step - mean), 0);
  const standardError = Math.sqrt(squares / (steps.length - 1) / steps.length);
  return fall >= LEAST_SHARE * levels[0]! && -mean > STANDARD_ERRORS * standardError;
}

const longest = (services: readonly Waiting[], window: number): string =>
  services.reduce((most, one) => (one.queueLength[window]! > most.queueLength[window]! ? one : most)).name;

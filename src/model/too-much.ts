/**
 * More going on at once than a machine can hold: neither the text of the scenario is wrong nor are we, but a queue without
 * end or calls that multiply outgrow any memory. The tables of calls and attempts refuse to grow beyond MOST_IN_PROGRESS,
 * which is about a gigabyte; the run ends with this error instead of the process.
 */
export const MOST_IN_PROGRESS = 1 << 20;

export class TooMuchError extends Error {
  override readonly name = 'TooMuchError';
}

/** @throws TooMuchError when there would be more `what` than that. */
export function checkRoom(what: string, count: number): void {
  if (count <= MOST_IN_PROGRESS) return;
  throw new TooMuchError(
    `more than ${MOST_IN_PROGRESS} ${what} are in progress at once; give queues a capacity and calls a timeout, or send less`,
  );
}

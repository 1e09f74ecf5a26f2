import { checkRoom } from '../too-much.ts';

/**
 * Slots made at a time, some before the world runs: neighbours in number are then neighbours in memory and of the same age,
 * and V8 notes down every reference from an old object to a young one.
 */
export const SLOTS_AT_A_TIME = 64;

/**
 * Makes the slots of the next batch, each followed by the next; returns the first of them. Slots have been used up, but for the
 * very first one, which is there as a table is made.
 * @throws TooMuchError
 */
export function addSlots<T extends { nextFree: number }>(what: string, all: T[], make: (id: number) => T): number {
  const from = all.length;
  const to = (Math.floor(from / SLOTS_AT_A_TIME) + 1) * SLOTS_AT_A_TIME;
  checkRoom(what, to);
  for (let id = from; id < to; id++) all.push(make(id));
  for (let id = from; id < to; id++) all[id - 1]!.nextFree = id;
  return from;
}

/** In place of a ticket, a replica, or anything else that is a number: none. */
export const NOBODY = -1;

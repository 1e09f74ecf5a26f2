/**
 * Slots made at a time, some before the world runs: neighbours in number are then neighbours in memory and of the same age,
 * and V8 notes down every reference from an old object to a young one.
 */
export const SLOTS_AT_A_TIME = 64;

/** In place of a ticket, a replica, or anything else that is a number: none. */
export const NOBODY = -1;

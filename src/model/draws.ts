/**
 * What is drawn for a request, so that each draw is a function of (request key, purpose) alone: common random numbers.
 *
 * A request draws its 64-bit key at birth. A call's key comes from its parent's and the target's name; an attempt's is
 * its call's, stirred by the number of attempts before it. A load balancer hands keys on untouched, so a request meets
 * the same service times whether or not a balancer was put in its way.
 */
import { hashName, mix } from '../engine/random.ts';

export const WORK = hashName('work');
export const FAILURE = hashName('failure');
export const CALL_MADE = hashName('call-made');
export const REQUEST_LATENCY = hashName('request-latency');
export const REPLY_LATENCY = hashName('reply-latency');
export const REQUEST_LOSS = hashName('request-loss');
export const REPLY_LOSS = hashName('reply-loss');
export const BALANCE = hashName('balance');
export const BACKOFF = hashName('backoff');
export const RELOAD = hashName('reload');
export const THINK = hashName('think');
export const MIX = hashName('mix');

/** Salt of the n-th call to `target` in an operation's flow; 0 keeps the key as it is. */
export function callSalt(target: string, occurrence: number): number {
  return mix(hashName(target), occurrence) | 1;
}

/** Half of a child's key from the same half of its parent's. */
export function childKey(key: number, salt: number): number {
  return salt === 0 ? key : mix(key, salt);
}

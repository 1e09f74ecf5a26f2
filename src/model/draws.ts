/**
 * What is drawn for a request, so that each draw is a function of (request key, purpose) alone: common random numbers.
 *
 * A request draws its 64-bit key at birth. A call's key comes from its parent's and the target's name; an attempt's is
 * its call's, stirred by the number of attempts before it.
 *
 * A load balancer hands keys on: a call to it has the key that a call to the service behind it would have had, under a
 * mask that the balancer takes off again when it forwards. So a request meets the same service times whether or not a
 * balancer was put in its way, and the balancer's own luck is not that of the service.
 */
import { hashName, mix } from '../engine/random.ts';
import type { ServicePlan } from './plan.ts';

/** Which item a request is about. */
export const ITEM = hashName('item');
export const WORK = hashName('work');
export const FAILURE = hashName('failure');
export const CALL_MADE = hashName('call-made');
export const REQUEST_LATENCY = hashName('request-latency');
export const REPLY_LATENCY = hashName('reply-latency');
export const REQUEST_LOSS = hashName('request-loss');
export const REPLY_LOSS = hashName('reply-loss');
export const CONNECT = hashName('connect');
export const LEAK = hashName('leak');
export const BALANCE = hashName('balance');
export const SLOW_START = hashName('slow-start');
export const BACKOFF = hashName('backoff');
export const DIMMER = hashName('dimmer');
export const THROTTLE = hashName('throttle');
export const RELOAD = hashName('reload');
export const THINK = hashName('think');
export const MIX = hashName('mix');

/** How the key of a call comes from its parent's: both halves are salted, then the upper one is masked. */
export interface KeyStep {
  /** 0 keeps the key as it is. */
  readonly salt: number;
  readonly mask: number;
}

/** Of the n-th call to `target` in a flow of `caller`; null stands for a traffic source. */
export function keyStep(
  caller: ServicePlan | null,
  target: ServicePlan,
  services: readonly ServicePlan[],
  occurrence: number,
): KeyStep {
  const isForwarded = caller?.kind === 'load-balancer';
  const served = servedBy(target, services);
  return {
    salt: isForwarded ? 0 : mix(hashName(served.name), occurrence) | 1,
    mask: (caller ? maskOf(caller) : 0) ^ maskOf(target),
  };
}

/** The service itself, or the one behind a load balancer: a balancer calls one service and no more. */
export function servedBy(service: ServicePlan, services: readonly ServicePlan[]): ServicePlan {
  let served = service;
  for (let hop = 0; hop < services.length && served.kind === 'load-balancer'; hop++)
    served = services[served.edges[0]!.target]!;
  return served;
}

function maskOf(service: ServicePlan): number {
  return service.kind === 'load-balancer' ? hashName(`balancer ${service.name}`) : 0;
}

/** Half of a child's key from the same half of its parent's. */
export const childKey = (key: number, salt: number): number => (salt === 0 ? key : mix(key, salt));

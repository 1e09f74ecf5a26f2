/** Follows how many replicas of a service are in a place, and how many of them are up: one look at the end of a window. */
import type { Recorder } from '../recorder.ts';

/** A replica, as far as it matters here. */
export interface Present {
  readonly isUp: boolean;
}

/** `standsOn` is the host of each replica at the moment. */
export function followPresence(
  recorder: Recorder,
  subject: string,
  hosts: readonly number[],
  replicas: readonly Present[],
  standsOn: readonly number[],
): void {
  const here = (): readonly Present[] => replicas.filter((_, number) => hosts.includes(standsOn[number]!));
  recorder.sampled(subject, 'placed', () => here().length);
  recorder.sampled(subject, 'placedUp', () => here().filter(({ isUp }) => isUp).length);
}

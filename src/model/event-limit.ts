/**
 * Ends a run that gets nowhere: one in which time stands still because everything happens again at once, or whose calls
 * multiply far beyond what could be known before it began. Looked at with the checkpoints, so it costs nothing.
 */
import type { Checkpoints, Watched, Watcher } from '../engine/checkpoints.ts';
import { TooMuchError } from './too-much.ts';

/** An hour or so. A billion requests and calls, which is what a scenario may ask for, need no more. */
const MOST_EVENTS = 2e10;
/** A million requests that come at one moment cause a tenth of it. */
const MOST_AT_ONE_MOMENT = 2e8;

export class EventLimit implements Watcher {
  private readonly checkpoints: Checkpoints;
  private moment = -1;
  /** Events that had fired when the moment was first seen. */
  private before = 0;

  constructor(checkpoints: Checkpoints) {
    this.checkpoints = checkpoints;
  }

  get next(): number {
    return this.checkpoints.next;
  }

  /** @throws TooMuchError */
  watch(watched: Watched): void {
    this.checkpoints.watch(watched);
    const { now, eventsFired } = watched;
    if (now !== this.moment) [this.moment, this.before] = [now, eventsFired];
    const at = `${now / 1e9} s of simulated time`;
    if (eventsFired - this.before > MOST_AT_ONE_MOMENT)
      throw new TooMuchError(`time stands still at ${at}: something happens again and again without a pause`);
    if (eventsFired > MOST_EVENTS)
      throw new TooMuchError(
        `more than ${MOST_EVENTS} events until ${at}: calls multiply; give retries a budget and calls a timeout, or send less`,
      );
  }
}

/**
 * Controlled delay for a queue of requests (CoDel as in Maurer, "Fail at Scale", ACM Queue 13(8), 2015): a request that
 * has waited longer than `interval` is refused when its turn comes, and one that has waited longer than `target` if the
 * queue has not been empty for an interval. A burst may wait, a standing queue may not. The rule is applied when the
 * request leaves the queue, as servers do that have no timer for each request: until then it keeps its place.
 */
export class ControlledDelay {
  private readonly target: number;
  private readonly interval: number;
  private emptyAt = 0;

  constructor({ target, interval }: { readonly target: number; readonly interval: number }) {
    this.target = target;
    this.interval = interval;
  }

  /** The queue is empty, or was until just now. */
  sawEmpty(now: number): void {
    this.emptyAt = now;
  }

  /** Whether one whose turn has come after `waited` is refused. */
  refuses(now: number, waited: number): boolean {
    return waited > (now - this.emptyAt > this.interval ? this.target : this.interval);
  }
}

/**
 * Digests on the way: two runs that should be equal and are not part between two checkpoints, and only that stretch has to
 * be looked at event by event. After MOST checkpoints every second one is dropped and the distance doubles, so a run of
 * any length keeps at most that many, at whole multiples of one distance.
 */

/** What a watcher sees of the simulator: the event that is about to happen is counted and in the digest. */
export interface Watched {
  readonly now: number;
  readonly eventsFired: number;
  readonly digest: string;
}

/** Called when `next` events have fired. */
export interface Watcher {
  readonly next: number;
  /** Actor, kind and argument of the event. Leaves `next` greater than the number of events fired. */
  watch(watched: Watched, actor: number, kind: number, argument: number): void;
}

const MOST = 4096;

export class Checkpoints implements Watcher {
  next: number;
  spacing: number;
  /** After `spacing` events, after 2 × `spacing`, and so on. */
  digests: string[] = [];

  constructor(spacing = 1 << 16) {
    this.spacing = spacing;
    this.next = spacing;
  }

  watch({ digest }: Watched): void {
    this.digests.push(digest);
    if (this.digests.length > MOST) {
      this.digests = this.digests.filter((_, index) => index % 2 === 1);
      this.spacing *= 2;
    }
    this.next = (this.digests.length + 1) * this.spacing;
  }
}

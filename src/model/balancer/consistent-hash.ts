/**
 * Requests about the same item go to the same replica (D. Karger et al., "Consistent Hashing and Random Trees", STOC
 * 1997): replicas sit at many places of a ring, an item goes to the next replica clockwise. One that is left out hands
 * its items to its neighbours on the ring, and everybody else keeps theirs.
 *
 * With a bound on load (V. Mirrokni et al., "Consistent Hashing with Bounded Loads", 2016) a replica that already has
 * more than its bound of this process's attempts in progress is passed over, so that a hot item cannot drown one.
 *
 * A request about no item goes where its own random key falls: any replica, the same one at each retry.
 */

import { hashName, mix } from '../../engine/random.ts';
import type { Call } from '../call/call.ts';
import { NO_ITEM } from '../items.ts';
import { CountingBalancer } from './counting.ts';

const PLACE = hashName('place on the ring');

export class ConsistentHash extends CountingBalancer {
  /** Places on the ring in rising order, and who sits there. */
  private readonly places: Uint32Array;
  private readonly owners: Int32Array;
  /** Times the mean number of attempts in progress; Infinity for no bound. */
  private readonly bound: number;

  constructor(replicas: number, virtualNodes: number, bound: number) {
    super(replicas);
    this.bound = bound;
    const seats = Array.from({ length: replicas * virtualNodes }, (_, seat) => {
      const replica = Math.floor(seat / virtualNodes);
      return { replica, place: mix(mix(PLACE, replica), seat % virtualNodes) >>> 0 };
    }).sort((a, b) => a.place - b.place);
    this.places = Uint32Array.from(seats, seat => seat.place);
    this.owners = Int32Array.from(seats, seat => seat.replica);
  }

  protected override choose(call: Call): number {
    const { item, keyLow, keyHigh } = call;
    const hash = item === NO_ITEM ? mix(keyLow, keyHigh) : mix(PLACE, item);
    return this.walk(this.seatAfter(hash >>> 0), this.mostInProgress());
  }

  /** The first replica from this seat on that is believed to be there and below `most`. */
  private walk(from: number, most: number): number {
    const { owners } = this;
    for (let step = 0; step < owners.length; step++) {
      const replica = owners[(from + step) % owners.length]!;
      const isWanted = replica !== this.declined && this.isCandidate(replica);
      if (isWanted && this.inProgress[replica]! < most) return replica;
    }
    // With a bound of at least 1 somebody is below it, unless that is the one slow start has declined.
    return this.candidates[0]!;
  }

  private mostInProgress(): number {
    if (this.bound === Infinity) return Infinity;
    let total = 1;
    for (let i = 0; i < this.count; i++) total += this.inProgress[this.candidates[i]!]!;
    return Math.ceil((this.bound * total) / this.count);
  }

  /** The first seat at or after `place`; one beyond the last for the first of the ring. */
  private seatAfter(place: number): number {
    let low = 0;
    let high = this.places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.places[middle]! < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * What one cache replica holds: entries by item, at most `capacity` of them, so memory is bounded by that (and by the
 * number of items), not by the number of requests. Expiry is lazy, as in Redis and Caffeine: an expired entry keeps its
 * place until it is replaced, evicted or filled anew, which is what makes stale answers possible.
 *
 * Who is evicted: `lru` the one used longest ago, `fifo` the one stored longest ago, `lfu` the least used of five taken
 * at random (Redis' allkeys-lfu with its default of five samples; counts start anew when an item comes back).
 */
import type { Random } from '../../engine/random.ts';
import { NOBODY } from '../call/slots.ts';
import type { CachePlan } from '../plan.ts';
import { resized } from '../resized.ts';

const SAMPLES = 5;

export class CacheStore {
  /** Per slot: until when the entry is fresh; how long its fetch took; 1 when what is kept is a failure. */
  freshUntil = new Float64Array(0);
  fetchTime = new Float64Array(0);
  isFailure = new Uint8Array(0);
  private items = new Float64Array(0);
  private uses = new Float64Array(0);
  /** Neighbours in the order of use (or of storing), the oldest at the head. */
  private next = new Int32Array(0);
  private previous = new Int32Array(0);
  private head = NOBODY;
  private tail = NOBODY;
  private size = 0;
  private readonly slots = new Map<number, number>();
  private readonly capacity: number;
  private readonly eviction: CachePlan['eviction'];
  private readonly luck: Random;

  /** `luck` is drawn from only to pick the samples of `lfu`. */
  constructor({ capacity, eviction }: Pick<CachePlan, 'capacity' | 'eviction'>, luck: Random) {
    this.capacity = capacity;
    this.eviction = eviction;
    this.luck = luck;
  }

  get count(): number {
    return this.size;
  }

  /** The slot of an item's entry, fresh or not; NOBODY without one. */
  find(item: number): number {
    return this.slots.get(item) ?? NOBODY;
  }

  /** The entry has answered a request. */
  use(slot: number): void {
    this.uses[slot]!++;
    if (this.eviction !== 'lru' || slot === this.tail) return;
    this.unlink(slot);
    this.append(slot);
  }

  /** Stores an entry, in the place of an older one for the same item or of whoever has to go. */
  put(item: number, freshUntil: number, fetchTime: number, isFailure: boolean): void {
    const known = this.find(item);
    const slot = known === NOBODY ? this.vacate() : known;
    if (known === NOBODY) {
      this.slots.set(item, slot);
      this.items[slot] = item;
      this.uses[slot] = 0;
    } else this.unlink(slot);
    this.append(slot);
    this.freshUntil[slot] = freshUntil;
    this.fetchTime[slot] = fetchTime;
    this.isFailure[slot] = isFailure ? 1 : 0;
  }

  clear(): void {
    this.slots.clear();
    this.size = 0;
    this.head = NOBODY;
    this.tail = NOBODY;
  }

  /** A slot for a new entry. */
  private vacate(): number {
    if (this.size < this.capacity) {
      if (this.size === this.items.length) this.grow();
      return this.size++;
    }
    const slot = this.eviction === 'lfu' ? this.leastUsed() : this.head;
    this.slots.delete(this.items[slot]!);
    this.unlink(slot);
    return slot;
  }

  private leastUsed(): number {
    let least = this.luck.below(this.size);
    for (let sample = 1; sample < SAMPLES; sample++) {
      const slot = this.luck.below(this.size);
      if (this.uses[slot]! < this.uses[least]!) least = slot;
    }
    return least;
  }

  private append(slot: number): void {
    this.previous[slot] = this.tail;
    this.next[slot] = NOBODY;
    if (this.tail === NOBODY) this.head = slot;
    else this.next[this.tail] = slot;
    this.tail = slot;
  }

  private unlink(slot: number): void {
    const before = this.previous[slot]!;
    const after = this.next[slot]!;
    if (before === NOBODY) this.head = after;
    else this.next[before] = after;
    if (after === NOBODY) this.tail = before;
    else this.previous[after] = before;
  }

  private grow(): void {
    const to = Math.min(this.capacity, Math.max(64, this.size * 2));
    this.freshUntil = resized(this.freshUntil, new Float64Array(to));
    this.fetchTime = resized(this.fetchTime, new Float64Array(to));
    this.isFailure = resized(this.isFailure, new Uint8Array(to));
    this.items = resized(this.items, new Float64Array(to));
    this.uses = resized(this.uses, new Float64Array(to));
    this.next = resized(this.next, new Int32Array(to));
    this.previous = resized(this.previous, new Int32Array(to));
  }
}

/**
 * What the references hold the future in: a plain 4-ary heap of (time, sequence, code) over typed arrays, and rings for
 * timeouts. Nothing is checked, nothing can be cancelled in the heap, an event is one number.
 */

const CAPACITY = 1 << 16;

/** `code` is whatever whole number of 32 bits the reference makes of kind and argument. */
export class FutureEventList {
  size = 0;
  times = new Float64Array(CAPACITY).fill(Infinity, 0, 1);
  sequences = new Float64Array(CAPACITY);
  codes = new Int32Array(CAPACITY);

  push(time, sequence, code) {
    const { times, sequences, codes } = this;
    let hole = this.size++;
    if (hole === CAPACITY) throw new RangeError('the reference has more pending events than it has room for');
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      // The newcomer has the highest sequence of all: on a tie it stays below.
      if (times[parent] <= time) break;
      times[hole] = times[parent];
      sequences[hole] = sequences[parent];
      codes[hole] = codes[parent];
      hole = parent;
    }
    times[hole] = time;
    sequences[hole] = sequence;
    codes[hole] = code;
  }

  /** Takes out the earliest event, which the caller has read from the arrays' first entries. */
  pop() {
    const { times, sequences, codes } = this;
    const size = --this.size;
    const time = times[size];
    const sequence = sequences[size];
    const code = codes[size];
    let hole = 0;
    for (let child = 1; child < size; child = (hole << 2) + 1) {
      const end = child + 4 < size ? child + 4 : size;
      let best = child;
      let bestTime = times[child];
      for (let other = child + 1; other < end; other++) {
        const otherTime = times[other];
        if (otherTime < bestTime || (otherTime === bestTime && sequences[other] < sequences[best])) {
          best = other;
          bestTime = otherTime;
        }
      }
      if (time < bestTime || (time === bestTime && sequence < sequences[best])) break;
      times[hole] = bestTime;
      sequences[hole] = sequences[best];
      codes[hole] = codes[best];
      hole = best;
    }
    times[hole] = size === 0 ? Infinity : time;
    sequences[hole] = sequence;
    codes[hole] = code;
  }
}

const CANCELLED = -1;

/** Timeouts of one length, in the order they were set. */
export class Lane {
  /** Of the first timeout; Infinity when there is none. */
  headTime = Infinity;
  headSequence = 0;
  first = 0;
  next = 0;
  times = new Float64Array(CAPACITY);
  sequences = new Float64Array(CAPACITY);
  arguments = new Int32Array(CAPACITY);

  constructor(delay) {
    this.delay = delay;
  }

  /** Returns the place of the timeout, which `cancel` takes. */
  set(now, sequence, argument) {
    const place = this.next++ & (CAPACITY - 1);
    if (this.next - this.first > CAPACITY) throw new RangeError('the reference has more timeouts than it has room for');
    this.times[place] = now + this.delay;
    this.sequences[place] = sequence;
    this.arguments[place] = argument;
    if (this.headTime === Infinity) this.lookAhead();
    return place;
  }

  cancel(place) {
    this.arguments[place] = CANCELLED;
  }

  /** Takes out the first timeout; returns its argument, below 0 when it was cancelled. */
  take() {
    const argument = this.arguments[this.first & (CAPACITY - 1)];
    this.first++;
    while (this.first < this.next && this.arguments[this.first & (CAPACITY - 1)] === CANCELLED) this.first++;
    this.lookAhead();
    return argument;
  }

  lookAhead() {
    const place = this.first & (CAPACITY - 1);
    this.headTime = this.first < this.next ? this.times[place] : Infinity;
    this.headSequence = this.sequences[place];
  }
}

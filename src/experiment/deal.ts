/**
 * Who does what: deals out the numbers from 0 up to `count`, each once. How many are dealt is one cell of memory that
 * threads may share: one that is free takes the next number without waiting for anybody.
 */
export class Deal {
  /** One cell: how many are dealt. */
  readonly next: Int32Array;
  private readonly count: number;

  constructor(next: Int32Array, count: number) {
    this.next = next;
    this.count = count;
  }

  /** null when there is nothing more to do. */
  take(): number | null {
    const number = Atomics.add(this.next, 0, 1);
    return number < this.count ? number : null;
  }

  /** The rest is not wanted. */
  end(): void {
    Atomics.store(this.next, 0, this.count);
  }
}

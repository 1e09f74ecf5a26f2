/**
 * Slow-downs of one thing that may overlap: factors multiply, additions add up. What is active is kept as a list and
 * weighed anew each time, since dividing a factor out again would leave rounding behind, and nothing at all of a product
 * that has become 0 or infinite.
 */
const MOST = 1e12;

interface Part {
  readonly factor: number;
  readonly added: number;
}

export class Slowdown {
  factor = 1;
  added = 0;
  private parts: readonly Part[] = [];

  begin(factor: number, added: number): void {
    this.weigh([...this.parts, { factor, added }]);
  }

  /** Ends one that began with the same numbers. */
  end(factor: number, added: number): void {
    const ended = this.parts.findIndex(part => part.factor === factor && part.added === added);
    this.weigh(this.parts.filter((_, index) => index !== ended));
  }

  private weigh(parts: readonly Part[]): void {
    const product = parts.reduce((times, { factor }) => times * factor, 1);
    this.parts = parts;
    this.factor = Math.min(MOST, Math.max(1 / MOST, product));
    this.added = parts.reduce((sum, { added }) => sum + added, 0);
  }
}

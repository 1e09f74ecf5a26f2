/** Choices of a random scenario, all from one named stream: equal seeds choose alike. */
import { Random } from '../../src/engine/random.ts';

export class Dice {
  private readonly random: Random;

  constructor(name: string) {
    this.random = Random.named(name);
  }

  chance(probability: number): boolean {
    return this.random.chance(probability);
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + this.random.below(high - low + 1);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.random.below(items.length)]!;
  }

  /** `count` different items at most. */
  some<T>(items: readonly T[], count: number): T[] {
    const left = [...items];
    return Array.from(
      { length: Math.min(count, items.length) },
      () => left.splice(this.random.below(left.length), 1)[0]!,
    );
  }

  /** An object with those of the members that luck leaves there, each with the given probability. */
  members(probability: number, makers: Readonly<Record<string, () => unknown>>): Record<string, unknown> {
    const chosen = Object.entries(makers).filter(() => this.chance(probability));
    return Object.fromEntries(chosen.map(([key, make]) => [key, make()]));
  }

  /** A duration from `low` to `high` milliseconds, as text, in units that differ. */
  duration(low: number, high: number): string {
    const microseconds = Math.round(low * 1000 + this.random.uniform() * (high - low) * 1000);
    return this.pick([`${microseconds}us`, `${microseconds / 1000}ms`, `${microseconds * 1000}ns`]);
  }

  rate(low: number, high: number): string {
    const perSecond = this.whole(low, high);
    return this.pick([`${perSecond}/s`, `${perSecond * 60}/min`, `${perSecond}.5/s`]);
  }

  share(low: number, high: number): string {
    return `${this.whole(low * 10, high * 10) / 10}%`;
  }
}

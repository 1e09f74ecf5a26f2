/**
 * A machine, or a zone taken as one: what befalls it befalls whoever is on it, including those who come later, and ends
 * for whoever leaves.
 */
import type { Condition } from '../condition.ts';

export class Host<Resident> {
  readonly name: string;
  readonly zone: number;
  private readonly here: Resident[] = [];
  private readonly conditions: Condition<Resident>[] = [];
  private deaths = 0;

  /** When it went down last. */
  downSince = 0;
  private readonly clock: { readonly now: number };

  constructor(name: string, zone: number, clock: { readonly now: number }) {
    this.name = name;
    this.zone = zone;
    this.clock = clock;
  }

  get residents(): readonly Resident[] {
    return this.here;
  }

  /** Gone, with everything on it. */
  get isDown(): boolean {
    return this.deaths > 0;
  }

  arrive(resident: Resident): void {
    this.here.push(resident);
    for (const condition of this.conditions) condition.begin(resident);
  }

  leave(resident: Resident): void {
    this.here.splice(this.here.indexOf(resident), 1);
    for (const condition of this.conditions) condition.end(resident);
  }

  strike(condition: Condition<Resident>): void {
    this.conditions.push(condition);
    if (condition.isDeath) {
      if (this.deaths === 0) this.downSince = this.clock.now;
      this.deaths++;
    }
    for (const resident of [...this.here]) condition.begin(resident);
  }

  relieve(condition: Condition<Resident>): void {
    this.conditions.splice(this.conditions.indexOf(condition), 1);
    if (condition.isDeath) this.deaths--;
    for (const resident of [...this.here]) condition.end(resident);
  }
}

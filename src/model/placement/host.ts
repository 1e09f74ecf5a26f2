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
  private cuts = 0;
  /** When it went down, or was cut off, last. */
  silentSince = 0;
  /** Told when it is heard of again after it was cut off. */
  heardAgain: (() => void) | null = null;
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

  /** Down or cut off: nobody outside can tell which. */
  get isSilent(): boolean {
    return this.deaths + this.cuts > 0;
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
    if ((condition.isDeath || condition.isCut) && !this.isSilent) this.silentSince = this.clock.now;
    if (condition.isDeath) this.deaths++;
    if (condition.isCut) this.cuts++;
    for (const resident of [...this.here]) condition.begin(resident);
  }

  relieve(condition: Condition<Resident>): void {
    this.conditions.splice(this.conditions.indexOf(condition), 1);
    if (condition.isDeath) this.deaths--;
    if (condition.isCut) this.cuts--;
    for (const resident of [...this.here]) condition.end(resident);
    if (condition.isCut && !this.isSilent) this.heardAgain?.();
  }
}

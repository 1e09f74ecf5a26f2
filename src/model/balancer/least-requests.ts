/** The replica with the fewest attempts in progress; among equals, in turn. */
import { CountingBalancer } from './counting.ts';

export class LeastRequests extends CountingBalancer {
  private turn: number;

  constructor(replicas: number, start: number) {
    super(replicas);
    this.turn = start;
  }

  protected override choose(): number {
    const from = this.turn++ % this.count;
    let best = this.candidates[from]!;
    for (let step = 1; step < this.count; step++) {
      const replica = this.candidates[(from + step) % this.count]!;
      if (best === this.declined) best = replica;
      else if (replica !== this.declined && this.inProgress[replica]! < this.inProgress[best]!) best = replica;
    }
    return best;
  }
}

/** One after the other. Clients start at different places, as independent processes do. */
import { Balancer } from './balancer.ts';

export class RoundRobin extends Balancer {
  private readonly start: number;
  private turn: number;

  constructor(replicas: number, start: number) {
    super(replicas);
    this.start = start;
    this.turn = start;
  }

  override reset(): void {
    super.reset();
    this.turn = this.start;
  }

  protected override choose(): number {
    const place = this.turn % this.count;
    this.turn = place + 1;
    return this.candidates[place]!;
  }
}

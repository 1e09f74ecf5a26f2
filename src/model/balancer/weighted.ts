/**
 * Replicas in proportion to their weights, spread out evenly (nginx's smooth weighted round-robin): each turn every
 * candidate gains its weight, the richest serves and pays the sum of all weights.
 */
import { Balancer } from './balancer.ts';

export class Weighted extends Balancer {
  private readonly weights: readonly number[];
  private readonly credit: Float64Array;

  constructor(weights: readonly number[]) {
    super(weights.length);
    this.weights = weights;
    this.credit = new Float64Array(weights.length);
  }

  override reset(): void {
    super.reset();
    this.credit.fill(0);
  }

  protected override choose(): number {
    let best = this.candidates[0]!;
    let sum = 0;
    for (let i = 0; i < this.count; i++) {
      const replica = this.candidates[i]!;
      const weight = this.weights[replica]!;
      sum += weight;
      this.credit[replica]! += weight;
      if (this.credit[replica]! > this.credit[best]!) best = replica;
    }
    this.credit[best]! -= sum;
    return best;
  }
}

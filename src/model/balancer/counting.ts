/** A balancer that knows how many of its own process's attempts each replica has in progress. */
import { Balancer } from './balancer.ts';

export abstract class CountingBalancer extends Balancer {
  override readonly inProgress: Int32Array;

  constructor(replicas: number) {
    super(replicas);
    this.inProgress = new Int32Array(replicas);
  }

  override reset(): void {
    super.reset();
    this.inProgress.fill(0);
  }
}

/** A balancer that knows how many of its own process's attempts each replica has in progress. */
import { Balancer } from './balancer.ts';

export abstract class CountingBalancer extends Balancer {
  protected readonly inProgress: Int32Array;

  constructor(replicas: number) {
    super(replicas);
    this.inProgress = new Int32Array(replicas);
  }

  override begun(replica: number): void {
    this.inProgress[replica]!++;
  }

  override ended(replica: number): void {
    this.inProgress[replica]!--;
  }

  override reset(): void {
    super.reset();
    this.inProgress.fill(0);
  }
}

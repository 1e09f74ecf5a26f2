/**
 * Picks the replica an attempt goes to, with one process's own view: which replicas it believes to be there, and how
 * many of its own attempts each has in progress. It knows nothing else; in particular a replica that refuses at once has
 * nothing in progress, so without health checks it looks idle and attracts whatever looks for the least busy one.
 */
import { NOBODY } from '../call/slots.ts';

export abstract class Balancer {
  /** Replicas believed to be there, in rising order; only the first `count`. */
  protected readonly candidates: Int32Array;
  protected count: number;
  /** This process's attempts in progress at each replica. */
  protected readonly inProgress: Int32Array;
  private readonly excluded: Uint8Array;

  constructor(replicas: number) {
    this.candidates = Int32Array.from({ length: replicas }, (_, replica) => replica);
    this.count = replicas;
    this.inProgress = new Int32Array(replicas);
    this.excluded = new Uint8Array(replicas);
  }

  /** A replica for the next attempt of `call`; NOBODY when none is believed to be there. */
  pick(call: number): number {
    if (this.count === 0) return NOBODY;
    if (this.count === 1) return this.candidates[0]!;
    return this.choose(call);
  }

  begun(replica: number): void {
    this.inProgress[replica]!++;
  }

  ended(replica: number): void {
    this.inProgress[replica]!--;
  }

  exclude(replica: number): void {
    this.excluded[replica] = 1;
    this.listCandidates();
  }

  include(replica: number): void {
    this.excluded[replica] = 0;
    this.listCandidates();
  }

  /** The process was started anew and has no attempts in progress; what it believes of replicas is reset with its checks. */
  reset(): void {
    this.inProgress.fill(0);
  }

  /** Called with at least two candidates. */
  protected abstract choose(call: number): number;

  private listCandidates(): void {
    let count = 0;
    for (let replica = 0; replica < this.excluded.length; replica++)
      if (this.excluded[replica] === 0) this.candidates[count++] = replica;
    this.count = count;
  }
}

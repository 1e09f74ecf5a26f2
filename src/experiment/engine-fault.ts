/**
 * A replication that threw instead of ending: a bug of ours, with everything that is needed to run it again. The
 * simulated system's own failures are outcomes and never come this way.
 */
export interface ReplicationIdentity {
  readonly seed: string;
  readonly replication: number;
  readonly variant: string;
}

export class EngineFault extends Error {
  /** Of the replication, as given to the engine: `<seed>/<replication>`. */
  readonly seed: string;
  readonly replication: number;
  readonly variant: string;

  /** `thrown` is what the replication threw, or its message when it came from another thread. */
  constructor({ seed, replication, variant }: ReplicationIdentity, thrown: unknown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    super(`variant ${variant}, replication ${replication} (seed ${seed}): ${reason}`, { cause: thrown });
    this.name = 'EngineFault';
    this.seed = seed;
    this.replication = replication;
    this.variant = variant;
  }
}

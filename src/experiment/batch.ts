/** The tasks of one `run`, dealt out in order to whoever is free, and what has become of them. */
import type { ReplicationRecord } from '../model/record.ts';
import { Deal } from './deal.ts';
import { EngineFault } from './engine-fault.ts';
import type { ReplicationTask, RunnerOptions, Simulate, StopSignal } from './replicate.ts';

const NEVER: StopSignal = { aborted: false };

export class Batch {
  readonly tasks: readonly ReplicationTask[];
  readonly deal: Deal;
  readonly stop: StopSignal;
  private readonly onDone: (() => void) | null;
  private readonly records: (ReplicationRecord | null)[];
  private readonly faults = new Map<number, EngineFault>();
  private loss: Error | null = null;

  /** `next` is shared with all threads that take part. */
  constructor(
    tasks: readonly ReplicationTask[],
    { onDone, stop }: RunnerOptions,
    next: Int32Array = new Int32Array(1),
  ) {
    this.tasks = tasks;
    this.deal = new Deal(next, tasks.length);
    this.stop = stop ?? NEVER;
    this.onDone = onDone ?? null;
    this.records = tasks.map(() => null);
  }

  /** Carries them out in the calling thread. */
  async work(simulate: Simulate): Promise<void> {
    for (let index = this.take(); index !== null; index = this.take()) await this.carryOut(index, simulate);
  }

  done(index: number, record: ReplicationRecord): void {
    this.records[index] = record;
    this.onDone?.();
  }

  /** A task threw: nothing more is begun. */
  failed(index: number, thrown: unknown): void {
    this.deal.end();
    this.faults.set(index, new EngineFault(this.tasks[index]!, thrown));
  }

  /** A thread was lost in between two tasks, and maybe one of them with it. */
  lost(error: Error): void {
    this.deal.end();
    this.loss ??= error;
  }

  /**
   * Tasks are dealt in order and those begun are finished, so the lowest fault is the same with any number of threads.
   */
  outcome(): (ReplicationRecord | null)[] {
    const first = this.faults.get(Math.min(...this.faults.keys())) ?? this.loss;
    if (first !== null) throw first;
    return this.records;
  }

  private take(): number | null {
    return this.stop.aborted ? null : this.deal.take();
  }

  private async carryOut(index: number, simulate: Simulate): Promise<void> {
    const { world, seed } = this.tasks[index]!;
    let record: ReplicationRecord | null;
    try {
      record = await simulate(world, seed, this.stop);
    } catch (thrown) {
      this.failed(index, thrown);
      return;
    }
    if (record !== null) this.done(index, record);
  }
}

/**
 * Carrying out replications. A task is one replication of one variant and depends on nothing but its own content, so a
 * runner may do tasks anywhere and in any order; what it returns is ordered by task. The runner here works in the
 * calling thread; pool.ts has one with several threads, and a browser may bring its own.
 */
import type { WorldPlan } from '../model/plan.ts';
import type { ReplicationRecord } from '../model/record.ts';
import { System } from '../model/system.ts';
import { Batch } from './batch.ts';
import type { VariantPlan } from './plan.ts';

export interface ReplicationTask {
  readonly variant: string;
  readonly replication: number;
  /** `<seed>/<replication>`: the same for every variant, which is what makes their random numbers common. */
  readonly seed: string;
  readonly world: WorldPlan;
}

/** As an AbortSignal: becomes true when the rest is not wanted any more. */
export interface StopSignal {
  readonly aborted: boolean;
}

export interface RunnerOptions {
  /** Called after each task that was carried out. */
  readonly onDone?: () => void;
  readonly stop?: StopSignal;
}

export interface ReplicationRunner {
  /**
   * The record of each task, at the task's own index; null for those not carried out because of `stop`. Rejects with
   * the EngineFault of the first task (in their order) that threw.
   */
  run(tasks: readonly ReplicationTask[], options?: RunnerOptions): Promise<(ReplicationRecord | null)[]>;
  /** Lets go of threads. A closed runner is not used again. */
  close(): Promise<void>;
}

/** Carries out one replication; null when it was given up because of `stop`. */
export type Simulate = (
  world: WorldPlan,
  seed: string,
  stop: StopSignal,
) => ReplicationRecord | null | Promise<ReplicationRecord | null>;

/** Replication by replication, all variants of one before the next: an interrupted run leaves whole pairs behind. */
export function tasksOf(
  variants: readonly VariantPlan[],
  seed: number | string,
  from: number,
  until: number,
): ReplicationTask[] {
  const tasks: ReplicationTask[] = [];
  for (let replication = from; replication < until; replication++) {
    for (const { name, world } of variants) {
      tasks.push({ variant: name, replication, seed: `${seed}/${replication}`, world });
    }
  }
  return tasks;
}

/** Runs tasks one after another in the calling thread. */
export function inProcessRunner(simulate: Simulate): ReplicationRunner {
  return {
    async run(tasks, options = {}) {
      const batch = new Batch(tasks, options);
      await batch.work(simulate);
      return batch.outcome();
    },
    close: () => Promise.resolve(),
  };
}

/**
 * Simulates without holding up the thread it runs in: before the world is built, after it, and after every few thousand
 * events `pause` may give the host a turn (null: not yet). A host whose signals arrive as events could not stop a run
 * otherwise, nor show how far it is.
 */
export const inTurns =
  (pause: () => Promise<void> | null): Simulate =>
  async (world, seed, stop) => {
    await pause();
    if (stop.aborted) return null;
    const system = new System(world, seed);
    system.start();
    do {
      const turn = pause();
      if (turn === null) continue;
      await turn;
      if (stop.aborted) return null;
    } while (system.advance());
    return system.record();
  };

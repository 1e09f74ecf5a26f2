/**
 * Carrying out replications. A task is one replication of one variant and depends on nothing but its own content, so a
 * runner may do tasks anywhere and in any order; what it returns is ordered by task. The runner here works in the
 * calling thread; pool.ts has one for worker threads, and a browser may bring its own.
 */
import type { WorldPlan } from '../model/plan.ts';
import type { ReplicationRecord } from '../model/record.ts';
import { EngineFault } from './engine-fault.ts';
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

export type Simulate = (world: WorldPlan, seed: string) => ReplicationRecord;

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

/**
 * Runs tasks one after another in the calling thread. `breathe` is awaited between them: a host whose signals arrive
 * as events needs a turn of its event loop to see that it should stop.
 */
export function inProcessRunner(
  simulate: Simulate,
  breathe: () => Promise<void> = () => Promise.resolve(),
): ReplicationRunner {
  return {
    async run(tasks, { onDone, stop } = {}) {
      const records: (ReplicationRecord | null)[] = tasks.map(() => null);
      for (const [index, task] of tasks.entries()) {
        await breathe();
        if (stop?.aborted) break;
        records[index] = replicate(task, simulate);
        onDone?.();
      }
      return records;
    },
    close: () => Promise.resolve(),
  };
}

function replicate(task: ReplicationTask, simulate: Simulate): ReplicationRecord {
  try {
    return simulate(task.world, task.seed);
  } catch (thrown) {
    throw new EngineFault(task, thrown);
  }
}

/**
 * One thread of the pool. It is sent a whole batch and takes tasks from it as long as there are any; it tells which one
 * it begins, and then its record or what it threw.
 */
import { parentPort } from 'node:worker_threads';
import type { ReplicationRecord } from '../model/record.ts';
import { runReplication } from '../model/system.ts';
import { TooMuchError } from '../model/too-much.ts';
import { Deal } from './deal.ts';
import type { ReplicationTask } from './replicate.ts';

export interface Share {
  readonly tasks: readonly ReplicationTask[];
  /** See `Deal`. */
  readonly next: Int32Array;
}

export type ThreadMessage =
  | { readonly kind: 'begun'; readonly index: number }
  | TaskEnd
  /** There is nothing left to take. */
  | { readonly kind: 'free' };

/** What has become of the task that was begun last. */
export type TaskEnd =
  | { readonly kind: 'record'; readonly record: ReplicationRecord }
  | { readonly kind: 'thrown' | 'too-much'; readonly message: string; readonly stack: string | null };

const tell = (message: ThreadMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ tasks, next }: Share) => {
  const deal = new Deal(next, tasks.length);
  for (let index = deal.take(); index !== null; index = deal.take()) {
    tell({ kind: 'begun', index });
    const end = carryOut(tasks[index]!);
    if (end.kind !== 'record') deal.end();
    tell(end);
  }
  tell({ kind: 'free' });
});

function carryOut({ world, seed }: ReplicationTask): TaskEnd {
  try {
    return { kind: 'record', record: runReplication(world, seed) };
  } catch (thrown) {
    const { message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { kind: thrown instanceof TooMuchError ? 'too-much' : 'thrown', message, stack: stack ?? null };
  }
}

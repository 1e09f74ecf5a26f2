/** One thread of the pool: takes tasks as messages, answers each with its record or with what it threw. */
import { parentPort } from 'node:worker_threads';
import type { ReplicationRecord } from '../model/record.ts';
import { runReplication } from '../model/system.ts';
import { TooMuchError } from '../model/too-much.ts';
import type { ReplicationTask } from './replicate.ts';

export type WorkerReply =
  | { readonly kind: 'record'; readonly record: ReplicationRecord }
  | { readonly kind: 'thrown' | 'too-much'; readonly message: string; readonly stack: string | null };

parentPort?.on('message', (task: ReplicationTask) => parentPort?.postMessage(carryOut(task)));

function carryOut({ world, seed }: ReplicationTask): WorkerReply {
  try {
    return { kind: 'record', record: runReplication(world, seed) };
  } catch (thrown) {
    const { message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { kind: thrown instanceof TooMuchError ? 'too-much' : 'thrown', message, stack: stack ?? null };
  }
}

/**
 * Replications on worker threads. Each thread asks for the next task when it has finished one; the record goes to its
 * task's place, so neither the number of threads nor their speed can be seen in the result.
 *
 * The worker is a compiled file beside this one. Run from TypeScript sources there is none, and everything happens in
 * the calling thread.
 */
import { clearInterval, setImmediate, setInterval } from 'node:timers';
import { Worker } from 'node:worker_threads';
import type { ReplicationRecord } from '../model/record.ts';
import { runReplication } from '../model/system.ts';
import { TooMuchError } from '../model/too-much.ts';
import { EngineFault } from './engine-fault.ts';
import { inProcessRunner, type ReplicationRunner, type ReplicationTask, type RunnerOptions } from './replicate.ts';
import type { WorkerReply } from './worker.ts';

const COMPILED = import.meta.url.endsWith('.js');
/** How soon an interruption is noticed while all threads are busy, ms. */
const STOP_POLL = 50;

/** A runner on up to `workers` threads; with 0, or run from sources, in the calling thread. */
export function createRunner(workers: number): ReplicationRunner {
  return COMPILED && workers > 0 ? new WorkerPool(workers) : inProcessRunner(runReplication, nextTurn);
}

const nextTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

class WorkerPool implements ReplicationRunner {
  private readonly size: number;
  private workers: Worker[] = [];

  constructor(size: number) {
    this.size = size;
  }

  async run(tasks: readonly ReplicationTask[], options: RunnerOptions = {}): Promise<(ReplicationRecord | null)[]> {
    const batch = new Batch(tasks, options);
    // The timer also keeps the process alive: the threads themselves do not, so an unclosed pool cannot hang it.
    const watch = setInterval(() => {
      if (batch.stopped) void this.close();
    }, STOP_POLL);
    try {
      await Promise.all(this.hire(tasks.length).map(worker => serve(worker, batch)));
    } finally {
      clearInterval(watch);
    }
    return batch.outcome();
  }

  async close(): Promise<void> {
    const workers = this.workers;
    this.workers = [];
    await Promise.all(workers.map(worker => worker.terminate()));
  }

  private hire(wanted: number): Worker[] {
    while (this.workers.length < Math.min(this.size, wanted)) this.workers.push(this.start());
    return this.workers;
  }

  private start(): Worker {
    const worker = new Worker(new URL('./worker.js', import.meta.url));
    worker.unref();
    worker.once('exit', () => {
      this.workers = this.workers.filter(other => other !== worker);
    });
    return worker;
  }
}

/** The tasks of one `run`, dealt out in order, and what has become of them. */
class Batch {
  private readonly tasks: readonly ReplicationTask[];
  private readonly options: RunnerOptions;
  private readonly records: (ReplicationRecord | null)[];
  private readonly faults = new Map<number, EngineFault>();
  private dealt = 0;

  constructor(tasks: readonly ReplicationTask[], options: RunnerOptions) {
    this.tasks = tasks;
    this.options = options;
    this.records = tasks.map(() => null);
  }

  get stopped(): boolean {
    return this.options.stop?.aborted === true;
  }

  /** null when there is nothing more to do. */
  next(): { readonly index: number; readonly task: ReplicationTask } | null {
    const task = this.tasks[this.dealt];
    if (task === undefined || this.stopped || this.faults.size > 0) return null;
    return { index: this.dealt++, task };
  }

  done(index: number, reply: WorkerReply): void {
    if (reply.kind === 'record') {
      this.records[index] = reply.record;
      this.options.onDone?.();
      return;
    }
    const thrown = reply.kind === 'too-much' ? new TooMuchError(reply.message) : new Error(reply.message);
    if (reply.stack !== null) thrown.stack = reply.stack;
    this.faults.set(index, new EngineFault(this.tasks[index]!, thrown));
  }

  /**
   * Tasks are dealt in order and those begun are finished, so the lowest fault is the same with any number of threads.
   */
  outcome(): (ReplicationRecord | null)[] {
    const first = this.faults.get(Math.min(...this.faults.keys()));
    if (first !== undefined) throw first;
    return this.records;
  }
}

async function serve(worker: Worker, batch: Batch): Promise<void> {
  for (let item = batch.next(); item !== null; item = batch.next()) {
    const reply = await ask(worker, item.task);
    if (reply === null) {
      if (!batch.stopped) batch.done(item.index, died);
      return;
    }
    batch.done(item.index, reply);
  }
}

const died: WorkerReply = { kind: 'thrown', message: 'its worker thread ended unexpectedly', stack: null };

/** The worker's answer; null when its thread ended first. */
function ask(worker: Worker, task: ReplicationTask): Promise<WorkerReply | null> {
  return new Promise(resolve => {
    const settle = (reply: WorkerReply | null): void => {
      worker.off('message', settle).off('error', fail).off('exit', leave);
      resolve(reply);
    };
    const fail = (error: Error): void => settle({ kind: 'thrown', message: error.message, stack: error.stack ?? null });
    const leave = (): void => settle(null);
    worker.on('message', settle).on('error', fail).on('exit', leave);
    worker.postMessage(task);
  });
}

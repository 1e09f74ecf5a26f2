/**
 * Replications on several threads, of which the calling one is the first: it would have nothing else to do, and it is
 * ready at once, where every other thread has to load and compile the engine before it is of use. Whoever is free takes
 * the next task; the record goes to its task's place, so neither the number of threads nor their speed can be seen in
 * the result.
 *
 * The calling thread gives its host a turn every few milliseconds. What other threads do is a compiled file beside this
 * one. Run from TypeScript sources there is none, and everything happens in the calling thread.
 */
import { performance } from 'node:perf_hooks';
import { clearInterval, setImmediate, setInterval } from 'node:timers';
import { Worker } from 'node:worker_threads';
import type { ReplicationRecord } from '../model/record.ts';
import { TooMuchError } from '../model/too-much.ts';
import { Batch } from './batch.ts';
import { inTurns, type ReplicationRunner, type ReplicationTask, type RunnerOptions } from './replicate.ts';
import type { Share, TaskEnd, ThreadMessage } from './worker.ts';

const COMPILED = import.meta.url.endsWith('.js');
/** How soon an interruption is noticed while the calling thread waits for the others, ms. */
const STOP_POLL = 50;
/** How long the host waits for a turn, ms. A turn takes some microseconds. */
const SLICE = 20;

/** A runner on up to `workers` threads, the calling one included; that one alone when run from sources. */
export function createRunner(workers: number): ReplicationRunner {
  return new ThreadPool(COMPILED ? Math.max(1, workers) : 1);
}

class ThreadPool implements ReplicationRunner {
  /** Threads, the calling one included. */
  private readonly size: number;
  private helpers: Worker[] = [];
  private readonly simulate = inTurns(turns());

  constructor(size: number) {
    this.size = size;
  }

  async run(tasks: readonly ReplicationTask[], options: RunnerOptions = {}): Promise<(ReplicationRecord | null)[]> {
    const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const batch = new Batch(tasks, options, next);
    // The timer also keeps the process alive: the threads themselves do not, so an unclosed pool cannot hang it.
    const watch = setInterval(() => {
      if (batch.stop.aborted) void this.close();
    }, STOP_POLL);
    try {
      const helped = this.hire(tasks.length - 1).map(helper => share(helper, batch));
      await Promise.all([batch.work(this.simulate), ...helped]);
    } finally {
      clearInterval(watch);
    }
    return batch.outcome();
  }

  async close(): Promise<void> {
    const helpers = this.helpers;
    this.helpers = [];
    await Promise.all(helpers.map(helper => helper.terminate()));
  }

  private hire(wanted: number): Worker[] {
    while (this.helpers.length < Math.min(this.size - 1, wanted)) this.helpers.push(this.start());
    return this.helpers;
  }

  private start(): Worker {
    const helper = new Worker(new URL('./worker.js', import.meta.url));
    helper.unref();
    helper.once('exit', () => {
      this.helpers = this.helpers.filter(other => other !== helper);
    });
    return helper;
  }
}

/** A pause that is due every SLICE and lets everything happen that waits for its turn. */
function turns(): () => Promise<void> | null {
  let due = 0;
  const turn = (resolve: () => void) =>
    setImmediate(() => {
      due = performance.now() + SLICE;
      resolve();
    });
  return () => (performance.now() < due ? null : new Promise(turn));
}

/** Lets a thread take part in a batch; resolves when it takes no more. */
function share(helper: Worker, batch: Batch): Promise<void> {
  return new Promise(resolve => {
    let begun: number | null = null;
    const hear = (message: ThreadMessage): void => {
      if (message.kind === 'free') leave();
      else if (message.kind === 'begun') begun = message.index;
      else {
        book(batch, begun!, message);
        begun = null;
      }
    };
    const fail = (error: Error): void => {
      if (begun === null) batch.lost(error);
      else batch.failed(begun, error);
      leave();
    };
    const end = (): void => {
      if (batch.stop.aborted) leave();
      else fail(new Error('its worker thread ended unexpectedly'));
    };
    const leave = (): void => {
      helper.off('message', hear).off('error', fail).off('exit', end);
      resolve();
    };
    helper.on('message', hear).on('error', fail).on('exit', end);
    helper.postMessage({ tasks: batch.tasks, next: batch.deal.next } satisfies Share);
  });
}

function book(batch: Batch, index: number, end: TaskEnd): void {
  if (end.kind === 'record') {
    batch.done(index, end.record);
    return;
  }
  const thrown = end.kind === 'too-much' ? new TooMuchError(end.message) : new Error(end.message);
  if (end.stack !== null) thrown.stack = end.stack;
  batch.failed(index, thrown);
}

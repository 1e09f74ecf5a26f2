/**
 * Replications on several threads. Whoever is free takes the next task; the record goes to its task's place, so neither
 * the number of threads nor their speed can be seen in the result. The calling thread only hands out and collects, unless
 * it is the only one: then it simulates, and gives its host a turn every few milliseconds.
 *
 * What a thread does is a compiled file beside this one. Run from TypeScript sources there is none, and everything
 * happens in the calling thread.
 */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { clearInterval, setImmediate, setInterval } from 'node:timers';
import { Worker } from 'node:worker_threads';
import type { ReplicationRecord } from '../model/record.ts';
import { isLarge } from '../model/system.ts';
import { TooMuchError } from '../model/too-much.ts';
import { Batch } from './batch.ts';
import {
  inProcessRunner,
  inTurns,
  type ReplicationRunner,
  type ReplicationTask,
  type RunnerOptions,
} from './replicate.ts';
import { compileOnTheThreadThatRuns, makeRoomForLargeWorlds } from './v8.ts';
import type { Share, TaskEnd, ThreadMessage } from './worker.ts';

const COMPILED = import.meta.url.endsWith('.js');
/** How soon an interruption is noticed, ms. */
const STOP_POLL = 50;
/** How long the host waits for a turn when the calling thread simulates, ms. A turn takes some microseconds. */
const SLICE = 20;

/** A runner on up to `workers` threads, or in the calling thread: for one worker, or when run from sources. */
export function createRunner(workers: number): ReplicationRunner {
  const runner = COMPILED && workers > 1 ? new ThreadPool(workers) : inProcessRunner(inTurns(turns()));
  return {
    run(tasks, options) {
      if (tasks.some(({ world }) => isLarge(world))) makeRoomForLargeWorlds();
      return runner.run(tasks, options);
    },
    close: () => runner.close(),
  };
}

class ThreadPool implements ReplicationRunner {
  private readonly size: number;
  private threads: Worker[] = [];

  constructor(size: number) {
    this.size = size;
    if (size >= availableParallelism()) compileOnTheThreadThatRuns();
  }

  async run(tasks: readonly ReplicationTask[], options: RunnerOptions = {}): Promise<(ReplicationRecord | null)[]> {
    const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const batch = new Batch(tasks, options, next);
    // The timer also keeps the process alive: the threads themselves do not, so an unclosed pool cannot hang it.
    const watch = setInterval(() => {
      if (batch.stop.aborted) void this.close();
    }, STOP_POLL);
    try {
      await Promise.all(this.hire(tasks.length).map(thread => share(thread, batch)));
    } finally {
      clearInterval(watch);
    }
    return batch.outcome();
  }

  async close(): Promise<void> {
    const threads = this.threads;
    this.threads = [];
    await Promise.all(threads.map(thread => thread.terminate()));
  }

  private hire(wanted: number): Worker[] {
    while (this.threads.length < Math.min(this.size, wanted)) this.threads.push(this.start());
    return this.threads;
  }

  private start(): Worker {
    const thread = new Worker(new URL('./worker.js', import.meta.url));
    thread.unref();
    thread.once('exit', () => {
      this.threads = this.threads.filter(other => other !== thread);
    });
    return thread;
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
function share(thread: Worker, batch: Batch): Promise<void> {
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
      thread.off('message', hear).off('error', fail).off('exit', end);
      resolve();
    };
    thread.on('message', hear).on('error', fail).on('exit', end);
    thread.postMessage({ tasks: batch.tasks, next: batch.deal.next } satisfies Share);
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

/**
 * What V8 is told about how a run uses it. It holds for the whole process, and is about speed and nothing else: what it gives
 * is in docs/performance.md.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * V8 compiles beside the thread that runs, on a core of its own. When every core has a thread that simulates there is
 * none, and what is compiled beside is worse: a function joins others by how far these are compiled at that moment. It
 * holds for threads started from now on.
 */
export function compileOnTheThreadThatRuns(): void {
  setFlagsFromString('--no-concurrent-recompilation');
}

/**
 * Where objects begin their life there is room for the whole of a world of some hundred services, so that none is moved
 * while it is built; and they can be moved together once it stands (engine/settle.ts). Not for small worlds, which would
 * take sixteen megabytes for one.
 */
export function makeRoomForLargeWorlds(): void {
  setFlagsFromString('--min-semi-space-size=16');
  // The calling thread has its heap already, and gets there by growing.
  setFlagsFromString('--semi-space-growth-factor=16');
  setFlagsFromString('--expose-gc');
  // Contexts made from now on have it by themselves.
  globalThis.gc ??= runInNewContext('gc') as NodeJS.GCFunction;
}

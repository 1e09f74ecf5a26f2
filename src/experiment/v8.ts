/**
 * What V8 is told about how a run uses it. It holds for the whole process, and is about speed and nothing else: what it gives
 * is in docs/performance.md.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * V8 compiles beside the thread that runs, on a core of its own. When every core has a thread that simulates there is
 * none, and what is compiled beside is worse: a function joins others by how far these are compiled at that moment. It
 * holds for threads started from now on.
 */
export function compileOnTheThreadThatRuns(): void {
  setFlagsFromString('--no-concurrent-recompilation');
}

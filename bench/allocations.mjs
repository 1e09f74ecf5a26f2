/** How much a stretch of a program allocates, as the garbage collector sees it. */
import { GCProfiler, getHeapStatistics } from 'node:v8';

/**
 * Bytes allocated between construction and `stop`. The collector reports the heap's size (array buffers included)
 * before and after each of its runs; what it grew by between two of them was allocated. Sweeping that goes on between
 * two collections of the old generation can hide some of it.
 */
export class Allocations {
  constructor() {
    this.before = heapSize(getHeapStatistics());
    this.profiler = new GCProfiler();
    this.profiler.start();
  }

  stop() {
    const { statistics } = this.profiler.stop();
    let level = this.before;
    let bytes = 0;
    for (const { beforeGC, afterGC } of statistics) {
      bytes += Math.max(0, heapSize(beforeGC.heapStatistics) - level);
      level = heapSize(afterGC.heapStatistics);
    }
    return bytes + Math.max(0, heapSize(getHeapStatistics()) - level);
  }
}

/** Node spells these figures in two ways. */
function heapSize(statistics) {
  return (
    (statistics.used_heap_size ?? statistics.usedHeapSize) + (statistics.external_memory ?? statistics.externalMemory)
  );
}

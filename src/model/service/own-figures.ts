/** What caches, shared processors and overload control measure of their own, entered with the recorder under the name of their service. */

import type { Recorder } from '../recorder.ts';
import type { Clock } from '../window.ts';
import { CacheMeter } from './cache-meter.ts';
import type { Dimmer } from './dimmer.ts';
import type { Processor } from './processor.ts';
import type { Reception } from './reception.ts';

/** The meter of a cache, entered. */
export function meterCache(recorder: Recorder, clock: Clock, service: string): CacheMeter {
  const meter = new CacheMeter(clock);
  recorder.whenMeasuring(() => void meter.startMeasuring());
  recorder.figure(service, 'hitRatio', () => meter.hitRatio);
  recorder.figure(service, 'originSaved', () => meter.originSaved);
  recorder.figure(service, 'staleAnswers', () => meter.staleShare);
  recorder.figure(service, 'sharedFetches', () => meter.joinedShare);
  recorder.figure(service, 'warmUpTime', () => meter.warmUpTime);
  recorder.sampled(service, 'hitRatio', () => meter.closeWindow());
  return meter;
}

/** `cores` are those of one replica; without a limit of them there is no share of them in use. */
export function meterProcessors(
  recorder: Recorder,
  clock: Clock,
  service: string,
  processors: readonly Processor[],
  cores: number,
): void {
  if (cores === Infinity) return;
  const used = (): number => processors.reduce((sum, processor) => sum + processor.usedUntilNow(), 0);
  let from = 0;
  let before = 0;
  let windowFrom = 0;
  let windowBefore = 0;
  const share = (since: number, usedThen: number): number | null =>
    clock.now === since ? null : (used() - usedThen) / ((clock.now - since) * cores * processors.length);
  recorder.whenMeasuring(() => {
    from = clock.now;
    before = used();
  });
  recorder.figure(service, 'coresBusy', () => share(from, before));
  recorder.sampled(service, 'coresBusy', () => {
    const busy = share(windowFrom, windowBefore);
    windowFrom = clock.now;
    windowBefore = used();
    return busy;
  });
}

/** Adaptive limits of concurrency and dimmers: means over the replicas. */
export function meterOverload(recorder: Recorder, clock: Clock, service: string, replicas: readonly Reception[]): void {
  const meanOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
  if (replicas[0]!.concurrencyLimit !== null) {
    const limit = (): number => meanOf(replicas.map(({ concurrencyLimit }) => concurrencyLimit!));
    recorder.figure(service, 'concurrencyLimit', limit);
    recorder.sampled(service, 'concurrencyLimit', limit);
  }
  const dimmers = replicas.flatMap(({ dimmer }): Dimmer[] => (dimmer === null ? [] : [dimmer]));
  if (dimmers.length === 0) return;
  recorder.whenMeasuring(() => dimmers.forEach(dimmer => void dimmer.startMeasuring(clock.now)));
  recorder.figure(service, 'fullService', () => meanOf(dimmers.map(dimmer => dimmer.meanLevel(clock.now))));
  recorder.sampled(service, 'fullService', () => meanOf(dimmers.map(({ level }) => level)));
}

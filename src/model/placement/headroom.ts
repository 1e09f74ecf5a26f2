/**
 * N + 1: what the replicas that are left have to carry when the largest part of a service that fails as one is gone. The
 * figure on paper is what was measured while all were up, put on fewer slots; beside it stands what was measured while
 * some really were down. A service in one piece has no such figure: nothing is left.
 */
import type { Recorder } from '../recorder.ts';
import type { ServiceMeter } from '../service-meter.ts';

export interface HeadroomParts {
  readonly meter: ServiceMeter;
  /** Slots of one replica. */
  readonly concurrency: number;
  /** What each replica falls with: its zone, or its host when there is one zone only. */
  readonly domains: readonly number[];
}

export function measureHeadroom(recorder: Recorder, parts: HeadroomParts): void {
  const { meter, concurrency, domains } = parts;
  const left = domains.length - largestOf(domains);
  if (left === 0 || concurrency === Infinity) return;
  recorder.figure(meter.name, 'loadAfterLoss', () => {
    const whole = mean(occupancies(recorder, meter, up => up === domains.length));
    return whole === null ? null : (whole * domains.length) / left / concurrency;
  });
  recorder.figure(meter.name, 'loadOfSurvivors', () => {
    const reduced = mean(occupancies(recorder, meter, up => up > 0 && up < domains.length));
    return reduced === null ? null : reduced / concurrency;
  });
}

function largestOf(domains: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const domain of domains) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  return Math.max(...counts.values());
}

/** Slots in use per replica that is up, in each measured window whose number of replicas that are up is as wanted. */
function occupancies(recorder: Recorder, meter: ServiceMeter, wanted: (up: number) => boolean): readonly number[] {
  const { warmup, window, duration } = recorder.plan;
  const from = Math.ceil(warmup / window);
  const to = Math.floor(duration / window);
  const windows = meter.series();
  const found: number[] = [];
  for (let i = from; i < to; i++) {
    // A window in which somebody went or came belongs to neither.
    const up = windows.up[i]!;
    if (Number.isInteger(up) && wanted(up)) found.push(windows.inService[i]! / up);
  }
  return found;
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

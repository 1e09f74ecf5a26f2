/** Turns meters into the plain records of services and edges. */
import type { EdgeMeter } from '../edge-meter.ts';
import type { EdgeRecord, ServiceRecord } from '../record.ts';
import type { Recorder } from '../recorder.ts';
import type { ServiceMeter } from '../service-meter.ts';
import { notClosed } from './edges.ts';
import type { Edge } from './site.ts';

export function reportServices(recorder: Recorder, now: number): readonly ServiceRecord[] {
  const { warmup } = recorder.plan;
  return recorder.services.map(meter => reportService(meter, now - warmup, meter.existence.time(warmup)));
}

function reportService(meter: ServiceMeter, measured: number, existed: number): ServiceRecord {
  // The share of its places that a service really used; exactly 1 where all replicas exist all the time.
  const existing = measured > 0 ? existed / (meter.replicas * measured) : 1;
  return {
    name: meter.name,
    replicas: meter.replicas,
    slots: meter.slots,
    existing,
    arrivals: meter.arrivals,
    completions: meter.completions,
    refused: [...meter.refused],
    firstTries: meter.firstTries,
    ...meter.averages(),
    waiting: meter.waiting.toData(),
    sojourn: meter.sojourn.toData(),
    usefulWork: meter.usefulWork,
    wastedWork: meter.wastedWork,
    replicaTime: meter.replicas * measured * existing - (meter.unpaidTime?.() ?? 0),
    windows: { ...meter.series(), existing: meter.existence.windows },
  };
}

export function reportEdges(recorder: Recorder, edges: readonly Edge[], now: number): readonly EdgeRecord[] {
  return recorder.edges.filter(meter => meter.use !== 'probes').map(meter => reportEdge(meter, edges, now));
}

function reportEdge(meter: EdgeMeter, edges: readonly Edge[], now: number): EdgeRecord {
  const edge = edges.find(({ plan }) => plan.name === meter.name);
  const breakers = edge?.clients.flatMap(client => client.breakers) ?? [];
  const opened = breakers.reduce((sum, breaker) => sum + breaker.opened, 0);
  return {
    name: meter.name,
    calls: meter.calls,
    attempts: meter.attempts,
    causes: [...meter.causes],
    breaker: breakers.length === 0 ? null : { opened, openShare: notClosed(breakers, now) / (breakers.length * now) },
    windows: { breakerOpen: meter.breakerOpen, out: meter.out },
  };
}

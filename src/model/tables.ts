/** Turns meters into the plain records of services and edges. */
import type { EdgeRecord, ServiceRecord } from './record.ts';
import type { EdgeMeter, Recorder, ServiceMeter } from './recorder.ts';
import type { Edge } from './site.ts';

export function reportServices(recorder: Recorder, now: number): readonly ServiceRecord[] {
  const measured = now - recorder.plan.warmup;
  return recorder.services.map(meter => reportService(meter, measured));
}

function reportService(meter: ServiceMeter, measured: number): ServiceRecord {
  return {
    name: meter.name,
    replicas: meter.replicas,
    slots: meter.slots,
    arrivals: meter.arrivals,
    completions: meter.completions,
    refused: [...meter.refused],
    firstTries: meter.firstTries,
    ...meter.averages(),
    waiting: meter.waiting.toData(),
    sojourn: meter.sojourn.toData(),
    usefulWork: meter.usefulWork,
    wastedWork: meter.wastedWork,
    replicaTime: meter.replicas * measured,
    windows: meter.windows,
  };
}

export function reportEdges(recorder: Recorder, edges: readonly Edge[], now: number): readonly EdgeRecord[] {
  return recorder.edges.filter(meter => meter.use !== 'probes').map(meter => reportEdge(meter, edges, now));
}

function reportEdge(meter: EdgeMeter, edges: readonly Edge[], now: number): EdgeRecord {
  const edge = edges.find(({ plan }) => plan.name === meter.name);
  const breakers = edge?.clients.flatMap(client => client.breakers) ?? [];
  const notClosed = breakers.reduce((sum, breaker) => sum + breaker.notClosedUntil(now), 0);
  const opened = breakers.reduce((sum, breaker) => sum + breaker.opened, 0);
  return {
    name: meter.name,
    calls: meter.calls,
    attempts: meter.attempts,
    causes: [...meter.causes],
    breaker: breakers.length === 0 ? null : { opened, openShare: notClosed / (breakers.length * now) },
    windows: { breakerOpen: meter.breakerOpen, out: meter.out },
  };
}

/**
 * Everybody who registers with one registry, numbered through, with what really became of them: when each died, when the
 * registry noticed, and when the last request was sent to it after that. The registry itself never looks at this.
 */
import type { Counter } from '../figure-book.ts';
import type { Recorder } from '../recorder.ts';
import type { Clock } from '../window.ts';
import { buildDetector, type FailureDetector } from './failure-detector.ts';
import type { DetectorPlan } from './plan.ts';

const ALIVE = -1;

export interface InstancesOf {
  /** The service that registers. */
  readonly service: string;
  readonly names: readonly string[];
  /** Whether a replica is up now. */
  readonly isThere: (replica: number) => boolean;
  readonly heartbeat: number;
  readonly detector: DetectorPlan;
}

interface Group extends InstancesOf {
  readonly from: number;
  readonly deaths: Deaths;
}

export class Instances {
  readonly count: number;
  private readonly groups: readonly Group[];
  /** Its group, by instance. */
  private readonly groupOf: readonly Group[];

  constructor(recorder: Recorder, clock: Clock, services: readonly InstancesOf[]) {
    let from = 0;
    this.groups = services.map(service => {
      const group = { ...service, from, deaths: new Deaths(recorder, clock, service.service, service.names.length) };
      from += service.names.length;
      return group;
    });
    this.count = from;
    this.groupOf = this.groups.flatMap(group => group.names.map(() => group));
  }

  /** Detectors for one node of the registry. */
  detectors(): readonly FailureDetector[] {
    return this.groupOf.map(({ detector, heartbeat }) => buildDetector(detector, heartbeat));
  }

  firstOf(service: string): number {
    return this.groups.find(group => group.service === service)!.from;
  }

  deathsOf(service: string): Deaths {
    return this.groups.find(group => group.service === service)!.deaths;
  }

  nameOf(instance: number): string {
    const group = this.groupOf[instance]!;
    return group.names[instance - group.from]!;
  }

  isThere(instance: number): boolean {
    const group = this.groupOf[instance]!;
    return group.isThere(instance - group.from);
  }

  /** Renewals that so many listed ones should send in a minute. */
  renewalsPerMinute(listed: Uint8Array): number {
    return this.groupOf.reduce((sum, { heartbeat }, instance) => sum + (listed[instance]! * 60e9) / heartbeat, 0);
  }

  /** The registry has removed it. */
  removed(instance: number): void {
    const group = this.groupOf[instance]!;
    group.deaths.noticed(instance - group.from);
  }
}

/** The deaths of one service's replicas: how long they went unnoticed, and drew requests. */
export class Deaths {
  private readonly clock: Clock;
  private readonly diedAt: Float64Array;
  private readonly lastSentAt: Float64Array;
  private readonly isNoticed: Uint8Array;
  private readonly falseRemovals: Counter;
  private readonly requestsToDead: Counter;
  private detections = 0;
  private detectionTime = 0;
  private deaths = 0;
  private staleTime = 0;

  constructor(recorder: Recorder, clock: Clock, service: string, replicas: number) {
    this.clock = clock;
    this.diedAt = new Float64Array(replicas).fill(ALIVE);
    this.lastSentAt = new Float64Array(replicas);
    this.isNoticed = new Uint8Array(replicas);
    this.falseRemovals = recorder.counter(service, 'falseRemovals');
    this.requestsToDead = recorder.counter(service, 'requestsToDead');
    recorder.figure(service, 'timeToRemove', () =>
      this.detections === 0 ? null : this.detectionTime / this.detections,
    );
    recorder.figure(service, 'staleness', () => this.staleness());
    recorder.whenMeasuring(() => {
      this.detections = 0;
      this.detectionTime = 0;
      this.deaths = 0;
      this.staleTime = 0;
    });
  }

  died(replica: number): void {
    if (this.diedAt[replica] !== ALIVE) return;
    this.diedAt[replica] = this.clock.now;
    this.lastSentAt[replica] = this.clock.now;
    this.isNoticed[replica] = 0;
  }

  returned(replica: number): void {
    if (this.diedAt[replica] === ALIVE) return;
    this.deaths++;
    this.staleTime += this.lastSentAt[replica]! - this.diedAt[replica]!;
    this.diedAt[replica] = ALIVE;
  }

  /** A request was sent to `replica`. */
  sentTo(replica: number): void {
    if (this.diedAt[replica] === ALIVE) return;
    this.lastSentAt[replica] = this.clock.now;
    this.requestsToDead.add();
  }

  noticed(replica: number): void {
    if (this.diedAt[replica] === ALIVE) this.falseRemovals.add();
    else if (this.isNoticed[replica] === 0) {
      this.isNoticed[replica] = 1;
      this.detections++;
      this.detectionTime += this.clock.now - this.diedAt[replica]!;
    }
  }

  /** Mean over the deaths, those included that last to the end of the run. */
  private staleness(): number | null {
    let [deaths, time] = [this.deaths, this.staleTime];
    for (let replica = 0; replica < this.diedAt.length; replica++) {
      if (this.diedAt[replica] === ALIVE) continue;
      deaths++;
      time += this.lastSentAt[replica]! - this.diedAt[replica]!;
    }
    return deaths === 0 ? null : time / deaths;
  }
}

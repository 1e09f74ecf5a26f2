/**
 * The self-audit of a replication: laws that hold whatever the scenario says, checked over the whole run between figures
 * that were counted independently of each other. A violation is a bug of ours.
 */
import { ANSWERED, QUEUED, TRAVELLING } from './call/attempt.ts';
import type { EdgeMeter } from './edge-meter.ts';
import type { ServiceMeter } from './service-meter.ts';
import type { SourceMeter } from './source-meter.ts';
import type { World } from './world.ts';

/** Relative error allowed where sums of doubles are compared. */
const TOLERANCE = 1e-9;

export function audit(world: World): readonly string[] {
  const { recorder } = world;
  const census = new Census(world);
  return [
    ...recorder.sources.flatMap((source, index) => auditSource(source, census.requests[index]!)),
    ...recorder.edges.flatMap(edge => auditEdge(edge, census)),
    ...recorder.services.flatMap(service => auditService(service, census.at(service))),
    ...(census.restless === 0 ? [] : [`${census.restless} slots of calls or attempts were not left at rest`]),
  ];
}

/** Conservation: every request born has ended or is still there. */
function auditSource(source: SourceMeter, inFlight: number): readonly string[] {
  if (source.everOffered === source.everEnded + inFlight) return [];
  return [`${source.name}: ${source.everOffered} requests born, ${source.everEnded} ended, ${inFlight} in flight`];
}

/** Conservation: every call begun and every attempt sent came to one end, or is still there. */
function auditEdge(edge: EdgeMeter, census: Census): readonly string[] {
  const violations: string[] = [];
  const { name } = edge;
  const calls = census.calls.get(edge) ?? 0;
  const attempts = census.attempts.get(edge) ?? 0;
  const ended = edge.everEnded + edge.dropped;
  const gone = edge.answered + edge.vanished + edge.withdrawn;
  if (edge.everCalled !== ended + calls)
    violations.push(`${name}: ${edge.everCalled} calls, ${ended} ended, ${calls} open`);
  if (edge.everSent !== gone + attempts)
    violations.push(`${name}: ${edge.everSent} attempts sent, ${gone} gone, ${attempts} in flight`);
  return violations;
}

function auditService(service: ServiceMeter, here: Presence): readonly string[] {
  const violations: string[] = [];
  const { name } = service;
  if (service.everArrived !== service.everLeft + here.count)
    violations.push(`${name}: ${service.everArrived} arrived, ${service.everLeft} left, ${here.count} are there`);
  // Little's law: the integral of a level over time is the sum of the times spent at it.
  if (differ(service.busyTime, service.slotTimeOfAttempts + here.slotTime))
    violations.push(`${name}: Little's law does not hold for the attempts in service`);
  if (differ(service.queueTime, service.waitTimeOfAttempts + here.waitTime))
    violations.push(`${name}: Little's law does not hold for the queue`);
  if (service.slotTimeIsWork && differ(service.busyTime, service.workOfAttempts + here.unbookedWork))
    violations.push(`${name}: the utilisation law does not hold`);
  violations.push(...service.messages.flatMap(account => auditMessages(name, account())));
  if (service.processors.length > 0 && !processorsBalance(service))
    violations.push(`${name}: its processors did other work than its requests got`);
  return violations;
}

/** Conservation: every message stored was processed, given up or lost, or is still there, in exactly one place. */
function auditMessages(name: string, account: ReturnType<ServiceMeter['messages'][number]>): readonly string[] {
  const { stored, processed, dead, lost, present, placed } = account;
  if (stored === processed + dead + lost + present && present === placed) return [];
  const ends = `${processed} processed, ${dead} given up, ${lost} lost`;
  return [`${name}: ${stored} messages stored, ${ends}, ${present} are there, ${placed} by their places`];
}

/** The utilisation law of shared processors: what they gave is what requests got. */
function processorsBalance({ processors, workOfAttempts }: ServiceMeter): boolean {
  const accounts = processors.map(account => account());
  const given = accounts.reduce((sum, account) => sum + account.given, 0);
  const got = workOfAttempts + accounts.reduce((sum, account) => sum + account.unbooked, 0);
  const rounding = accounts.reduce((sum, account) => sum + account.rounding, 0);
  return Math.abs(given - got) <= rounding || !differ(given, got);
}

function differ(one: number, other: number): boolean {
  return Math.abs(one - other) > TOLERANCE * Math.max(1, one, other);
}

/** Attempts inside a service, and how long they have waited and held a slot so far. */
interface Presence {
  count: number;
  waitTime: number;
  slotTime: number;
  /** Of the slot time, that of the steps they are at: a step's work is booked when it is done. */
  unbookedWork: number;
}

/** Everybody who is still there when the run ends, counted from the tables. */
class Census {
  readonly requests: number[];
  readonly calls = new Map<EdgeMeter, number>();
  readonly attempts = new Map<EdgeMeter, number>();
  /** Free slots that are not as their last user should have left them. */
  restless = 0;
  private readonly presences = new Map<ServiceMeter, Presence>();

  constructor(world: World) {
    this.requests = world.recorder.sources.map(() => 0);
    this.countCalls(world);
    this.countAttempts(world);
  }

  at(service: ServiceMeter): Presence {
    return this.presences.get(service) ?? { count: 0, waitTime: 0, slotTime: 0, unbookedWork: 0 };
  }

  private countCalls({ calls }: World): void {
    for (const call of calls.all) {
      const { chain } = call;
      if (chain === null) {
        if (!call.isAtRest) this.restless++;
        continue;
      }
      const edge = chain.meter;
      this.calls.set(edge, (this.calls.get(edge) ?? 0) + 1);
      if (edge.use === 'traffic' && !chain.twins?.has(call)) this.requests[call.source]!++;
    }
  }

  private countAttempts({ attempts, simulator }: World): void {
    for (const attempt of attempts.all) {
      if (attempt.callee === null) {
        if (!attempt.isAtRest) this.restless++;
        continue;
      }
      const edge = attempt.chain.meter;
      this.attempts.set(edge, (this.attempts.get(edge) ?? 0) + 1);
      const { state } = attempt;
      if (state === TRAVELLING || state >= ANSWERED) continue;
      const presence = this.at(edge.target);
      this.presences.set(edge.target, presence);
      presence.count++;
      if (state === QUEUED) presence.waitTime += simulator.now - attempt.arrivedAt;
      if (!attempt.hasSlot) continue;
      const held = simulator.now - attempt.slotSince;
      presence.slotTime += held;
      presence.unbookedWork += held - attempt.ownWork;
    }
  }
}

/** What one request does at a service, ready to run: the plan's flow with its distributions built and its draws named. */

import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import { hashName, mix } from '../../engine/random.ts';
import { NOBODY } from '../call/slots.ts';
import { CALL_MADE, type KeyStep, keyStep, servedBy } from '../draws.ts';
import { Items } from '../items.ts';
import type { CallPlan, OperationPlan, ServicePlan } from '../plan.ts';

/** A call's tag: what its failure means to the attempt that made it. */
export const REQUIRED = 0;
export const OPTIONAL = 1;
/** A copy put into a look-aside cache: nothing depends on it. */
export const COPY = 2;
/** Plus the number of the look-aside cache, among those that the operation asks. */
export const LOOKUP = 3;

export interface Operation {
  /** What is done first. The last step of all is one with nothing to do. */
  readonly start: Step;
  readonly errors: number;
  /** What its requests are about, whatever their callers' were; null when it is what they were told. */
  readonly items: Items | null;
}

/** Steps know what comes next: with hundreds of services, every array on the way to a step would be out of the cache. */
export interface Step {
  /** Share of the operation's work done in this step; 0 for a step of calls. */
  readonly share: number;
  /** null at the end. */
  readonly next: Step | null;
  /** All the work of the operation. */
  readonly work: Distribution;
  /** The first of the calls made in this step; null in a step of work. */
  readonly call: CallStep | null;
}

/** What is done in a step, wherever it stands. */
type Doing = Pick<Step, 'share' | 'call'>;

export const workStep = (share: number): Doing => ({ share, call: null });

/** One layout for all, wherever they come from. */
const linked = (call: LoneCall, next: CallStep | null): CallStep => ({
  next,
  isConditional: call.isConditional,
  edge: call.edge,
  salt: call.salt,
  mask: call.mask,
  operation: call.operation,
  tag: call.tag,
  isOff: call.isOff,
  onMiss: call.onMiss,
  probability: call.probability,
  chance: call.chance,
});

/** Calls made at the same time, begun in this order. */
export function callStep(calls: readonly LoneCall[]): Doing {
  let next: CallStep | null = null;
  for (const call of calls.toReversed()) next = linked(call, next);
  return { share: 0, call: next };
}

/** What an operation without anything special about it does. */
export const plainOperation = (work: Distribution, ...steps: readonly Doing[]): Operation => ({
  start: inRow(work, steps),
  errors: 0,
  items: null,
});

/** The first of the steps, and at the end of the row one with nothing to do. All are made here: V8 is to see one kind of thing. */
function inRow(work: Distribution, steps: readonly Doing[]): Step {
  let next: Step | null = null;
  for (const { share, call } of [...steps, workStep(0)].toReversed()) next = { share, next, work, call };
  return next!;
}

/** All calls that an operation may make, in the order of its flow. */
export function callsOf({ start }: Operation): readonly CallStep[] {
  const calls: CallStep[] = [];
  for (let step: Step | null = start; step !== null; step = step.next)
    for (let { call } = step; call !== null; call = call.next) calls.push(call);
  return calls;
}

export interface CallStep extends KeyStep {
  readonly edge: number;
  readonly operation: number;
  readonly probability: number;
  /** Number of the look-aside cache that must have had nothing; NOBODY for a call that does not depend on one. */
  readonly onMiss: number;
  /** Whether the call is not made every time. */
  isConditional: boolean;
  /** Switched off by an operator: requests are answered without it, degraded. */
  isOff: boolean;
  /** Purpose of the draw that decides whether the call is made. */
  readonly chance: number;
  /** What its failure means: one of the constants above. */
  readonly tag: number;
  /** The next call of the same step; null for the last one. */
  readonly next: CallStep | null;
}

type LoneCall = Omit<CallStep, 'next'>;

export function buildOperation(plan: OperationPlan, service: ServicePlan, services: readonly ServicePlan[]): Operation {
  const asked = lookupsOf(plan);
  const tagOf = (call: CallPlan): number => {
    if (call.onMiss === null && asked.includes(call.edge)) return LOOKUP + asked.indexOf(call.edge);
    if (call.onMiss === call.edge) return COPY;
    return call.optional ? OPTIONAL : REQUIRED;
  };
  const dims = Boolean(service.overload?.dimmer);
  const occurrences = new Map<string, number>();
  const buildCall = (call: CallPlan): LoneCall => {
    const target = services[service.edges[call.edge]!.target]!;
    const served = servedBy(target, services).name;
    const occurrence = occurrences.get(served) ?? 0;
    occurrences.set(served, occurrence + 1);
    return {
      edge: call.edge,
      operation: call.operation,
      probability: call.probability,
      isOff: false,
      chance: mix(CALL_MADE, hashName(`${served}/${occurrence}`)),
      onMiss: call.onMiss === null ? NOBODY : asked.indexOf(call.onMiss),
      isConditional: call.probability < 1 || call.onMiss !== null || (dims && call.optional),
      tag: tagOf(call),
      ...keyStep(service, target, services, occurrence),
    };
  };
  return {
    start: inRow(
      buildDistribution(plan.work),
      plan.flow.map(step => (step.kind === 'work' ? workStep(step.share) : callStep(step.calls.map(buildCall)))),
    ),
    errors: plan.errors,
    items: plan.keys && new Items(plan.keys),
  };
}

/** Edges of the look-aside caches that calls of this operation wait for. */
function lookupsOf(plan: OperationPlan): readonly number[] {
  const calls = plan.flow.flatMap(step => (step.kind === 'calls' ? step.calls : []));
  return [...new Set(calls.flatMap(({ onMiss }) => onMiss ?? []))];
}

/** Calls over this edge are not made until they are switched on again. */
export function switchCalls(operations: readonly Operation[], edge: number, isOn: boolean): void {
  for (const call of operations.flatMap(callsOf)) {
    if (call.edge !== edge) continue;
    call.isOff = !isOn;
    call.isConditional = call.isOff || call.probability < 1 || call.onMiss !== NOBODY;
  }
}

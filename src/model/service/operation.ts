/** What one request does at a service, ready to run: the plan's flow with its distributions built and its draws named. */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import { hashName, mix } from '../../engine/random.ts';
import { CALL_MADE, callSalt } from '../draws.ts';
import type { CallPlan, OperationPlan, ServicePlan } from '../plan.ts';

export interface Operation {
  readonly work: Distribution;
  readonly errors: number;
  readonly flow: readonly Step[];
}

export interface Step {
  /** Share of the operation's work done in this step; 0 for a step of calls. */
  readonly share: number;
  readonly calls: readonly CallStep[];
}

export interface CallStep {
  readonly edge: number;
  readonly operation: number;
  readonly probability: number;
  /** Purpose of the draw that decides whether the call is made. */
  readonly chance: number;
  readonly optional: boolean;
  /** Stirred into the key of the call. */
  readonly salt: number;
}

export function buildOperation(plan: OperationPlan, service: ServicePlan, services: readonly ServicePlan[]): Operation {
  const occurrences = new Map<string, number>();
  const buildCall = (call: CallPlan): CallStep => {
    const target = services[service.edges[call.edge]!.target]!;
    const occurrence = occurrences.get(target.name) ?? 0;
    occurrences.set(target.name, occurrence + 1);
    return {
      edge: call.edge,
      operation: call.operation,
      probability: call.probability,
      chance: mix(CALL_MADE, hashName(`${target.name}/${occurrence}`)),
      optional: call.optional,
      salt: target.kind === 'load-balancer' || service.kind === 'load-balancer' ? 0 : callSalt(target.name, occurrence),
    };
  };
  return {
    work: buildDistribution(plan.work),
    errors: plan.errors,
    flow: plan.flow.map(step =>
      step.kind === 'work' ? { share: step.share, calls: [] } : { share: 0, calls: step.calls.map(buildCall) },
    ),
  };
}

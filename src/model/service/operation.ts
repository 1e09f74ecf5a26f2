/** What one request does at a service, ready to run: the plan's flow with its distributions built and its draws named. */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import { hashName, mix } from '../../engine/random.ts';
import { CALL_MADE, type KeyStep, keyStep, servedBy } from '../draws.ts';
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
  readonly key: KeyStep;
}

export function buildOperation(plan: OperationPlan, service: ServicePlan, services: readonly ServicePlan[]): Operation {
  const occurrences = new Map<string, number>();
  const buildCall = (call: CallPlan): CallStep => {
    const target = services[service.edges[call.edge]!.target]!;
    const served = servedBy(target, services).name;
    const occurrence = occurrences.get(served) ?? 0;
    occurrences.set(served, occurrence + 1);
    return {
      edge: call.edge,
      operation: call.operation,
      probability: call.probability,
      chance: mix(CALL_MADE, hashName(`${served}/${occurrence}`)),
      optional: call.optional,
      key: keyStep(service, target, services, occurrence),
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

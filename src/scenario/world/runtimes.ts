/** `runtime`, `autoscaler`, `rollout` and `orchestrator` → runtime plans, and how many places for replicas they need. */
import type { NodeControlPlan, ProbePlan, RolloutPlan, RuntimePlan, ScalingRule } from '../../model/runtime-plan.ts';
import type { AutoscalerValue, ProbeValue, RolloutValue, RuntimeValue } from '../schema/runtime.ts';
import type { Scenario, ServiceValue } from '../schema/schema.ts';
import { optionalDistribution } from './edge.ts';
import type { Site } from './site.ts';

const SECOND = 1e9;

/** The runtime as a map: a preset alone has been filled in before; a service that only scales or rolls is a container. */
export function runtimeOf(service: ServiceValue): RuntimeValue | null {
  return typeof service.runtime === 'object' ? service.runtime : null;
}

/** Whether somebody looks after its replicas. */
export const isTended = (service: ServiceValue): boolean => runtimeOf(service) !== null;

/** Places for replicas: the most there can be at a time. */
export function placesOf(name: string, service: ServiceValue, scenario: Scenario): number {
  if (!isTended(service)) return service.replicas;
  const most = Math.max(service.replicas, service.autoscaler?.max ?? 0);
  const surge = isRolled(name, service, scenario) ? surgeOf(service.rollout, most) : 0;
  return most + surge + (canStrand(scenario) ? most : 0);
}

/** What runs on a machine that is cut off goes on beside those that take its place. */
function canStrand({ faults = {}, orchestrator, nodes }: Scenario): boolean {
  if (orchestrator === undefined || nodes === undefined) return false;
  return Object.values(faults).some(({ partition }) => partition !== undefined && isOfPlace(partition));
}

const isOfPlace = (target: object): boolean => ['node', 'zone', 'region', 'shared'].some(key => key in target);

function isRolled(name: string, service: ServiceValue, { faults = {} }: Scenario): boolean {
  if (service.rollout !== undefined) return true;
  return Object.values(faults).some(({ deploy }) => deploy?.service === name);
}

const QUARTER = 0.25;

/** A share of `of`; a whole number above 1, or 1 written as a number, is itself. */
const amountOf = (value: number | undefined, of: number, round: (share: number) => number): number =>
  value === undefined ? round(QUARTER * of) : value >= 1 ? value : round(value * of);

const surgeOf = (rollout: RolloutValue | undefined, of: number): number => amountOf(rollout?.maxSurge, of, Math.ceil);

/** Null for a service without a runtime. */
export function compileRuntime(name: string, service: ServiceValue, site: Site): RuntimePlan | null {
  const value = runtimeOf(service);
  const path = ['services', name, 'runtime'];
  if (value === null) {
    for (const key of ['autoscaler', 'rollout'] as const)
      if (service[key] !== undefined)
        site.reportKey(['services', name, key], {
          code: 'BR016',
          message: `\`${key}\` needs a \`runtime\`, such as container`,
        });
    return null;
  }
  // The schema takes no other name.
  const kind = (value.preset ?? 'container') as RuntimePlan['kind'];
  const probe = (key: 'readiness' | 'liveness'): ProbePlan | null =>
    value[key] === undefined ? null : compileProbe(value[key], [...path, key], site);
  const { autoscaler, rollout } = service;
  const isManaged = value.readiness !== undefined || autoscaler !== undefined || rollout !== undefined;
  checkAutoscaler(name, service, site);
  return {
    kind,
    imagePull: optionalDistribution(value.imagePull, [...path, 'imagePull'], site),
    restart: value.restart === 'never' || value.restart === undefined ? null : value.restart,
    memory: value.memory ?? null,
    readiness: probe('readiness'),
    liveness: probe('liveness'),
    cpu: {
      request: value.cpu?.request ?? 1,
      limit: value.cpu?.limit ?? Number.POSITIVE_INFINITY,
      isReserved: value.cpu?.reserved ?? false,
    },
    preStop: value.preStop,
    terminationGrace: value.terminationGrace,
    isListed: value.listed ?? (kind === 'container' || isManaged),
    propagation: value.propagation,
    initial: service.replicas,
    autoscaler: autoscaler === undefined ? null : compileAutoscaler(autoscaler),
    rollout: compileRollout(rollout, service.replicas),
  };
}

function checkAutoscaler(name: string, { autoscaler, replicas }: ServiceValue, site: Site): void {
  if (autoscaler === undefined) return;
  const path = ['services', name, 'autoscaler'];
  const { min, max, utilisation, queue } = autoscaler;
  if ((utilisation === undefined) === (queue === undefined))
    site.reportKey(path, { code: 'BR016', message: 'an autoscaler aims at either `utilisation` or `queue`' });
  if (min > max) {
    const message = `min ${min} is above max ${max}`;
    site.reportKey([...path, site.has([...path, 'min']) ? 'min' : 'max'], { code: 'BR204', message });
  } else if (replicas < min || replicas > max) {
    const message = `${name} starts with ${replicas} replicas, which is not between min ${min} and max ${max}`;
    site.reportKey(path, { code: 'BR204', message, expected: `${min} to ${max}`, found: String(replicas) });
  }
}

function compileProbe(value: ProbeValue, path: readonly string[], site: Site): ProbePlan {
  return { ...value, work: optionalDistribution(value.work, [...path, 'work'], site) };
}

function compileAutoscaler(value: AutoscalerValue): RuntimePlan['autoscaler'] {
  const rule = (given: AutoscalerValue['scaleUp'], stabilisation: number, replicas: number): ScalingRule => ({
    stabilisation: given?.stabilisation ?? stabilisation,
    percent: given?.percent ?? 1,
    replicas: given?.replicas ?? replicas,
    period: given?.period ?? 15 * SECOND,
  });
  return {
    min: value.min,
    max: value.max,
    metric: value.queue === undefined ? 'utilisation' : 'queue',
    target: value.queue ?? value.utilisation ?? 1,
    syncPeriod: value.syncPeriod,
    tolerance: value.tolerance,
    scaleUp: rule(value.scaleUp, 0, 4),
    scaleDown: rule(value.scaleDown, 300 * SECOND, 0),
  };
}

function compileRollout(value: RolloutValue | undefined, replicas: number): RolloutPlan {
  const maxSurge = surgeOf(value, replicas);
  const maxUnavailable = amountOf(value?.maxUnavailable, replicas, Math.floor);
  return {
    maxSurge,
    // Without either nothing could ever change.
    maxUnavailable: maxSurge + maxUnavailable === 0 ? 1 : maxUnavailable,
    minReady: value?.minReady ?? 0,
    progressDeadline: value?.progressDeadline ?? 600 * SECOND,
    isRolledBack: value?.rollback ?? false,
    maxErrors: value?.maxErrors ?? 1,
    interval: value?.interval ?? 30 * SECOND,
  };
}

export const compileNodeControl = ({ orchestrator }: Scenario): NodeControlPlan | null => orchestrator ?? null;

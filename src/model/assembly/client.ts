/** Assembles the client side of an edge for one process: policies in their order, what it knows of replicas, chain. */
import { packed } from '../../engine/packed.ts';
import { LeaderAware } from '../balancer/leader-aware.ts';
import { Chain } from '../call/chain.ts';
import type { Caller, Place } from '../call/parties.ts';
import type { EdgeMeter } from '../edge-meter.ts';
import { mitigations } from '../mitigation/all.ts';
import { Breaker } from '../mitigation/breaker.ts';
import { ConnectionPool } from '../mitigation/connection-pool.ts';
import type { Mitigation, Policy } from '../mitigation/policy.ts';
import type { Link } from '../network/link.ts';
import type { EdgePlan, PolicyPlan } from '../plan.ts';
import type { World } from '../world.ts';
import type { DeepProbes } from './deep-probe.ts';
import type { Directory } from './directory.ts';
import { buildKnowledge } from './knowledge.ts';
import type { ClientSide, Site } from './site.ts';

export interface ClientParts {
  readonly plan: EdgePlan;
  readonly meter: EdgeMeter;
  readonly link: Link;
  readonly target: Site;
  /** Which of the caller's processes this is. */
  readonly number: number;
  readonly home: Place;
  /** Where all processes are that call like this one. */
  readonly callers: readonly Place[];
  /** One client side for all replicas of the caller; `home` is then one of them. */
  readonly shared: boolean;
  readonly caller: Caller;
  readonly deepProbes: DeepProbes;
  readonly directory: Directory;
}

export function buildClient(world: World, parts: ClientParts): ClientSide {
  const { plan, target } = parts;
  const knowledge = buildKnowledge(world, parts);
  const { balancer, informants, watch } = knowledge;
  const leading = target.cluster && new LeaderAware(balancer, needsLeader(target));
  const policies = buildPolicies(plan.policies);
  const limits = plan.policies.map(policy => definitionOf(policy).limit?.(policy.settings) ?? {});
  const chain = new Chain(world, {
    meter: parts.meter,
    number: parts.number,
    policies,
    balancer: leading ?? balancer,
    informants,
    watch,
    link: parts.link,
    targets: target.replicas,
    caller: parts.caller,
    home: parts.home,
    shared: parts.shared,
    cancellation: plan.cancellation,
    deadline: plan.deadline,
    attemptLimit: Math.min(...limits.map(limit => limit.attempt ?? Infinity), Infinity),
    totalLimit: Math.min(...limits.map(limit => limit.total ?? Infinity), Infinity),
  });
  if (leading)
    target.cluster!.watch(chain.index, `${parts.meter.name}/${parts.number}`, parts.home, parts.link, leading);
  return {
    chain,
    balancer,
    informants,
    breakers: policies.filter(policy => policy instanceof Breaker),
    pools: policies.filter(policy => policy instanceof ConnectionPool),
  };
}

/** Operations that only the leader of the target's cluster serves. */
function needsLeader({ plan }: Site): readonly boolean[] {
  const reads = plan.cluster?.replication?.reads ?? 'leader';
  return plan.operations.map(({ access }) => access === 'write' || reads === 'leader');
}

function buildPolicies(plans: readonly PolicyPlan[]): readonly Policy[] {
  const nested = plans.toSorted((a, b) => definitionOf(a).order - definitionOf(b).order);
  return packed(nested, plan => definitionOf(plan).build(plan.settings));
}

const definitions: ReadonlyMap<string, (typeof mitigations)[number]> = new Map(
  mitigations.map(definition => [definition.kind, definition]),
);

/** Settings and kind were paired by the scenario's kinds; the plan carries them as data, so the pairing ends here. */
function definitionOf(plan: PolicyPlan): Mitigation {
  const definition = definitions.get(plan.kind);
  if (!definition) throw new RangeError(`a plan names the mitigation ${plan.kind}, which does not exist`);
  return definition as unknown as Mitigation;
}

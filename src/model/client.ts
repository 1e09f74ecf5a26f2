/** Assembles the client side of an edge for one process: policies in their order, balancer, health checks, chain. */
import { buildDistribution } from '../engine/distribution.ts';
import { Random } from '../engine/random.ts';
import type { Balancer } from './balancer/balancer.ts';
import { buildBalancer } from './balancer/build.ts';
import { Probing } from './balancer/probing.ts';
import { Chain } from './call/chain.ts';
import type { Caller, Place } from './call/parties.ts';
import { HealthChecker } from './health/health-checker.ts';
import { mitigations } from './mitigation/all.ts';
import { attemptTimeout } from './mitigation/attempt-timeout.ts';
import { Breaker } from './mitigation/breaker.ts';
import type { Mitigation, Policy } from './mitigation/policy.ts';
import type { Link } from './network/link.ts';
import type { EdgePlan, HealthCheckPlan, PolicyPlan } from './plan.ts';
import type { EdgeMeter } from './recorder.ts';
import type { ClientSide, Site } from './site.ts';
import type { World } from './world.ts';

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
}

export function buildClient(world: World, parts: ClientParts): ClientSide {
  const { plan, target } = parts;
  const balancer = buildBalancer({
    plan: plan.balancer,
    targets: target.replicas,
    client: parts.number,
    home: parts.home,
    callers: parts.callers,
    calls: world.calls,
    keyed: world.keyed,
  });
  const checker = plan.healthCheck && buildChecker(world, parts, plan.healthCheck, balancer);
  const policies = buildPolicies(plan.policies);
  const limits = plan.policies.map(policy => definitionOf(policy).limit?.(policy.settings) ?? {});
  const chain = new Chain(world, {
    meter: parts.meter,
    policies,
    balancer,
    checker,
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
  return { chain, balancer, checker, breakers: policies.filter(policy => policy instanceof Breaker) };
}

function buildPolicies(plans: readonly PolicyPlan[]): readonly Policy[] {
  return plans
    .toSorted((a, b) => definitionOf(a).order - definitionOf(b).order)
    .map(plan => definitionOf(plan).build(plan.settings));
}

/** Settings and kind were paired by the scenario's kinds; the plan carries them as data, so the pairing ends here. */
function definitionOf(plan: PolicyPlan): Mitigation {
  const definition = mitigations.find(({ kind }) => kind === plan.kind);
  if (!definition) throw new RangeError(`a plan names the mitigation ${plan.kind}, which does not exist`);
  return definition as unknown as Mitigation;
}

function buildChecker(world: World, parts: ClientParts, plan: HealthCheckPlan, balancer: Balancer): HealthChecker {
  const { meter, target } = parts;
  const checker = new HealthChecker(world, {
    plan,
    name: meter.name,
    service: target.plan.name,
    balancer,
    targets: target.replicas,
    home: parts.home,
    link: parts.link,
    luck: Random.named(`${world.seed}/health/${meter.name}/${parts.number}`),
  });
  if (plan.work !== null) probeWithWork(world, parts, plan, checker);
  return checker;
}

/** Probes that cost work are calls of their own, to an operation that is only that work. */
function probeWithWork(world: World, parts: ClientParts, plan: HealthCheckPlan, checker: HealthChecker): void {
  const { meter, target } = parts;
  const work = buildDistribution(plan.work!);
  const operation = target.operations.push({ work, errors: 0, flow: [{ share: 1, calls: [] }] }) - 1;
  const probeMeter = world.recorder.edge(`${meter.name} health checks`, target.meter, 'probes');
  const luck = Random.named(`${world.seed}/probes/${meter.name}/${parts.number}`);
  const chain = new Chain(world, {
    meter: probeMeter,
    policies: [attemptTimeout.build({ limit: plan.timeout })],
    balancer: new Probing(target.replicas.length, world.calls),
    checker: null,
    link: parts.link,
    targets: target.replicas,
    caller: checker,
    home: parts.home,
    shared: false,
    cancellation: false,
    deadline: false,
    attemptLimit: plan.timeout,
    totalLimit: Infinity,
  });
  checker.costlyProbe = replica => {
    const call = chain.open();
    world.calls.keyLow[call] = luck.bits();
    world.calls.keyHigh[call] = luck.bits();
    world.calls.parent[call] = replica;
    world.calls.operation[call] = operation;
    world.calls.source[call] = -1;
    world.calls.priority[call] = 0;
    world.calls.first[call] = 1;
    chain.begin(call);
  };
}

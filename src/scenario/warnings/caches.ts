/**
 * What is known of caches before anything is simulated: whether requests that reach one are about something, and the
 * classic mistakes around them. Works on the compiled world.
 */
import type { OperationPlan, ServicePlan, WorldPlan } from '../../model/plan.ts';
import { estimateLoad } from '../estimate/load.ts';
import { formatDuration } from '../quantities/units.ts';
import type { Site } from '../world/site.ts';

/** An error for every cache that goes by keys and is reached by requests without any. */
export function checkKeys(plan: WorldPlan, site: Site): void {
  const keyless = operationsWithoutKeys(plan);
  for (const service of plan.services) {
    if (service.cache === null || service.cache.hitRatio !== null) continue;
    if (!service.operations.some(operation => keyless.has(operation))) continue;
    const message = `requests without keys reach ${service.name}, which keeps answers by key`;
    const hint = 'add `keys` to the traffic or to the operation that calls it, or give the cache a `hitRatio`';
    site.reportKey(['services', service.name], { code: 'BR502', message, hint });
  }
}

export function warnOfCaches(plan: WorldPlan, site: Site): void {
  warnOfStampedes(plan, site);
  warnOfColdCaches(plan, site);
  warnOfKeylessRings(plan, site);
}

/** Operations that some request reaches without being about anything. */
function operationsWithoutKeys({ services, traffic }: WorldPlan): ReadonlySet<OperationPlan> {
  const reached = new Set<OperationPlan>();
  const visit = (service: ServicePlan, operation: OperationPlan): void => {
    if (operation.keys !== null || reached.has(operation)) return;
    reached.add(operation);
    for (const call of operation.flow.flatMap(step => (step.kind === 'calls' ? step.calls : []))) {
      const target = services[service.edges[call.edge]!.target]!;
      visit(target, target.operations[call.operation]!);
    }
  };
  for (const { keys, edge, mix } of traffic) {
    const target = services[edge.target]!;
    if (keys === null) for (const { operation } of mix) visit(target, target.operations[operation]!);
  }
  return reached;
}

function warnOfStampedes({ services }: WorldPlan, site: Site): void {
  for (const { name, cache } of services) {
    if (cache === null || cache.writes !== null || cache.ttl === Number.POSITIVE_INFINITY || cache.singleFlight)
      continue;
    const message = `when a popular entry of ${name} expires after ${formatDuration(cache.ttl)}, everybody who wants it goes to the origin at once`;
    site.reportKey(['services', name, 'cache', 'ttl'], { code: 'BR551', message, hint: 'add `singleFlight: true`' });
  }
}

/** What a system has to bear while its caches are cold: every lookup is a miss. */
function warnOfColdCaches(plan: WorldPlan, site: Site): void {
  if (plan.services.every(({ cache }) => cache === null)) return;
  const warm = estimateLoad(plan, { replicas: 'most' });
  const cold = estimateLoad(plan, { replicas: 'most', caches: 'cold' });
  for (const [i, { name }] of plan.services.entries()) {
    const { offeredPerSecond, capacityPerSecond } = cold[i]!;
    if (offeredPerSecond <= capacityPerSecond || warm[i]!.offeredPerSecond > warm[i]!.capacityPerSecond) continue;
    const message = `${name} can serve about ${figure(capacityPerSecond)}/s, but ${figure(offeredPerSecond)}/s are sent to it while caches are cold`;
    site.reportKey(['services', name], {
      code: 'BR550',
      message,
      expected: `at least ${figure(offeredPerSecond)}/s`,
      found: `${figure(capacityPerSecond)}/s`,
    });
  }
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));

function warnOfKeylessRings(plan: WorldPlan, site: Site): void {
  const keyless = operationsWithoutKeys(plan);
  for (const { name, edge, keys } of plan.traffic) {
    if (edge.balancer.kind === 'consistent-hash' && keys === null) reportRing(['traffic', name], edge.name, site);
  }
  for (const service of plan.services) {
    for (const [i, edge] of service.edges.entries()) {
      if (edge.balancer.kind !== 'consistent-hash') continue;
      const callers = service.operations.filter(operation =>
        operation.flow.some(step => step.kind === 'calls' && step.calls.some(call => call.edge === i)),
      );
      if (callers.some(operation => keyless.has(operation))) reportRing(['services', service.name], edge.name, site);
    }
  }
}

function reportRing(path: readonly string[], edge: string, site: Site): void {
  const message = `${edge} balances by key, but requests without keys go over it: each goes anywhere`;
  site.reportKey([...path], { code: 'BR552', message, hint: 'add `keys` to the traffic or to the operation' });
}

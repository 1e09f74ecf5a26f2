/** Classic mistakes in how clients learn which replicas to use. */
import type { EdgePlan, ServicePlan, WorldPlan } from '../../model/plan.ts';
import type { Path } from '../problems/problem.ts';
import { formatDuration } from '../quantities/units.ts';
import type { Site } from '../world/site.ts';
import type { BuiltWorld } from '../world/world.ts';

export function warnOfKnowledge({ plan, paths }: BuiltWorld, site: Site): void {
  for (const edge of [...plan.services.flatMap(({ edges }) => edges), ...plan.traffic.map(source => source.edge)]) {
    const path = paths.get(edge) ?? [];
    const target = plan.services[edge.target]!;
    warnOfDeepChecks(edge, target, path, site);
    warnOfToothlessDetection(edge, target, path, site);
  }
  warnOfRegistrations(plan, site);
}

/** All replicas depend on the same things, so they fail together; a panic threshold keeps them in use. */
function warnOfDeepChecks(edge: EdgePlan, target: ServicePlan, path: Path, site: Site): void {
  const needs = target.operations.some(({ flow }) =>
    flow.some(step => step.kind === 'calls' && step.calls.some(({ optional }) => !optional)),
  );
  if (edge.healthCheck?.deep !== true || !needs || edge.balancer.panicThreshold > 0) return;
  site.reportKey([...path, 'healthCheck', 'deep'], {
    code: 'BR150',
    message: `the deep checks of ${edge.name} fail for all replicas at once when what they depend on is down`,
    hint: 'add `balancer: { panicThreshold: 50% }`, or check the replica alone',
  });
}

function warnOfToothlessDetection(edge: EdgePlan, target: ServicePlan, path: Path, site: Site): void {
  const plan = edge.outlierDetection;
  if (plan === null || plan.alwaysEjectOne || plan.maxEjectedPercent * target.replicas >= 1 - 1e-9) return;
  const share = `${Number((100 * plan.maxEjectedPercent).toFixed(6))}%`;
  site.reportKey([...path, 'outlierDetection'], {
    code: 'BR151',
    message: `outlier detection of ${edge.name} can eject nobody: ${share} of ${target.replicas} replicas is less than one`,
    hint: 'raise `maxEjectedPercent`, or set `alwaysEjectOne`',
  });
}

function warnOfRegistrations(plan: WorldPlan, site: Site): void {
  for (const { name, register } of plan.services) {
    if (register === null || register.detector.kind !== 'timeout') continue;
    const { heartbeat, detector } = register;
    warnOfLatePreservation(name, detector.timeout, plan.services[register.registry]!, site);
    if (detector.timeout >= 2 * heartbeat) continue;
    const message = `an entry of ${name} expires after ${formatDuration(detector.timeout)}: one lost heartbeat of ${formatDuration(heartbeat)} removes a live replica`;
    const path = ['services', name, 'register'];
    site.reportKey(site.has([...path, 'ttl']) ? [...path, 'ttl'] : path, {
      code: 'BR152',
      message,
      expected: `at least ${formatDuration(2 * heartbeat)}`,
      found: formatDuration(detector.timeout),
    });
  }
  for (const [index, { name, kind }] of plan.services.entries()) {
    if (kind !== 'registry' || plan.services.some(({ register }) => register?.registry === index)) continue;
    site.reportKey(['services', name], { code: 'BR153', message: `nobody registers with ${name}` });
  }
}

/** Renewals are counted by whole minutes, so two of them pass before a registry is sure to see that they stay away. */
function warnOfLatePreservation(
  name: string,
  ttl: number,
  { name: registry, registry: plan }: ServicePlan,
  site: Site,
): void {
  if (plan === null || plan.selfPreservation === 0 || ttl >= TWO_MINUTES) return;
  site.reportKey(['services', name, 'register'], {
    code: 'BR154',
    message: `entries of ${name} expire after ${formatDuration(ttl)}, before ${registry} can see that renewals stay away`,
    expected: 'a ttl of at least 2m',
    found: formatDuration(ttl),
  });
}

const TWO_MINUTES = 120e9;

/** Classic mistakes in how clients learn which replicas to use. */
import type { EdgePlan, ServicePlan } from '../model/plan.ts';
import type { Path } from './problem.ts';
import type { Site } from './site.ts';
import type { BuiltWorld } from './world/world.ts';

export function warnOfKnowledge({ plan, paths }: BuiltWorld, site: Site): void {
  for (const edge of [...plan.services.flatMap(({ edges }) => edges), ...plan.traffic.map(source => source.edge)]) {
    const path = paths.get(edge) ?? [];
    const target = plan.services[edge.target]!;
    warnOfDeepChecks(edge, target, path, site);
    warnOfToothlessDetection(edge, target, path, site);
  }
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

/** One variant's parsed document → the world to simulate, and where each edge of it was written. */
import type { EdgePlan, WorldPlan } from '../../model/plan.ts';
import type { Path } from '../problems/problem.ts';
import type { Scenario } from '../schema/schema.ts';
import { checkKeys } from '../warnings/caches.ts';
import { compileCrew } from './crews.ts';
import { outagesOf } from './data.ts';
import { compileFaults } from './faults.ts';
import { compileLayout } from './infrastructure.ts';
import { compileMonitoring } from './monitoring.ts';
import { checkCopies } from './recovery.ts';
import { compileService, directoryOf } from './services.ts';
import type { Site } from './site.ts';
import { compileTraffic } from './traffic.ts';
import { windowOf } from './window.ts';

export interface BuiltWorld {
  readonly plan: WorldPlan;
  readonly paths: ReadonlyMap<EdgePlan, Path>;
}

/** Names must have been checked (checks/references.ts). The plan is worth something only if `site` got no error. */
export function compileWorld(scenario: Scenario, site: Site): BuiltWorld {
  const directory = directoryOf(scenario);
  const sited = Object.entries(scenario.services).map(([name, value]) => compileService(name, value, directory, site));
  const services = sited.map(({ plan }) => plan);
  const traffic = Object.entries(scenario.traffic).map(([name, value]) =>
    compileTraffic(name, value, directory, scenario, site),
  );
  const layout = compileLayout(scenario, site);
  const around = { scenario, directory, layout, services, traffic, site };
  const outages = Object.entries(scenario.services).flatMap(([name, value], index) =>
    outagesOf(name, index, value, site),
  );
  const faults = [...compileFaults(around), ...outages];
  const crews = Object.entries(scenario.crews ?? {}).map(([name, value]) => compileCrew(name, value, site));
  const { duration, warmup } = scenario.run;
  const plan = {
    duration,
    warmup,
    window: windowOf(scenario.run.window, duration),
    objective: scenario.slo.availability,
    services,
    traffic,
    faults,
    crews,
    infrastructure: layout.plan,
    clock: scenario.run.startsAt,
    monitoring: compileMonitoring({
      scenario,
      services,
      faults,
      layout,
      site,
    }),
  };
  checkKeys(plan, site);
  checkCopies(services, site);
  const paths = new Map<EdgePlan, Path>([
    ...sited.flatMap(({ edges }) => edges.map(({ edge, path }) => [edge, path] as const)),
    ...traffic.map(source => [source.edge, ['traffic', source.name]] as const),
    ...traffic.flatMap(({ name, failover }) =>
      failover === null ? [] : [[failover.edge, ['traffic', name]] as const],
    ),
  ]);
  return { plan, paths };
}

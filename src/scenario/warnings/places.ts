/** Classic mistakes in where things run and what they stand in: an outage that misses somebody, a leak that harms nobody. */
import { NOWHERE } from '../../model/infrastructure-plan.ts';
import type { WorldPlan } from '../../model/plan.ts';
import type { Site } from '../world/site.ts';

export function warnOfPlaces(plan: WorldPlan, site: Site): void {
  warnOfNowhere(plan, site);
  warnOfHarmlessLeaks(plan, site);
}

/** A place fails, and a service that says nothing of its own place is not touched by that: rarely what is meant. */
function warnOfNowhere({ faults, infrastructure, services }: WorldPlan, site: Site): void {
  const strikesPlace = faults.find(({ groups }) => groups.some(({ hosts }) => hosts.length > 0));
  if (infrastructure === null || strikesPlace === undefined) return;
  services.forEach(({ name, kind }, index) => {
    const { hosts, choices } = infrastructure.placements[index]!;
    if (kind === 'external' || choices.length > 0 || hosts.some(host => host !== NOWHERE)) return;
    site.reportKey(['services', name], {
      code: 'BR250',
      message: `${name} runs nowhere in particular: ${strikesPlace.name} cannot reach it`,
      hint: 'add `zones` or `placement`',
    });
  });
}

/** Without a limit of memory nobody is killed, however much leaks. */
function warnOfHarmlessLeaks({ faults, infrastructure, services }: WorldPlan, site: Site): void {
  for (const { name, effect, groups } of faults) {
    if (effect.kind !== 'memory-leak') continue;
    const struck = new Set(groups.flatMap(({ replicas }) => replicas.map(({ service }) => service)));
    for (const service of struck) {
      if (infrastructure?.runtimes[service]?.memory) continue;
      site.reportKey(['faults', name, 'memoryLeak'], {
        code: 'BR251',
        message: `${name} changes nothing: ${services[service]!.name} has no limit of memory`,
        hint: 'add `runtime: { preset: container, memory: { limit: 512MiB } }`',
      });
    }
  }
}

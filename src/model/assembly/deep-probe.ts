/**
 * Deep health checks: the operation by which a service answers a probe only after its own required dependencies have
 * answered theirs. It is made of real calls through the service's own chains - with their timeouts, breakers and
 * balancers - so whatever ails a dependency reaches everybody who needs it, as it does with deep checks in production.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import { NOBODY } from '../call/slots.ts';
import { keyStep } from '../draws.ts';
import type { ServicePlan } from '../plan.ts';
import { callStep, type Operation, plainOperation, REQUIRED, workStep } from '../service/operation.ts';
import type { Site } from './site.ts';

const NO_WORK = buildDistribution({ kind: 'constant', value: 0 });

export class DeepProbes {
  private readonly sites: readonly Site[];
  private readonly services: readonly ServicePlan[];
  private readonly known = new Map<Site, number>();

  constructor(sites: readonly Site[], services: readonly ServicePlan[]) {
    this.sites = sites;
    this.services = services;
  }

  /** The number of the operation with which `site` answers a deep probe that costs `work` of its own. */
  operationOf(site: Site, work: Distribution | null): number {
    return site.operations.push(this.operation(site, work ?? NO_WORK, [site])) - 1;
  }

  /** Dependencies answer with no work of their own. One that is already on the way is not asked again: circles end. */
  private inner(site: Site, above: readonly Site[]): number {
    const known = this.known.get(site);
    if (known !== undefined) return known;
    const number = site.operations.push(this.operation(site, NO_WORK, [...above, site])) - 1;
    this.known.set(site, number);
    return number;
  }

  private operation(site: Site, work: Distribution, above: readonly Site[]): Operation {
    const calls = requiredEdges(site.plan).flatMap(edge => {
      const target = this.sites[site.plan.edges[edge]!.target]!;
      if (above.includes(target)) return [];
      const operation = this.inner(target, above);
      const always = { probability: 1, chance: 0, onMiss: NOBODY, isConditional: false, isOff: false };
      return [{ edge, operation, ...always, tag: REQUIRED, ...keyStep(site.plan, target.plan, this.services, 0) }];
    });
    return plainOperation(work, workStep(1), ...(calls.length === 0 ? [] : [callStep(calls)]));
  }
}

/**
 * Edges that some operation cannot do without; a look-aside cache is not among them, and neither is the consumer of a
 * queue, which takes messages whether anybody is there to process them or not.
 */
function requiredEdges({ kind, operations }: ServicePlan): readonly number[] {
  if (kind === 'queue') return [];
  const calls = operations.flatMap(({ flow }) => flow.flatMap(step => (step.kind === 'calls' ? step.calls : [])));
  const lookups = new Set(calls.map(({ onMiss }) => onMiss));
  const required = calls.filter(({ optional, edge }) => !optional && !lookups.has(edge));
  return [...new Set(required.map(({ edge }) => edge))].sort((a, b) => a - b);
}

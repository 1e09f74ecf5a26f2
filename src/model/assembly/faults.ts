/**
 * Assembles what goes wrong: for every fault of the plan the groups it strikes, what it does to them, and who decides
 * when. Everything that can be struck exists by then.
 */
import { invariant } from '../../engine/invariant.ts';
import { Random } from '../../engine/random.ts';
import { type ChaosEffect, ChaosExperiment, type ChaosParts } from '../fault/chaos.ts';
import type { Crew } from '../fault/crew.ts';
import { describeEffect, type Victims } from '../fault/describe.ts';
import { buildEffect, type Struck } from '../fault/effect.ts';
import { type Episode, FaultInjector } from '../fault/fault-injector.ts';
import { Rollout, reachOf } from '../fault/rollout.ts';
import type { Source } from '../load/source.ts';
import type { EndableFault } from '../monitor/action.ts';
import type { FaultEffect, FaultPlan, FaultTarget, WorldPlan } from '../plan.ts';
import type { FaultRecord } from '../record.ts';
import type { World } from '../world.ts';
import type { Infrastructure } from './infrastructure.ts';
import type { Edge, Site } from './site.ts';

type ConfigEffect = Extract<FaultEffect, { kind: 'config' }>;

/** Whatever makes a fault happen. */
interface Injector extends EndableFault {
  readonly episodes: readonly Episode[];
  start(): void;
}

/** What can be struck, and who repairs it; lists are in the plan's order. */
export interface FaultParts {
  readonly plan: WorldPlan;
  readonly sites: readonly Site[];
  readonly serviceEdges: readonly (readonly Edge[])[];
  readonly sourceEdges: readonly Edge[];
  readonly sources: readonly Source[];
  readonly infrastructure: Infrastructure | null;
  readonly crews: readonly Crew[];
}

export class Faults {
  private readonly world: World;
  private readonly parts: FaultParts;
  private readonly injectors: readonly Injector[];
  /** Every group that a fault may cut off has an island of its own. */
  private islands = 0;

  constructor(world: World, parts: FaultParts) {
    this.world = world;
    this.parts = parts;
    this.injectors = parts.plan.faults.flatMap(fault => this.buildFault(fault));
  }

  start(): void {
    for (const injector of this.injectors) injector.start();
  }

  /** All groups of each fault as one that somebody can end. */
  endable(): readonly EndableFault[] {
    return this.parts.plan.faults.map(({ name }) => {
      const own = this.injectorsOf(name);
      // Every one of them, not only up to the first that was in force.
      return { name, endNow: () => own.filter(injector => injector.endNow()).length > 0 };
    });
  }

  /** All episodes up to now. */
  records(): readonly FaultRecord[] {
    return this.parts.plan.faults.map(({ name }) => ({
      name,
      episodes: this.injectorsOf(name)
        .flatMap(injector => injector.episodes)
        .sort((a, b) => a.start - b.start),
    }));
  }

  private injectorsOf(name: string): readonly Injector[] {
    return this.injectors.filter(injector => injector.name === name);
  }

  private buildFault(plan: FaultPlan): readonly Injector[] {
    const { schedule } = plan;
    if (schedule.kind === 'chaos') return [this.buildChaos(plan, schedule)];
    return plan.groups.map((group, number) => {
      const struck = this.resolve(group);
      return new FaultInjector(this.world, {
        name: plan.name,
        crew: plan.crew === null ? null : this.parts.crews[plan.crew]!,
        struck: this.describe(group, struck).words,
        schedule,
        ...this.buildEffect(plan, group, struck),
        luck: Random.named(`${this.world.seed}/faults/${plan.name}/${number}`),
      });
    });
  }

  /** What the fault does to this group, and the same in words. */
  private buildEffect({ name, effect }: FaultPlan, group: FaultTarget, struck: Struck): ChaosEffect {
    const subject = this.describe(group, struck);
    if (effect.kind === 'config')
      return { effect: this.buildRollout(name, effect, group, struck), text: `a bad change reaches ${subject.words}` };
    invariant(effect.kind !== 'one-of', 'only a chaos experiment chooses among effects');
    const means = { world: this.world, name };
    return { effect: buildEffect(effect, struck, ++this.islands, means), text: describeEffect(effect, subject) };
  }

  /** A change reaches the replicas of one service. */
  private buildRollout(name: string, plan: ConfigEffect, group: FaultTarget, struck: Struck): Rollout {
    const { replicas } = struck;
    return new Rollout(this.world, {
      name,
      service: this.parts.sites[group.replicas[0]!.service]!.plan.name,
      reached: reachOf(plan.waves, replicas.length),
      pause: plan.pause,
      undo: plan.undo,
      effects: replicas.map(replica =>
        buildEffect(plan.effect, { ...struck, replicas: [replica] }, ++this.islands, { world: this.world, name }),
      ),
    });
  }

  private buildChaos(plan: FaultPlan, schedule: ChaosParts['schedule']): ChaosExperiment {
    invariant(plan.effect.kind === 'one-of', 'a chaos experiment chooses among effects');
    const choices = plan.effect.choices.map(({ weight, effect }) => ({
      weight,
      on: plan.groups.map(group => this.buildEffect({ ...plan, effect }, group, this.resolve(group))),
    }));
    const luck = Random.named(`${this.world.seed}/faults/${plan.name}/${schedule.seed}`);
    return new ChaosExperiment(this.world, { name: plan.name, schedule, choices, clock: this.parts.plan.clock, luck });
  }

  private resolve(group: FaultTarget): Struck {
    const { sites, sources, infrastructure } = this.parts;
    return {
      replicas: group.replicas.map(({ service, replica }) => sites[service]!.replicas[replica]!),
      links: [
        ...group.links.map(link => this.edgeOf(link).link),
        ...group.interconnects.map(({ service, first }) => sites[service]!.cluster!.interconnect.between(first)),
      ],
      sources: group.sources.map(source => sources[source]!),
      pools: group.links.flatMap(link => this.edgeOf(link).clients.flatMap(({ pools }) => pools)),
      deployments: group.deployments.map(service => infrastructure!.fleets[service]!),
      hosts: group.hosts.map(host => infrastructure!.hosts[host]!),
    };
  }

  private edgeOf({ service, edge }: FaultTarget['links'][number]): Edge {
    const { serviceEdges, sourceEdges } = this.parts;
    return service === null ? sourceEdges[edge]! : serviceEdges[service]![edge]!;
  }

  private describe(group: FaultTarget, struck: Struck): Victims {
    const { sites, plan } = this.parts;
    const units = [...group.replicas, ...this.residentsOf(group.hosts)];
    const services = [...new Set(units.map(({ service }) => service))].map(service => {
      const { plan, replicas } = sites[service]!;
      const { name } = plan;
      const all = units.filter(unit => unit.service === service);
      // Places that an autoscaler may fill are struck like the others, but nobody is there at first.
      const there = all.filter(({ replica }) => replicas[replica]!.exists);
      const hit = there.length === 0 ? all : there;
      const existing = replicas.filter(({ exists }) => exists).length;
      if (hit.length >= existing && there.length > 0) return name;
      return hit.length === 1 ? `${name}[${hit[0]!.replica}]` : `${hit.length} of ${existing} replicas of ${name}`;
    });
    const deployments = group.deployments.map(service => sites[service]!.plan.name);
    const links = struck.links.map(({ name }) => name);
    const sources = group.sources.map(source => plan.traffic[source]!.name);
    const all = [...services, ...deployments, ...links, ...sources];
    const words = [all.slice(0, -1).join(', '), ...all.slice(-1)].filter(part => part !== '').join(' and ');
    return { words, many: all.length > 1 || words.includes(' replicas of ') };
  }

  /** Who is on these hosts at the start. */
  private residentsOf(hosts: readonly number[]): FaultTarget['replicas'] {
    const placements = this.parts.plan.infrastructure?.placements ?? [];
    return placements.flatMap((placement, service) =>
      placement.hosts.flatMap((host, replica) => (hosts.includes(host) ? [{ service, replica }] : [])),
    );
  }
}

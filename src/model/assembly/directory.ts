/**
 * Assembles who is found by whom: registries, the replicas that announce themselves there, and the clients that look
 * them up. The parts know each other by functions only; this is where messages get their way and their meaning.
 */
import { buildDistribution } from '../../engine/distribution.ts';
import { Random } from '../../engine/random.ts';
import { type Balancer, UNLISTED } from '../balancer/balancer.ts';
import { RoundRobin } from '../balancer/round-robin.ts';
import type { Caller, Place } from '../call/parties.ts';
import { Instances } from '../discovery/instances.ts';
import { Lookup } from '../discovery/lookup.ts';
import type { MessagePlan } from '../discovery/plan.ts';
import { Registrar } from '../discovery/registrar.ts';
import { Registry, type RegistryRequest } from '../discovery/registry.ts';
import type { EdgeMeter } from '../edge-meter.ts';
import { Link } from '../network/link.ts';
import { OK } from '../outcome.ts';
import { DecidingReplica } from '../service/deciding-replica.ts';
import { Replica } from '../service/replica.ts';
import type { World } from '../world.ts';
import type { ClientParts } from './client.ts';
import { buildErrand, type Errand } from './errands.ts';
import type { Site } from './site.ts';

/** A registry as built. */
interface Desk {
  readonly site: Site;
  readonly registry: Registry;
  readonly instances: Instances;
  /** What its operations mean, by their number; the ones a scenario gave it mean nothing. */
  readonly requests: (RegistryRequest | undefined)[];
}

export class Directory {
  private readonly world: World;
  private readonly sites: readonly Site[];
  private readonly desks = new Map<number, Desk>();
  private readonly registrars: Registrar[] = [];

  constructor(world: World, sites: readonly Site[]) {
    this.world = world;
    this.sites = sites;
    sites.forEach((site, index) => {
      if (site.plan.registry !== null) this.desks.set(index, this.open(site, index));
    });
    for (const site of sites) if (site.plan.register !== null) this.enrol(site);
  }

  start(): void {
    for (const { registry } of this.desks.values()) registry.start();
    for (const registrar of this.registrars) registrar.start();
  }

  /** What keeps the list of a client's balancer; null when its edge does without. */
  lookupFor(parts: ClientParts, balancer: Balancer): Lookup | null {
    const plan = parts.plan.discovery;
    if (plan === null) return null;
    const { world } = this;
    const desk = this.desks.get(plan.registry)!;
    const { name, replicas } = { name: parts.target.plan.name, replicas: parts.target.replicas };
    const home = parts.home instanceof Replica ? parts.home : null;
    const lookup = new Lookup(
      world,
      {
        name: parts.meter.name,
        refresh: plan.refresh,
        luck: Random.named(`${world.seed}/lookups/${parts.meter.name}/${parts.number}`),
        deaths: desk.instances.deathsOf(name),
        home,
        isThere: replica => parts.target.replicas[replica]!.probe() === 'answers',
        tell: (replica, isListed) =>
          isListed ? balancer.include(replica, UNLISTED) : balancer.exclude(replica, UNLISTED),
      },
      replicas.length,
    );
    home?.watchers.push({ down: () => {}, up: () => lookup.started() });
    const operation = this.operation(desk, {
      verb: 'lookup',
      answer: lookup.answer,
      from: desk.instances.firstOf(name),
    });
    const errand = this.way(plan, `${parts.meter.name} lookups`, lookup, parts.home, parts.number);
    lookup.ask = () => errand(0, operation);
    return lookup;
  }

  private open(site: Site, index: number): Desk {
    const { recorder, simulator, seed } = this.world;
    const members = this.sites.filter(({ plan }) => plan.register?.registry === index);
    const groups = members.map(({ plan, replicas }) => ({
      service: plan.name,
      names: replicas.map(replica => replica.name),
      isThere: (replica: number) => replicas[replica]!.probe() === 'answers',
      heartbeat: plan.register!.heartbeat,
      detector: plan.register!.detector,
    }));
    const instances = new Instances(recorder, simulator, groups);
    const registry = new Registry(this.world, {
      name: site.plan.name,
      plan: site.plan.registry!,
      nodes: site.replicas,
      instances,
      luck: Random.named(`${seed}/registry/${site.plan.name}`),
    });
    const requests: (RegistryRequest | undefined)[] = [];
    site.replicas.forEach((replica, node) => {
      if (!(replica instanceof DecidingReplica)) return;
      replica.decide = operation => {
        const request = requests[operation];
        return request === undefined ? OK : registry.handle(node, request);
      };
    });
    return { site, registry, instances, requests };
  }

  /** Every replica of a service announces itself, and is watched for what really becomes of it. */
  private enrol(site: Site): void {
    const plan = site.plan.register!;
    const { name } = site.plan;
    const desk = this.desks.get(plan.registry)!;
    const first = desk.instances.firstOf(name);
    const deaths = desk.instances.deathsOf(name);
    site.replicas.forEach((replica, number) => {
      const registrar = new Registrar(this.world, {
        service: name,
        interval: plan.heartbeat,
        replica,
        luck: Random.named(`${this.world.seed}/heartbeats/${name}/${number}`),
      });
      const renew = this.operation(desk, { verb: 'renew', instance: first + number });
      const remove = this.operation(desk, { verb: 'remove', instance: first + number });
      const errand = this.way(plan, `${name} heartbeats`, registrar, replica, number);
      registrar.renew = () => errand(0, renew);
      registrar.remove = () => errand(0, remove);
      replica.farewells.push(() => registrar.leave());
      replica.watchers.push({
        down: () => deaths.died(number),
        up: () => {
          deaths.returned(number);
          registrar.started();
        },
      });
      this.registrars.push(registrar);
    });
    this.world.recorder.sampled(name, 'listed', () =>
      site.replicas.reduce((sum, _, number) => sum + (desk.registry.isListed(first + number) ? 1 : 0), 0),
    );
  }

  /** Requests to a registry cost what the registry's own work says, whatever they want. */
  private operation(desk: Desk, request: RegistryRequest): number {
    const number = desk.site.operations.push(desk.site.operations[0]!) - 1;
    desk.requests[number] = request;
    return number;
  }

  private way(plan: MessagePlan, name: string, caller: Caller, home: Place, number: number): Errand {
    const { world } = this;
    const target = this.sites[plan.registry]!;
    const latency = plan.latency && buildDistribution(plan.latency);
    return buildErrand(world, {
      number,
      meter: this.meter(name, target),
      timeout: plan.timeout,
      balancer: new RoundRobin(target.replicas.length, number),
      link: new Link(world.simulator, name, latency, plan.loss, world.distances !== null),
      targets: target.replicas,
      caller,
      home,
      luck: Random.named(`${world.seed}/${name}/${number}`),
    });
  }

  /** One for all who send the same. */
  private meter(name: string, target: Site): EdgeMeter {
    const { recorder } = this.world;
    return recorder.edges.find(edge => edge.name === name) ?? recorder.edge(name, target.meter, 'probes');
  }
}

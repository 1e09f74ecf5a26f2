/**
 * Builds the world of one replication from its plan, runs it, and hands over what was measured. This is the only place
 * that knows all families of actors; they know calls, outcomes and the recorder, not each other.
 */
import { buildDistribution } from '../engine/distribution.ts';
import { invariant } from '../engine/invariant.ts';
import { Random } from '../engine/random.ts';
import { Simulator } from '../engine/simulator.ts';
import { buildClient } from './assembly/client.ts';
import { DeepProbes } from './assembly/deep-probe.ts';
import { Directory } from './assembly/directory.ts';
import { Infrastructure } from './assembly/infrastructure.ts';
import { reportEdges, reportServices } from './assembly/meter-records.ts';
import { buildMonitors } from './assembly/monitors.ts';
import { enterPools } from './assembly/pool-figures.ts';
import type { Edge, Site } from './assembly/site.ts';
import { buildStandbys, type Standbys } from './assembly/standbys.ts';
import { audit } from './audit.ts';
import { AttemptTable } from './call/attempt-table.ts';
import { CallTable } from './call/call-table.ts';
import type { Caller, Place } from './call/parties.ts';
import { Cluster } from './cluster/cluster.ts';
import { keyStep } from './draws.ts';
import { type ChaosEffect, ChaosExperiment, type ChaosParts } from './fault/chaos.ts';
import { Crew } from './fault/crew.ts';
import { describeEffect } from './fault/describe.ts';
import { buildEffect, type Struck } from './fault/effect.ts';
import { type Episode, FaultInjector } from './fault/fault-injector.ts';
import { Rollout, reachOf } from './fault/rollout.ts';
import { NOWHERE } from './infrastructure-plan.ts';
import { buildSource } from './load/build-source.ts';
import { ClientCensus } from './load/client-census.ts';
import { ConnectionSource } from './load/herd.ts';
import type { Source } from './load/source.ts';
import type { EndableFault } from './monitor/action.ts';
import type { Monitor } from './monitor/monitor.ts';
import { Distances } from './network/distances.ts';
import { Link } from './network/link.ts';
import type {
  CachePlan,
  CpuPlan,
  EdgePlan,
  FaultEffect,
  FaultPlan,
  FaultTarget,
  MessagesPlan,
  ServicePlan,
  TrafficPlan,
  WorldPlan,
} from './plan.ts';
import type { FaultRecord, ReplicationRecord } from './record.ts';
import { Recorder, type ServiceMeter } from './recorder.ts';
import { TrafficFailover } from './recovery/traffic-failover.ts';
import { Broker } from './service/broker.ts';
import { CacheReplica } from './service/cache-replica.ts';
import { DecidingReplica } from './service/deciding-replica.ts';
import { MessageMeter } from './service/message-meter.ts';
import { buildOperation } from './service/operation.ts';
import { meterCache, meterOverload, meterProcessors } from './service/own-figures.ts';
import type { ReplicaParts } from './service/parts.ts';
import { Replica } from './service/replica.ts';
import type { World } from './world.ts';

type ConfigEffect = Extract<FaultEffect, { kind: 'config' }>;

/** Whatever makes a fault happen. */
interface Injector extends EndableFault {
  readonly episodes: readonly Episode[];
  start(): void;
}

/** Runs one replication. `seed` names its luck, e.g. `7/0`: the same seed gives every variant the same luck. */
export function runReplication(plan: WorldPlan, seed: string): ReplicationRecord {
  const system = new System(plan, seed);
  system.run();
  return system.record();
}

export class System {
  private readonly plan: WorldPlan;
  private readonly world: World;
  private readonly sites: readonly Site[];
  private readonly deepProbes: DeepProbes;
  private readonly directory: Directory;
  /** By service, in the plan's order. */
  private readonly serviceEdges: readonly (readonly Edge[])[];
  private readonly sources: readonly Source[];
  private readonly sourceEdges: readonly Edge[];
  private readonly standbys: Standbys;
  private readonly failovers: readonly TrafficFailover[];
  private readonly crews: readonly Crew[];
  private readonly infrastructure: Infrastructure | null;
  private readonly injectors: readonly Injector[];
  private readonly monitors: readonly Monitor[];
  /** The ways that traffic takes when its target is gone. */
  private readonly elsewhere: Edge[] = [];
  /** Every group that a fault may cut off has an island of its own. */
  private islands = 0;

  constructor(plan: WorldPlan, seed: string) {
    this.plan = plan;
    this.world = buildWorld(plan, seed);
    this.sites = plan.services.map(service => this.buildSite(service));
    this.deepProbes = new DeepProbes(this.sites, plan.services);
    this.infrastructure = plan.infrastructure && new Infrastructure(this.world, plan.infrastructure, this.sites);
    this.directory = new Directory(this.world, this.sites);
    this.serviceEdges = this.sites.map(site => this.connect(site));
    const built = plan.traffic.map((traffic, number) => this.buildTraffic(traffic, number));
    this.sources = built.map(({ source }) => source);
    this.sourceEdges = built.map(({ edge }) => edge);
    this.standbys = buildStandbys(this.world, this.sites);
    this.failovers = plan.traffic.flatMap((traffic, number) => this.buildFailover(traffic, number));
    this.crews = plan.crews.map(crew => new Crew(this.world, crew));
    const meters = this.world.recorder.edges.filter(({ use }) => use !== 'probes');
    this.infrastructure?.watch(this.allEdges(), meters);
    this.injectors = plan.faults.flatMap(fault => this.buildFault(fault));
    this.monitors = buildMonitors(this.world, {
      plan,
      sites: this.sites,
      edges: this.allEdges(),
      faults: plan.faults.map(({ name }) => this.endable(name)),
      episodes: () => plan.faults.map(fault => this.recordFault(fault)),
    });
  }

  get simulator(): Simulator {
    return this.world.simulator;
  }

  /** Starts everybody and runs to the end of the plan. */
  run(): void {
    this.start();
    this.world.simulator.run(this.plan.duration);
  }

  start(): void {
    for (const edge of this.allEdges()) this.guard(edge);
    enterPools(this.world.recorder, this.allEdges());
    for (const { cluster } of this.sites) cluster?.start();
    for (const edge of this.allEdges())
      for (const client of edge.clients) client.informants.forEach(informant => void informant.start());
    this.directory.start();
    this.infrastructure?.start();
    this.standbys.start();
    for (const failover of this.failovers) failover.start();
    for (const injector of this.injectors) injector.start();
    for (const source of this.sources) source.start();
    for (const monitor of this.monitors) monitor.start();
  }

  /** What was measured, up to now. */
  record(): ReplicationRecord {
    const { recorder, simulator } = this.world;
    return {
      digest: simulator.digest,
      events: simulator.eventsFired,
      checkpoints: { spacing: simulator.checkpoints.spacing, digests: simulator.checkpoints.digests },
      sources: recorder.sources.map(source => source.record()),
      services: reportServices(recorder, simulator.now),
      edges: reportEdges(recorder, this.allEdges(), simulator.now),
      faults: this.plan.faults.map(fault => this.recordFault(fault)),
      figures: recorder.figures.records(),
      figureSeries: recorder.figures.seriesRecords(),
      log: recorder.entries,
      logDropped: recorder.logDropped,
      violations: audit(this.world),
    };
  }

  /** Lets the edge's meter see, window by window, what its breakers and balancers do. */
  private guard({ plan, clients }: Edge): void {
    const { recorder, simulator } = this.world;
    const breakers = clients.flatMap(client => client.breakers);
    recorder.edges
      .find(({ name }) => name === plan.name)
      ?.follow({
        breakers: breakers.length,
        notClosed: () => breakers.reduce((sum, breaker) => sum + breaker.notClosedUntil(simulator.now), 0),
        out: () => clients.reduce((sum, { balancer }) => sum + balancer.outCount, 0) / clients.length,
      });
  }

  private buildSite(plan: ServicePlan): Site {
    const { services, traffic } = this.plan;
    const meter = this.world.recorder.service(plan.name, plan.replicas * plan.concurrency, plan.replicas);
    const operations = plan.operations.map(operation => buildOperation(operation, plan, services));
    const priorities = [...new Set([0, ...traffic.map(source => source.priority)])].sort((a, b) => b - a);
    const partsOf = (number: number): ReplicaParts => ({
      plan,
      number,
      operations,
      meter,
      startup: plan.startup && buildDistribution(plan.startup),
      priorities,
      luck: Random.named(`${this.world.seed}/startup/${plan.name}/${number}`),
    });
    const build = this.builderOf(plan);
    const replicas = Array.from({ length: plan.replicas }, (_, number) => build(partsOf(number)));
    if (plan.cpu !== null) this.meterProcessors(meter, replicas, plan.cpu);
    meterOverload(this.world.recorder, this.world.simulator, plan.name, replicas);
    if (operations.some(operation => operation.flow.some(step => step.calls.length > 0))) meter.slotTimeIsWork = false;
    const cluster = plan.cluster && new Cluster(this.world, plan, plan.cluster, replicas);
    return { plan, meter, operations, replicas, cluster };
  }

  private builderOf({ name, cache, messages, registry }: ServicePlan): (parts: ReplicaParts) => Replica {
    if (cache !== null) return this.cacheReplicas(name, cache);
    if (messages !== null) return this.brokers(name, messages);
    return parts => new (registry === null ? Replica : DecidingReplica)(this.world, parts);
  }

  private brokers(name: string, messages: MessagesPlan): (parts: ReplicaParts) => Replica {
    const meter = new MessageMeter(this.world.recorder, name, this.world.simulator);
    return parts => new Broker(this.world, parts, messages, meter);
  }

  private cacheReplicas(name: string, cache: CachePlan): (parts: ReplicaParts) => Replica {
    const meter = meterCache(this.world.recorder, this.world.simulator, name);
    return parts => new CacheReplica(this.world, parts, cache, meter);
  }

  /** Requests that share a processor hold their slots for longer than their work. */
  private meterProcessors(meter: ServiceMeter, replicas: readonly Replica[], { cores }: CpuPlan): void {
    const { recorder, simulator, attempts } = this.world;
    const processors = replicas.map(({ processor }) => processor!);
    meter.slotTimeIsWork = false;
    meter.processors.push(...processors.map(processor => () => processor.audit(attempts.work)));
    meterProcessors(recorder, simulator, meter.name, processors, cores);
  }

  /** Builds the client side of every edge of a service: one per replica, or one for all. */
  private connect(site: Site): readonly Edge[] {
    const edges = site.plan.edges.map(plan => {
      const target = this.sites[plan.target]!;
      const link = this.buildLink(plan);
      const meter = this.world.recorder.edge(plan.name, target.meter, 'dependency');
      const shared = plan.scope === 'service';
      const clients = (shared ? site.replicas.slice(0, 1) : site.replicas).map((replica, number) =>
        buildClient(this.world, {
          deepProbes: this.deepProbes,
          directory: this.directory,
          plan,
          meter,
          link,
          target,
          number,
          home: replica,
          callers: site.replicas,
          shared,
          caller: shared ? this.dispatcher(site) : replica,
        }),
      );
      return { plan, link, clients };
    });
    site.replicas.forEach((replica, number) => {
      const chainOf = (edge: Edge) => (edge.clients[number] ?? edge.clients[0]!).chain;
      replica.connect(edges.map(chainOf), edges.filter(edge => edge.plan.scope === 'replica').map(chainOf));
    });
    return edges;
  }

  /** Hands the end of a call made over a shared chain to the replica that made it. */
  private dispatcher(site: Site): { callEnded: Replica['callEnded'] } {
    const { calls, attempts } = this.world;
    const first = site.replicas[0]!.index;
    return {
      callEnded: (call, outcome, root) => {
        const replica = attempts.replica[calls.parent[call]!]! - first;
        site.replicas[replica]!.callEnded(call, outcome, root);
      },
    };
  }

  private buildTraffic(plan: TrafficPlan, number: number): { source: Source; edge: Edge } {
    const target = this.sites[plan.edge.target]!;
    const meter = this.world.recorder.edge(plan.edge.name, target.meter, 'traffic');
    const link = this.buildLink(plan.edge);
    const source = buildSource(this.world, {
      plan,
      number,
      meter: this.world.recorder.source(plan.name),
      key: keyStep(null, target.plan, this.plan.services, 0),
    });
    const caller = plan.clients > 1 ? this.takeCensus(plan, source) : source;
    if (source instanceof ConnectionSource) source.connectTo(target.replicas);
    const outside = this.placeOf(number);
    // Sources with one target are its callers together, whatever they are called.
    const callers = this.plan.traffic.flatMap((other, n) =>
      other.edge.target === plan.edge.target ? [this.placeOf(n)] : [],
    );
    const clients = Array.from({ length: plan.clients }, (_, client) =>
      buildClient(this.world, {
        deepProbes: this.deepProbes,
        directory: this.directory,
        plan: plan.edge,
        meter,
        link,
        target,
        number: client,
        home: outside,
        callers,
        shared: false,
        caller,
      }),
    );
    source.clients = clients.map(client => client.chain);
    return { source, edge: { plan: plan.edge, link, clients } };
  }

  /** With several clients it matters how many of them an outage reaches. */
  private takeCensus({ name }: TrafficPlan, source: Source): Caller {
    const { warmup, objective } = this.plan;
    const census = new ClientCensus(source, this.world.calls, warmup, objective);
    this.world.recorder.figure(name, 'blastRadius', () => census.blastRadius());
    return census;
  }

  /** The client side of the way elsewhere, which is taken when the target is gone. */
  private buildFailover({ name, edge, clients, failover }: TrafficPlan, number: number): readonly TrafficFailover[] {
    if (failover === null) return [];
    const target = this.sites[failover.edge.target]!;
    const source = this.sources[number]!;
    const meter = this.world.recorder.edge(failover.edge.name, target.meter, 'traffic');
    const link = this.buildLink(failover.edge);
    const home = this.placeOf(number);
    const sides = Array.from({ length: clients }, (_, client) =>
      buildClient(this.world, {
        deepProbes: this.deepProbes,
        directory: this.directory,
        plan: failover.edge,
        meter,
        link,
        target,
        number: client,
        home,
        callers: [home],
        shared: false,
        caller: source,
      }),
    );
    this.elsewhere.push({ plan: failover.edge, link, clients: sides });
    return [
      new TrafficFailover(this.world, {
        name,
        plan: failover,
        target: this.sites[edge.target]!.replicas,
        elsewhere: failover.starts.map(service => this.sites[service]!.replicas),
        standbys: failover.starts.flatMap(service => this.standbys.of(service) ?? []),
        clients,
        move: client => source.moveClient(client, sides[client]!.chain),
      }),
    ];
  }

  private buildLink(plan: EdgePlan): Link {
    return new Link(
      this.world.simulator,
      plan.name,
      plan.latency && buildDistribution(plan.latency),
      plan.loss,
      this.world.distances !== null,
    );
  }

  private placeOf(source: number): Place {
    return { island: 0, loss: 0, zone: this.plan.infrastructure?.sources[source] ?? NOWHERE };
  }

  private buildFault(plan: FaultPlan): readonly Injector[] {
    const { schedule } = plan;
    if (schedule.kind === 'chaos') return [this.buildChaos(plan, schedule)];
    return plan.groups.map((group, number) => {
      const struck = this.resolve(group);
      const words = this.describe(group, struck);
      return new FaultInjector(this.world, {
        name: plan.name,
        crew: plan.crew === null ? null : this.crews[plan.crew]!,
        struck: words,
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
      return { effect: this.buildRollout(name, effect, struck), text: `a bad change reaches ${subject}` };
    invariant(effect.kind !== 'one-of', 'only a chaos experiment chooses among effects');
    const means = { world: this.world, name };
    return { effect: buildEffect(effect, struck, ++this.islands, means), text: describeEffect(effect, subject) };
  }

  private buildRollout(name: string, plan: ConfigEffect, struck: Struck): Rollout {
    const { replicas } = struck;
    return new Rollout(this.world, {
      name,
      service: replicas[0]!.name.replace(/\[.*/, ''),
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
    return new ChaosExperiment(this.world, { name: plan.name, schedule, choices, clock: this.plan.clock, luck });
  }

  private resolve(group: FaultTarget): Struck {
    return {
      replicas: group.replicas.map(({ service, replica }) => this.sites[service]!.replicas[replica]!),
      links: [
        ...group.links.map(link => this.edgeOf(link).link),
        ...group.interconnects.map(({ service, first }) => this.sites[service]!.cluster!.interconnect.between(first)),
      ],
      sources: group.sources.map(source => this.sources[source]!),
      pools: group.links.flatMap(link => this.edgeOf(link).clients.flatMap(({ pools }) => pools)),
      deployments: group.deployments.map(service => this.infrastructure!.fleets[service]!),
      hosts: group.hosts.map(host => this.infrastructure!.hosts[host]!),
    };
  }

  private edgeOf({ service, edge }: FaultTarget['links'][number]): Edge {
    return service === null ? this.sourceEdges[edge]! : this.serviceEdges[service]![edge]!;
  }

  private describe(group: FaultTarget, struck: Struck): string {
    const units = [...group.replicas, ...this.residentsOf(group.hosts)];
    const services = [...new Set(units.map(({ service }) => service))].map(service => {
      const { plan } = this.sites[service]!;
      const hit = units.filter(unit => unit.service === service);
      if (hit.length === plan.replicas) return plan.name;
      return hit.length === 1 ? `${plan.name}[${hit[0]!.replica}]` : `${hit.length} of ${plan.replicas} ${plan.name}`;
    });
    const sources = group.sources.map(source => this.plan.traffic[source]!.name);
    services.push(...group.deployments.map(service => this.sites[service]!.plan.name));
    return [...services, ...struck.links.map(link => link.name), ...sources].join(', ');
  }

  /** Who is on these hosts at the start. */
  private residentsOf(hosts: readonly number[]): FaultTarget['replicas'] {
    const placements = this.plan.infrastructure?.placements ?? [];
    return placements.flatMap((placement, service) =>
      placement.hosts.flatMap((host, replica) => (hosts.includes(host) ? [{ service, replica }] : [])),
    );
  }

  /** All groups of a fault as one that somebody can end. */
  private endable(name: string): EndableFault {
    const injectors = this.injectors.filter(injector => injector.name === name);
    // Every one of them, not only up to the first that was in force.
    return { name, endNow: () => injectors.filter(injector => injector.endNow()).length > 0 };
  }

  private recordFault(plan: FaultPlan): FaultRecord {
    const episodes = this.injectors
      .filter(injector => injector.name === plan.name)
      .flatMap(injector => injector.episodes)
      .sort((a, b) => a.start - b.start);
    return { name: plan.name, episodes };
  }

  private allEdges(): readonly Edge[] {
    return [...this.serviceEdges.flat(), ...this.sourceEdges, ...this.elsewhere];
  }
}

function carriesItems({ traffic, services }: WorldPlan): boolean {
  return (
    traffic.some(({ keys }) => keys !== null) ||
    services.some(({ operations }) => operations.some(({ keys }) => keys !== null))
  );
}

function buildWorld(plan: WorldPlan, seed: string): World {
  const simulator = new Simulator();
  return {
    simulator,
    calls: new CallTable(),
    attempts: new AttemptTable(),
    keyed: new Random(),
    recorder: new Recorder(simulator, plan),
    chains: [],
    callees: [],
    disturbances: { count: 0 },
    distances: plan.infrastructure?.distances ? new Distances(plan.infrastructure.distances) : null,
    carriesItems: carriesItems(plan),
    seed,
  };
}

/**
 * The world of one replication: built from its plan, run, and read. What it consists of is put together in assembly/, one
 * area after the other, each from those before it. Actors, chains and figures are numbered as they come, so the order in
 * which they are built is part of every result.
 */
import { settle } from '../engine/settle.ts';
import type { Simulator } from '../engine/simulator.ts';
import { DeepProbes } from './assembly/deep-probe.ts';
import { Directory } from './assembly/directory.ts';
import { connectService, followEdge } from './assembly/edges.ts';
import { Faults } from './assembly/faults.ts';
import { Infrastructure } from './assembly/infrastructure.ts';
import { reportEdges, reportServices } from './assembly/meter-records.ts';
import { buildMonitors } from './assembly/monitors.ts';
import { enterPools } from './assembly/pool-figures.ts';
import { buildSites } from './assembly/services.ts';
import type { Edge, Site } from './assembly/site.ts';
import { buildStandbys, type Standbys } from './assembly/standbys.ts';
import { buildDetour, buildTraffic, type Detour, type Traffic } from './assembly/traffic.ts';
import { buildWorld } from './assembly/world.ts';
import { audit } from './audit.ts';
import { EventLimit } from './event-limit.ts';
import { Crew } from './fault/crew.ts';
import type { Monitor } from './monitor/monitor.ts';
import type { WorldPlan } from './plan.ts';
import type { ReplicationRecord } from './record.ts';
import type { World } from './world.ts';

/** From so many services on, where the parts of a world lie in memory counts. */
const LARGE = 64;

export const isLarge = ({ services }: WorldPlan): boolean => services.length >= LARGE;

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
  private readonly infrastructure: Infrastructure | null;
  private readonly directory: Directory;
  private readonly traffic: readonly Traffic[];
  private readonly standbys: Standbys;
  private readonly detours: readonly Detour[];
  /** Of services, of traffic, and of the ways that traffic takes when its target is gone. */
  private readonly edges: readonly Edge[];
  private readonly faults: Faults;
  private readonly monitors: readonly Monitor[];

  constructor(plan: WorldPlan, seed: string) {
    this.plan = plan;
    // What is left of others makes room, so that nothing of this one has to be moved before all of it is there.
    if (isLarge(plan)) settle();
    const world = buildWorld(plan, seed);
    this.world = world;
    world.simulator.watchedBy(new EventLimit(world.simulator.checkpoints));
    const sites = buildSites(world, plan);
    this.sites = sites;
    const deepProbes = new DeepProbes(sites, plan.services);
    this.infrastructure = plan.infrastructure && new Infrastructure(world, plan.infrastructure, sites);
    this.directory = new Directory(world, sites);
    const surroundings = { world, plan, sites, deepProbes, directory: this.directory };
    const serviceEdges = sites.map(site => connectService(surroundings, site));
    this.traffic = plan.traffic.map((traffic, number) => buildTraffic(surroundings, traffic, number));
    const sources = this.traffic.map(({ source }) => source);
    const sourceEdges = this.traffic.map(({ edge }) => edge);
    this.standbys = buildStandbys(world, sites);
    this.detours = plan.traffic.flatMap(({ failover }, number) =>
      failover === null ? [] : [buildDetour(surroundings, this.standbys, this.traffic[number]!, number)],
    );
    this.edges = [...serviceEdges.flat(), ...sourceEdges, ...this.detours.map(({ edge }) => edge)];
    const crews = plan.crews.map(crew => new Crew(world, crew));
    const { infrastructure, edges } = this;
    infrastructure?.watch(edges);
    const faults = new Faults(world, { plan, sites, serviceEdges, sourceEdges, sources, infrastructure, crews });
    this.faults = faults;
    this.monitors = buildMonitors(world, {
      plan,
      sites,
      edges,
      faults: faults.endable(),
      episodes: () => faults.records(),
    });
  }

  get simulator(): Simulator {
    return this.world.simulator;
  }

  /** Starts everybody and runs to the end of the plan. */
  run(): void {
    this.start();
    let isMore = true;
    while (isMore) isMore = this.advance();
  }

  /** Runs on for some thousand events, once everybody is started: false at the end of the plan. */
  advance(): boolean {
    return this.world.simulator.advance(this.plan.duration);
  }

  start(): void {
    for (const edge of this.edges) followEdge(this.world, edge);
    enterPools(this.world.recorder, this.edges);
    for (const { cluster } of this.sites) cluster?.start();
    for (const { clients } of this.edges)
      for (const { informants } of clients) informants.forEach(informant => void informant.start());
    this.directory.start();
    this.infrastructure?.start();
    this.standbys.start();
    for (const { failover } of this.detours) failover.start();
    this.faults.start();
    for (const { source } of this.traffic) source.start();
    for (const monitor of this.monitors) monitor.start();
    if (isLarge(this.plan)) settle();
  }

  /** What was measured, up to now. */
  record(): ReplicationRecord {
    const { recorder, simulator } = this.world;
    return {
      digest: simulator.digest,
      events: simulator.eventsFired,
      checkpoints: { spacing: simulator.checkpoints.spacing, digests: simulator.checkpoints.digests },
      sources: recorder.sourceRecords(),
      services: reportServices(recorder, simulator.now),
      edges: reportEdges(recorder, this.edges, simulator.now),
      faults: this.faults.records(),
      figures: recorder.figures.records(),
      figureSeries: recorder.figures.seriesRecords(),
      log: recorder.entries,
      logDropped: recorder.logDropped,
      violations: audit(this.world),
    };
  }
}

/**
 * Assembles who watches the system: exporters on the meters, monitors, the people they page, and actions on the actors.
 * Like all of assembly it knows many families; they do not know each other.
 */
import { Random } from '../../engine/random.ts';
import { DRAINED } from '../balancer/balancer.ts';
import { type Action, type EndableFault, EndFault, Lasting, type Log, Purge, Restart } from '../monitor/action.ts';
import { type Episode, judgeAlerts, meanOf } from '../monitor/judgement.ts';
import { Monitor } from '../monitor/monitor.ts';
import type { ActionPlan, MonitorPlan, ReplicaReference, SignalPlan, TeamPlan } from '../monitor/plan.ts';
import type { Exporter, Reading } from '../monitor/scraper.ts';
import { Team } from '../monitor/team.ts';
import type { WorldPlan } from '../plan.ts';
import type { FaultRecord } from '../record.ts';
import { switchCalls } from '../service/operation.ts';
import type { SourceMeter } from '../source-meter.ts';
import type { World } from '../world.ts';
import type { Edge, Site } from './site.ts';

export interface WatchedParts {
  readonly plan: WorldPlan;
  readonly sites: readonly Site[];
  readonly edges: readonly Edge[];
  /** By fault, in the plan's order: what may be ended, and all that have happened so far. */
  readonly faults: readonly EndableFault[];
  readonly episodes: () => readonly FaultRecord[];
}

/** Builds everything that the plan's `monitoring` asks for, and enters its figures. */
export function buildMonitors(world: World, parts: WatchedParts): readonly Monitor[] {
  const { monitoring, clock } = parts.plan;
  const teams = monitoring.teams.map(team => buildTeam(world, team, clock));
  const monitors = monitoring.monitors.map(monitor => buildMonitor(world, parts, monitor, teams));
  monitoring.monitors.forEach((plan, index) => {
    enterFigures(world, parts, plan, monitors[index]!);
  });
  if (monitors.length > 0) parts.faults.forEach((_, fault) => void enterFaultFigures(world, parts, fault, monitors));
  return monitors;
}

const logOf =
  ({ recorder }: World): Log =>
  (what, subject, text) =>
    recorder.log(what, subject, text);

function buildTeam(world: World, plan: TeamPlan, clock: number): Team {
  return new Team(world.simulator, {
    plan,
    clock,
    luck: Random.named(`${world.seed}/people/${plan.name}`),
    log: logOf(world),
    pages: world.recorder.counter(plan.name, 'pages'),
  });
}

function buildMonitor(world: World, parts: WatchedParts, plan: MonitorPlan, teams: readonly Team[]): Monitor {
  const actions = plan.response?.actions.map(action => buildAction(world, parts, action)) ?? [];
  const needed = plan.needs.map(service => parts.sites[service]!.replicas);
  return new Monitor(world.simulator, {
    plan,
    exporterOf: signal => exporterOf(world, parts, signal),
    works: () => needed.every(replicas => replicas.some(replica => replica.probe() === 'answers')),
    luck: Random.named(`${world.seed}/monitors/${plan.name}`),
    team: plan.response === null || plan.response.team === null ? null : teams[plan.response.team]!,
    act: () => {
      for (const action of actions) action.carryOut();
    },
    log: logOf(world),
    actions: world.recorder.counter(plan.name, 'actions'),
  });
}

// ---- what can be read

function exporterOf(world: World, { sites }: WatchedParts, { of: { kind, index } }: SignalPlan): Exporter {
  if (kind === 'traffic') return sourceExporter(world.recorder.sources[index]!);
  return serviceExporter(world, sites[index]!);
}

const sourceExporter = (meter: SourceMeter): Exporter => ({
  read: () => ({
    sent: meter.everOffered,
    ended: meter.everEnded,
    failed: meter.everFailed,
    utilisation: 0,
    queueLength: 0,
    up: 0,
  }),
  tap: () => meter.tap(),
});

/** Counters are its callers', so that a timeout or a refused connection counts; gauges are those of its replicas. */
function serviceExporter({ recorder }: World, { meter, replicas }: Site): Exporter {
  const callers = recorder.edges.filter(edge => edge.target === meter && edge.use !== 'probes');
  const sum = (of: (edge: (typeof callers)[number]) => number): number =>
    callers.reduce((total, edge) => total + of(edge), 0);
  const read = (): Reading => {
    const { busy, queued } = meter.levels;
    return {
      sent: sum(edge => edge.everCalled),
      ended: sum(edge => edge.everEnded),
      failed: sum(edge => edge.everFailed),
      utilisation: Number.isFinite(meter.slots) ? busy / meter.slots : 0,
      queueLength: queued,
      up: replicas.filter(replica => replica.probe() === 'answers').length,
    };
  };
  return { read, tap: () => null };
}

// ---- what can be done

function buildAction(world: World, parts: WatchedParts, plan: ActionPlan): Action {
  const { sites, faults } = parts;
  const log = logOf(world);
  switch (plan.kind) {
    case 'end-fault':
      return new EndFault(faults[plan.fault]!, log);
    case 'restart': {
      const site = sites[plan.service]!;
      return new Restart(world.simulator, site.plan.name, site.replicas, plan.pause, log);
    }
    case 'purge': {
      const site = sites[plan.service]!;
      return new Purge(site.plan.name, site.replicas, log);
    }
    case 'limit':
      return limit(world, sites[plan.service]!, plan);
    case 'switch-off':
      return switchOff(world, sites[plan.service]!, plan);
    case 'take-out':
      return takeOut(world, parts, plan);
  }
}

/** The rate is the service's; each replica admits its part. */
function limit(world: World, site: Site, plan: Extract<ActionPlan, { kind: 'limit' }>): Action {
  const share = plan.ratePerSecond / site.replicas.length;
  return new Lasting(world.simulator, {
    length: plan.length,
    subject: site.plan.name,
    text: `${site.plan.name} admits ${plan.ratePerSecond} requests a second and no more`,
    begin: () => {
      for (const replica of site.replicas) replica.limitRate(share);
    },
    end: () => {
      for (const replica of site.replicas) replica.unlimitRate(share);
    },
    log: logOf(world),
  });
}

function switchOff(world: World, site: Site, plan: Extract<ActionPlan, { kind: 'switch-off' }>): Action {
  const names = plan.edges.map(edge => site.plan.edges[edge]!.name).join(', ');
  const turn = (isOn: boolean) => (): void => {
    for (const edge of plan.edges) switchCalls(site.operations, edge, isOn);
  };
  return new Lasting(world.simulator, {
    length: plan.length,
    subject: site.plan.name,
    text: `${names} is switched off`,
    begin: turn(false),
    end: turn(true),
    log: logOf(world),
  });
}

/** No balancer sends anything to them; what they have in progress they finish. */
function takeOut(world: World, parts: WatchedParts, plan: Extract<ActionPlan, { kind: 'take-out' }>): Action {
  const balancers = plan.replicas.flatMap(({ service, replica }) =>
    parts.edges
      .filter(edge => edge.plan.target === service)
      .flatMap(edge => edge.clients.map(({ balancer }) => ({ balancer, replica }))),
  );
  const names = namesOf(plan.replicas, parts.sites);
  return new Lasting(world.simulator, {
    length: plan.length,
    subject: names,
    text: `${names} taken out of service`,
    begin: () => {
      for (const { balancer, replica } of balancers) balancer.exclude(replica, DRAINED);
    },
    end: () => {
      for (const { balancer, replica } of balancers) balancer.include(replica, DRAINED);
    },
    log: logOf(world),
  });
}

function namesOf(replicas: readonly ReplicaReference[], sites: readonly Site[]): string {
  const counts = new Map<number, number>();
  for (const { service } of replicas) counts.set(service, (counts.get(service) ?? 0) + 1);
  return [...counts]
    .map(([service, count]) => `${count} of ${sites[service]!.plan.replicas} ${sites[service]!.plan.name}`)
    .join(', ');
}

// ---- what it was worth

/** The faults that a monitor is about: those that its response ends by name; null for any. */
function subjectsOf({ response }: MonitorPlan): ReadonlySet<number> | null {
  const ended = (response?.actions ?? []).flatMap(action => (action.kind === 'end-fault' ? [action.fault] : []));
  return ended.length === 0 ? null : new Set(ended);
}

function enterFigures({ recorder }: World, parts: WatchedParts, plan: MonitorPlan, monitor: Monitor): void {
  const { warmup } = parts.plan;
  const firings = (): readonly number[] => monitor.firings.filter(at => at >= warmup);
  const own = () => measuredEpisodes(parts, subjectsOf(plan));
  const detectionTimes = () => judgeAlerts(firings(), own(), plan.tolerance).detectionTimes;
  recorder.figure(plan.name, 'alerts', () => firings().length);
  recorder.figure(
    plan.name,
    'falseAlarms',
    () => judgeAlerts(firings(), measuredEpisodes(parts, null), plan.tolerance).falseAlarms,
  );
  recorder.figure(plan.name, 'timeToDetect', () => meanOf(detectionTimes()));
  recorder.figure(plan.name, 'missedFaults', () => own().length - detectionTimes().length);
}

/** Episodes of these faults, or of all, that begin in the measured part. */
const measuredEpisodes = ({ episodes, plan }: WatchedParts, faults: ReadonlySet<number> | null): readonly Episode[] =>
  episodes()
    .filter((_, fault) => faults === null || faults.has(fault))
    .flatMap(fault => fault.episodes)
    .filter(({ start }) => start >= plan.warmup);

/** Of a fault: when the first of the monitors that are about it noticed it, and how long it was there. */
function enterFaultFigures(world: World, parts: WatchedParts, fault: number, monitors: readonly Monitor[]): void {
  const { recorder } = world;
  const { monitoring } = parts.plan;
  const { name } = parts.faults[fault]!;
  const own = () => measuredEpisodes(parts, new Set([fault]));
  const watching = monitoring.monitors.flatMap((plan, i) =>
    subjectsOf(plan)?.has(fault) === false ? [] : [{ monitor: monitors[i]!, tolerance: plan.tolerance }],
  );
  const firstAbout = ({ start, end }: Episode): readonly number[] => {
    const about = watching.flatMap(({ monitor, tolerance }) =>
      monitor.firings.filter(at => at >= start && at <= end + tolerance),
    );
    return about.length === 0 ? [] : [Math.min(...about) - start];
  };
  recorder.figure(name, 'timeToDetect', () => meanOf(own().flatMap(firstAbout)));
  recorder.figure(name, 'timeToRepair', () =>
    meanOf(own().flatMap(({ start, end }) => (end === Infinity ? [] : [end - start]))),
  );
}

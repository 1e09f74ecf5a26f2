/**
 * What would take for ever or never get anywhere: experiments too big, calls that go round without an exit, a warm-up
 * as long as the run. A total outage is legal; a run that cannot end is not.
 */
import { buildDistribution } from '../../engine/distribution.ts';
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import type { BreakerSettings } from '../../model/mitigation/breaker.ts';
import type { EdgePlan, FaultSchedule, OperationPlan, ServicePlan, TrafficPlan, WorldPlan } from '../../model/plan.ts';
import { keysAt, type Node, nodeAt, placeOfKey } from '../document/node.ts';
import { endlessService, estimateLoad, MOST_ROUNDS } from '../estimate/load.ts';
import { perSecondOf } from '../estimate/rate-points.ts';
import { type Surges, surgesOf } from '../estimate/surges.ts';
import { type Path, type Problem, problemAt } from '../problems/problem.ts';
import { formatDuration } from '../quantities/units.ts';
import type { Scenario } from '../schema/schema.ts';
import { MOST_FACTORS, type Variant } from '../variants/variants.ts';
import { sizeOf } from '../world/faults.ts';
import type { Site } from '../world/site.ts';
import type { BuiltWorld } from '../world/world.ts';
import { checkClientClocks, checkMonitorClocks, checkOtherClocks, checkServiceClocks } from './limits-knowledge.ts';

const MOST_REQUESTS = 1e9;
const MOST_USERS = 2e6;
const MOST_PERIODS = 1e5;
/** Client processes times the replicas each keeps in mind. */
const MOST_VIEWS = 2e7;
/** Client processes in all, each with whatever its side of the call keeps in mind: some kilobytes. */
const MOST_CLIENTS = 400_000;
const MOST_EPISODES = 1e5;
/** Episodes times the replicas, links and sources that one strikes. */
const MOST_STRIKES = 1e7;
const MOST_WINDOWS = 20_000;
const MOST_CALLS_DEEP = 200;

const MOST_VARIANTS = 200;
const MOST_NODES_OF_ALL_VARIANTS = 2_000_000;

/** Whether so many mitigations of so large a file can be checked at all; looked at before any variant is made. */
export function checkFactors(root: Node, problems: Problem[]): boolean {
  const factors = keysAt(root, ['mitigations']).length;
  const compare = nodeAt(root, ['compare']);
  const factorial = compare?.kind === 'scalar' && compare.value === 'factorial';
  const sets = compare?.kind === 'list' ? compare.items.length : 0;
  const message = tooMany(factors, sets, factorial, countNodes(root));
  if (message === null) return true;
  const path = [factorial || sets > factors ? 'compare' : 'mitigations'];
  problems.push(problemAt(placeOfKey(root, path), path, { code: 'BR031', message }));
  return false;
}

function tooMany(factors: number, sets: number, factorial: boolean, nodes: number): string | null {
  if (factorial && factors > MOST_FACTORS) {
    return `factorial takes at most ${MOST_FACTORS} mitigations, there are ${factors}: they would make ${2 ** factors} variants`;
  }
  const variants = 2 + Math.max(factors, sets, factorial ? 2 ** factors : 0);
  if (variants > MOST_VARIANTS) return `${variants} variants are more than ${MOST_VARIANTS}`;
  return nodes * variants > MOST_NODES_OF_ALL_VARIANTS ? `${variants} variants of so large a file are too many` : null;
}

/** Names that two variants share. */
export function checkVariants(root: Node, scenario: Scenario, variants: readonly Variant[], problems: Problem[]): void {
  const names = variants.map(({ name }) => name);
  for (const name of new Set(names.filter((each, i) => names.indexOf(each) !== i))) {
    // Of the sets, the last of that name; the baseline is before all of them.
    const path = Array.isArray(scenario.compare)
      ? ['compare', String(names.lastIndexOf(name) - 1)]
      : ['mitigations', name];
    const message = `two variants would be called "${name}"`;
    problems.push(problemAt(placeOfKey(root, path), path, { code: 'BR029', message, found: name }));
  }
}

const countNodes = (node: Node): number => {
  if (node.kind === 'scalar') return 1;
  const children = node.kind === 'list' ? node.items : [...node.entries.values()].map(({ value }) => value);
  return children.reduce((sum, child) => sum + countNodes(child), 1);
};

/** Of one variant. */
export function checkLimits({ plan, paths }: BuiltWorld, scenario: Scenario, site: Site): void {
  checkRun(plan, scenario, site);
  checkSources(plan, site);
  checkTraffic(plan, site);
  checkFaultCounts(plan, site);
  checkClients(plan, paths, site);
  checkCycles(plan, site);
  checkDepth(plan, site);
  if (!site.problems.some(({ code }) => code === 'BR028')) checkCalls(plan, site);
}

function checkRun({ duration, warmup, window }: WorldPlan, scenario: Scenario, site: Site): void {
  if (warmup >= duration) {
    const message = `the warm-up of ${formatDuration(warmup)} leaves nothing of the run of ${formatDuration(duration)}`;
    site.report(['run', 'warmup'], {
      code: 'BR030',
      message,
      expected: `less than ${formatDuration(duration)}`,
      found: formatDuration(warmup),
    });
  }
  if (duration / window > MOST_WINDOWS) {
    const message = `windows of ${formatDuration(window)} make more than ${MOST_WINDOWS} of them in ${formatDuration(duration)}`;
    site.report(['run', 'window'], { code: 'BR031', message });
  }
  const most = scenario.run.maxReplications;
  if (most !== undefined && most < scenario.run.replications) {
    const message = `maxReplications is below the ${scenario.run.replications} replications`;
    site.report(['run', 'maxReplications'], {
      code: 'BR015',
      message,
      expected: `at least ${scenario.run.replications}`,
      found: String(most),
    });
  }
}

function checkSources(plan: WorldPlan, site: Site): void {
  if (plan.traffic.length === 0)
    site.reportKey(['traffic'], { code: 'BR011', message: 'there must be at least one traffic source' });
}

function checkTraffic(plan: WorldPlan, site: Site): void {
  for (const [index, source] of plan.traffic.entries()) {
    const message = trafficComplaint(source, surgesOf(plan, index), plan.duration);
    if (message !== null) site.reportKey(['traffic', source.name], { code: 'BR031', message });
  }
}

function trafficComplaint(source: TrafficPlan, surges: Surges, duration: number): string | null {
  const { name, arrivals } = source;
  if (arrivals.kind === 'closed' && arrivals.users * surges.peak > MOST_USERS)
    return `${name} would have up to ${(arrivals.users * surges.peak).toPrecision(2)} users; at most ${MOST_USERS} can be simulated`;
  if (arrivals.kind === 'open' && arrivals.period !== null && duration / arrivals.period > MOST_PERIODS)
    return `the profile of ${name} is repeated about ${Math.round(duration / arrivals.period)} times in one replication; at most ${MOST_PERIODS}`;
  if (arrivals.kind === 'connections') return reconnectComplaint(source, arrivals, duration);
  // A think time of nothing is a problem of its own.
  const requests = requestsOf(source, duration);
  if (requests === Number.POSITIVE_INFINITY || requests * surges.mean <= MOST_REQUESTS) return null;
  return `${name} would send about ${(requests * surges.mean).toPrecision(2)} requests in one replication; at most ${MOST_REQUESTS} can be simulated`;
}

/** As if nobody were there from beginning to end, which is when they try most often. */
function reconnectComplaint(
  { name, edge }: TrafficPlan,
  { clients, wait }: Extract<TrafficPlan['arrivals'], { kind: 'connections' }>,
  duration: number,
): string | null {
  const pause = mean(wait) + (edge.latency === null ? 0 : 2 * mean(edge.latency));
  // A wait of nothing is a problem of its own.
  const attempts = pause === 0 ? 0 : (clients * duration) / pause;
  if (attempts <= MOST_REQUESTS) return null;
  return `the clients of ${name} would try up to ${attempts.toPrecision(2)} times in one replication to connect; at most ${MOST_REQUESTS} can be simulated: a longer \`wait\``;
}

/** An upper bound for a closed loop: as if every answer came at once. Infinite without think time, which is refused. */
function requestsOf({ arrivals }: TrafficPlan, duration: number): number {
  if (arrivals.kind === 'closed') return (arrivals.users * duration) / mean(arrivals.thinkTime);
  return (perSecondOf(arrivals, duration) * duration) / 1e9;
}

const mean = (spec: DistributionSpec): number => buildDistribution(spec).mean;

function checkFaultCounts(plan: WorldPlan, site: Site): void {
  for (const { name, schedule, groups } of plan.faults) {
    const episodes = expectedEpisodes(schedule, groups.length, plan.duration);
    const strikes = (episodes * groups.reduce((sum, group) => sum + sizeOf(group), 0)) / groups.length;
    if (episodes <= MOST_EPISODES && strikes > MOST_STRIKES) {
      const message = `${name} would strike replicas, links or machines about ${strikes.toPrecision(2)} times in one replication; at most ${MOST_STRIKES} can be simulated`;
      site.reportKey(['faults', name], { code: 'BR031', message });
    }
    if (episodes <= MOST_EPISODES) continue;
    const message = `${name} would strike about ${Number.isFinite(episodes) ? Math.round(episodes) : 'infinitely many'} times in one replication; at most ${MOST_EPISODES} can be simulated`;
    site.reportKey(['faults', name], { code: 'BR031', message });
  }
}

function expectedEpisodes(schedule: FaultSchedule, groups: number, duration: number): number {
  switch (schedule.kind) {
    case 'scheduled':
      return (groups * duration) / (schedule.every ?? duration);
    case 'random':
      return (groups * duration) / (mean(schedule.timeToFailure) + mean(schedule.timeToRepair));
    case 'chaos':
      // Turns that are not used count as well: each is an event.
      return duration / mean(schedule.between);
  }
}

function checkClients(plan: WorldPlan, paths: BuiltWorld['paths'], site: Site): void {
  const clients = [
    ...plan.services.flatMap(({ edges, replicas }) =>
      edges.map(edge => ({ edge, count: edge.scope === 'service' ? 1 : replicas })),
    ),
    ...plan.traffic.map(({ edge, clients: count }) => ({ edge, count: edge.scope === 'service' ? 1 : count })),
  ];
  const inAll = clients.reduce((sum, { count }) => sum + count, 0);
  if (inAll > MOST_CLIENTS) {
    const message = `${inAll} client processes in all, each replica being one for everything it calls, are more than ${MOST_CLIENTS}`;
    const [largest] = clients.toSorted((a, b) => b.count - a.count);
    const hint = 'fewer `clients` or replicas, or `scope: service`';
    site.reportKey(paths.get(largest!.edge) ?? [], { code: 'BR031', message, hint });
  }
  for (const { edge, count } of clients) {
    checkViews(edge, count * plan.services[edge.target]!.replicas, paths, site);
    checkMemory(edge, count, plan.services[edge.target]!.replicas, paths, site);
    checkClientClocks(plan, edge, count, paths.get(edge) ?? [], site);
  }
  for (const service of plan.services) checkServiceClocks(plan, service, site);
  checkMonitorClocks(plan, site);
  checkOtherClocks(plan, site);
}

function checkViews(edge: EdgePlan, views: number, paths: BuiltWorld['paths'], site: Site): void {
  if (views <= MOST_VIEWS) return;
  const message = `${edge.name} has ${views} pairs of a client and a replica; at most ${MOST_VIEWS} can be simulated`;
  const hint = 'fewer `clients`, or `scope: service`';
  site.reportKey(paths.get(edge) ?? [], { code: 'BR031', message, hint });
}

/** What the clients of an edge keep in all: places on their rings, and calls that their breakers look back on. */
function checkMemory(edge: EdgePlan, clients: number, replicas: number, paths: BuiltWorld['paths'], site: Site): void {
  const ring = edge.balancer.kind === 'consistent-hash' ? replicas * edge.balancer.virtualNodes : 0;
  const breaker = edge.policies.find(({ kind }) => kind === 'breaker')?.settings as BreakerSettings | undefined;
  const calls = breaker?.trip.kind === 'count-window' ? breaker.trip.size : 0;
  if (clients * (ring + calls) <= MOST_VIEWS) return;
  const kept = ring > calls ? `${ring} places on its ring` : `the outcomes of ${calls} calls`;
  const message = `each of ${clients} clients of ${edge.name} keeps ${kept}; at most ${MOST_VIEWS} in all can be simulated`;
  const hint = 'fewer `clients`, or `scope: service`';
  site.reportKey(paths.get(edge) ?? [], { code: 'BR031', message, hint });
}

// ---- calls

interface Station {
  readonly service: ServicePlan;
  readonly operation: OperationPlan;
}

/** A request that meets only calls of probability 1 on its way round would never end. */
function checkCycles({ services }: WorldPlan, site: Site): void {
  const done = new Set<OperationPlan>();
  const visit = (station: Station, above: readonly Station[]): void => {
    const start = above.findIndex(({ operation }) => operation === station.operation);
    if (start !== -1) reportCycle(above.slice(start), site);
    else if (!done.has(station.operation) && above.length < MOST_CALLS_DEEP) follow(station, above);
  };
  const follow = (station: Station, above: readonly Station[]): void => {
    for (const next of callsFrom(station, services, 1)) visit(next, [...above, station]);
    done.add(station.operation);
  };
  for (const service of services) for (const operation of service.operations) visit({ service, operation }, []);
}

/** Below this, deep nesting is too rare to count. */
const LIKELY = 0.6;

/** Calls in calls are answered on the program's own stack when they take no time, so their depth is bounded. */
function checkDepth({ services }: WorldPlan, site: Site): void {
  const heights = new Map<OperationPlan, number>();
  const height = (station: Station): number => {
    const known = heights.get(station.operation);
    if (known !== undefined) return known;
    heights.set(station.operation, 0);
    const below = callsFrom(station, services, LIKELY).reduce((most, next) => Math.max(most, height(next)), 0);
    heights.set(station.operation, below + 1);
    return below + 1;
  };
  for (const service of services) {
    if (Math.max(...service.operations.map(operation => height({ service, operation }))) <= MOST_CALLS_DEEP) continue;
    const message = `calls are nested more than ${MOST_CALLS_DEEP} deep below here`;
    site.reportKey(['services', service.name], { code: 'BR031', message });
    return;
  }
}

/** What the requests cause all the way down, retries aside: calls that multiply, or go round almost for ever. */
function checkCalls(plan: WorldPlan, site: Site): void {
  const endless = endlessService(plan);
  if (endless !== null) {
    const message = `requests come back here more than ${MOST_ROUNDS} times on average`;
    const hint = 'lower the probability of a call on the way round';
    site.reportKey(['services', endless], { code: 'BR028', message, hint });
    return;
  }
  const perSecond = estimateLoad(plan).reduce((sum, { offeredPerSecond }) => sum + offeredPerSecond, 0);
  const calls = (perSecond * plan.duration) / 1e9;
  if (calls <= MOST_REQUESTS) return;
  const message = `about ${calls.toPrecision(2)} requests and calls in one replication are too many; at most ${MOST_REQUESTS}`;
  site.reportKey(['traffic'], { code: 'BR031', message });
}

function callsFrom({ service, operation }: Station, services: readonly ServicePlan[], probability: number): Station[] {
  return operation.flow.flatMap(step => {
    const calls = step.kind === 'calls' ? step.calls.filter(call => call.probability >= probability) : [];
    return calls.map(call => {
      const target = services[service.edges[call.edge]!.target]!;
      return { service: target, operation: target.operations[call.operation]! };
    });
  });
}

function reportCycle(cycle: readonly Station[], site: Site): void {
  const names = cycle.map(({ service }) => service.name);
  const message = `every request that gets here goes round for ever: ${[...names, names[0]].join(' -> ')}`;
  const next = names[1] ?? names[0]!;
  const path: Path = ['services', names[0]!, 'calls', next];
  site.reportKey(path, { code: 'BR028', message, hint: 'give a call on the way a probability below 100%' });
}

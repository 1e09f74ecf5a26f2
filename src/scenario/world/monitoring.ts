/** `monitors` and `people` → the monitoring plan, with every name that leads nowhere. */
import type {
  ActionPlan,
  MonitoringPlan,
  MonitorPlan,
  ReplicaReference,
  ResponsePlan,
  RulePlan,
  TeamPlan,
} from '../../model/monitor/plan.ts';
import type { FaultPlan, ServicePlan } from '../../model/plan.ts';
import { tidyLink, zoneNames } from '../checks/references.ts';
import type { Code } from '../problems/codes.ts';
import type { Path } from '../problems/problem.ts';
import { didYouMean, listOf } from '../problems/suggest.ts';
import { formatDuration } from '../quantities/units.ts';
import type { ActionValue, MonitorValue, TeamValue } from '../schema/monitoring.ts';
import type { Scenario } from '../schema/schema.ts';
import { isFinding, parseWatch, settledRule, subjectOf, unknownSubject, type Watchable } from '../statements/watch.ts';
import { optionalDistribution } from './edge.ts';
import type { Layout } from './infrastructure.ts';
import type { Site } from './site.ts';

export interface MonitoringSurroundings {
  readonly scenario: Scenario;
  readonly services: readonly ServicePlan[];
  readonly faults: readonly FaultPlan[];
  readonly layout: Layout;
  readonly site: Site;
}

export function compileMonitoring(around: MonitoringSurroundings): MonitoringPlan {
  const { monitors = {}, people = {} } = around.scenario;
  checkNames(Object.keys(monitors), Object.keys(people), around);
  return {
    monitors: Object.entries(monitors).flatMap(([name, value]) => compileMonitor(name, value, around) ?? []),
    teams: Object.entries(people).map(([name, value]) => compileTeam(name, value, around.site)),
  };
}

/** Figures are told by the name of what they are of, so a monitor has one of its own. */
function checkNames(monitors: readonly string[], people: readonly string[], around: MonitoringSurroundings): void {
  const { services, traffic, faults = {} } = around.scenario;
  const taken = new Set([...Object.keys(services), ...Object.keys(traffic), ...Object.keys(faults)]);
  for (const [section, names] of [['monitors', monitors] as const, ['people', people] as const]) {
    for (const name of names) {
      const message = `"${name}" is the name of something else too; ${section} need names of their own`;
      if (taken.has(name)) around.site.reportKey([section, name], { code: 'BR029', message, found: name });
      taken.add(name);
    }
  }
}

const ALWAYS = { kind: 'constant', value: 0 } as const;

function compileTeam(name: string, value: TeamValue, site: Site): TeamPlan {
  const path = ['people', name];
  if (value.asleep !== undefined && value.hours === undefined)
    site.reportKey([...path, 'asleep'], { code: 'BR016', message: '`asleep` belongs to `hours`' });
  return {
    name,
    people: value.people,
    notices: optionalDistribution(value.notices, [...path, 'notices'], site) ?? ALWAYS,
    acts: optionalDistribution(value.acts, [...path, 'acts'], site) ?? ALWAYS,
    hours: value.hours ?? null,
    asleep: optionalDistribution(value.asleep, [...path, 'asleep'], site),
  };
}

function compileMonitor(name: string, value: MonitorValue, around: MonitoringSurroundings): MonitorPlan | null {
  const path = ['monitors', name];
  const rules = compileRules(value, path, around);
  if (rules === null) return null;
  checkWindows(rules, value, path, around);
  const longest = Math.max(...rules.map(({ window }) => window));
  return {
    name,
    rules,
    offset: { kind: 'uniform', low: 0, high: value.scrape },
    scrape: value.scrape,
    every: value.every ?? value.scrape,
    lag: value.lag,
    pendingFor: value.for,
    keepFor: value.keep,
    missing: value.missing,
    needs: (value.needs ?? []).flatMap((service, i) =>
      found(serviceNamed(service, [...path, 'needs', String(i)], around)),
    ),
    tolerance: value.tolerance ?? longest + value.for,
    response: compileResponse(value, path, around),
  };
}

const found = (index: number): number[] => (index === -1 ? [] : [index]);

// ---- what is watched

function compileRules(value: MonitorValue, path: Path, around: MonitoringSurroundings): RulePlan[] | null {
  const { site, scenario } = around;
  const names = { traffic: Object.keys(scenario.traffic), services: Object.keys(scenario.services) };
  if ((value.watch === undefined) === (value.burnRate === undefined)) {
    site.reportKey(path, { code: 'BR016', message: 'a monitor has either `watch` or `burnRate`' });
    return null;
  }
  if (value.burnRate !== undefined) return burnRules(value.burnRate, names, path, site);
  const texts = Array.isArray(value.watch) ? value.watch : [value.watch!];
  const rules = texts.flatMap((text, i) => {
    const place = [...path, 'watch', ...(Array.isArray(value.watch) ? [String(i)] : [])];
    const rule = parseWatch(text, names);
    const finding = isFinding(rule) ? rule : settledRule(rule);
    if (finding !== null) site.report(place, finding);
    return isFinding(rule) ? [] : [{ ...rule, window: value.window }];
  });
  return rules.length === texts.length ? rules : null;
}

/** Burning f times too fast is an error rate of f times what the objective leaves. */
function burnRules(
  { of, objective, factor, long, short }: NonNullable<MonitorValue['burnRate']>,
  names: Watchable,
  path: Path,
  site: Site,
): RulePlan[] | null {
  const subject = subjectOf(of, names);
  const bound = factor * (1 - objective);
  if (subject === null) site.report([...path, 'burnRate', 'of'], unknownSubject(of, names));
  if (bound >= 1) {
    const message = `burning ${factor} times too fast would be an error rate of ${Number((100 * bound).toPrecision(4))} %, which cannot be`;
    site.report([...path, 'burnRate', 'factor'], { code: 'BR604', message });
  }
  if (short > long) {
    const message = 'the short window is longer than the long one';
    site.report([...path, 'burnRate', 'short'], { code: 'BR604', message });
  }
  if (subject === null) return null;
  const signal = { metric: 'errorRate', quantile: null, of: subject } as const;
  return [long, short].map(window => ({ signal, window, comparison: '>', bound }));
}

/** A rate needs two samples. */
function checkWindows(
  rules: readonly RulePlan[],
  value: MonitorValue,
  path: Path,
  around: MonitoringSurroundings,
): void {
  const place = [...path, value.burnRate === undefined ? 'window' : 'burnRate'];
  const shortest = Math.min(...rules.map(({ window }) => window));
  if (shortest < value.scrape) {
    const message = `a window of ${formatDuration(shortest)} has no two samples in it: metrics are read every ${formatDuration(value.scrape)}`;
    const expected = `at least ${formatDuration(value.scrape)}`;
    around.site.report(around.site.has(place) ? place : path, { code: 'BR604', message, expected });
  } else if (shortest < 2 * value.scrape) {
    const message = `a window of ${formatDuration(shortest)} has two samples in it only now and then: metrics are read every ${formatDuration(value.scrape)}`;
    const expected = `at least ${formatDuration(2 * value.scrape)}`;
    around.site.report(around.site.has(place) ? place : path, { code: 'BR651', message, expected });
  }
  const longest = Math.max(...rules.map(({ window }) => window));
  if (longest >= around.scenario.run.duration) {
    const message = `a window of ${formatDuration(longest)} never fills in a run of ${formatDuration(around.scenario.run.duration)}`;
    around.site.report(around.site.has(place) ? place : path, { code: 'BR650', message });
  }
}

// ---- what follows

function compileResponse(value: MonitorValue, path: Path, around: MonitoringSurroundings): ResponsePlan | null {
  const { scenario, site } = around;
  if (value.page !== undefined && value.after !== undefined) {
    const message = '`after` is the delay of automation; people who are paged have delays of their own';
    site.reportKey([...path, 'after'], { code: 'BR016', message });
  }
  if (value.page === undefined && value.then === undefined) return null;
  const teams = Object.keys(scenario.people ?? {});
  return {
    team:
      value.page === undefined ? null : known(value.page, teams, 'team of people', 'BR601', [...path, 'page'], site),
    delay: optionalDistribution(value.after, [...path, 'after'], site) ?? ALWAYS,
    again: value.again ?? Number.POSITIVE_INFINITY,
    actions: (value.then ?? []).flatMap(
      (action, i) => compileAction(action, [...path, 'then', String(i)], around) ?? [],
    ),
  };
}

/** Null when it cannot be taken, which has then been reported. */
function compileAction(value: ActionValue, path: Path, around: MonitoringSurroundings): ActionPlan | null {
  if ('repair' in value) return endFault(value.repair, 'repair', path, around);
  if ('rollBack' in value) return endFault(value.rollBack, 'rollBack', path, around);
  if ('takeOut' in value) return takeOut(value, path, around);
  if ('switchOff' in value) return switchOff(value, path, around);
  const length = 'for' in value ? (value.for ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  if ('restart' in value) {
    const service = serviceNamed(value.restart, [...path, 'restart'], around);
    return service === -1 ? null : { kind: 'restart', service, pause: value.pause ?? 0 };
  }
  if ('purge' in value) {
    const service = serviceNamed(value.purge, [...path, 'purge'], around);
    return service === -1 ? null : { kind: 'purge', service };
  }
  const service = serviceNamed(value.limit, [...path, 'limit'], around);
  return service === -1 ? null : { kind: 'limit', service, ratePerSecond: value.to, length };
}

function endFault(
  name: string,
  verb: 'repair' | 'rollBack',
  path: Path,
  { faults, scenario, site }: MonitoringSurroundings,
): ActionPlan | null {
  const place = [...path, verb];
  if (known(name, Object.keys(scenario.faults ?? {}), 'fault', 'BR602', place, site) === -1) return null;
  const fault = faults.findIndex(plan => plan.name === name);
  if (fault === -1) return null;
  const isConfig = faults[fault]!.effect.kind === 'config';
  const complaint =
    faults[fault]!.crew !== null
      ? `${name} is repaired by its crew`
      : verb === 'rollBack' && !isConfig
        ? `${name} is no change that could be rolled back; write \`repair\``
        : null;
  if (complaint !== null) site.report(place, { code: 'BR603', message: complaint });
  return { kind: 'end-fault', fault };
}

function switchOff(
  value: Extract<ActionValue, { switchOff: string }>,
  path: Path,
  { services, site }: MonitoringSurroundings,
): ActionPlan | null {
  const link = tidyLink(value.switchOff);
  const matches = (name: string): boolean => name === link || name.replace(/\/[^>]*->/, '->') === link;
  const links = services.flatMap(({ edges }) => edges.map(({ name }) => name));
  const service = services.findIndex(({ edges }) => edges.some(({ name }) => matches(name)));
  if (service === -1) {
    known(link, links, 'link between services', 'BR024', [...path, 'switchOff'], site);
    return null;
  }
  const edges = services[service]!.edges.flatMap(({ name }, i) => (matches(name) ? [i] : []));
  return { kind: 'switch-off', service, edges, length: value.for ?? Number.POSITIVE_INFINITY };
}

function takeOut(
  { takeOut: target, for: length }: Extract<ActionValue, { takeOut: object }>,
  path: Path,
  around: MonitoringSurroundings,
): ActionPlan | null {
  const { services, layout, site } = around;
  const place = [...path, 'takeOut'];
  if ((target.service === undefined) === (target.zone === undefined) || (target.zone && target.replicas)) {
    const message = '`takeOut` names a `service`, of which `replicas` says how many, or a `zone`';
    site.reportKey(place, { code: 'BR016', message });
    return null;
  }
  const ends = { length: length ?? Number.POSITIVE_INFINITY };
  if (target.zone !== undefined) {
    if (known(target.zone, zoneNames(site.root), 'zone', 'BR023', [...place, 'zone'], site) === -1) return null;
    const replicas = replicasIn(target.zone, layout);
    if (replicas.length > 0) return { kind: 'take-out', replicas, ...ends };
    const message = `no replica runs in the zone ${target.zone}: there is nothing to take out`;
    site.report([...place, 'zone'], { code: 'BR035', message });
    return null;
  }
  const service = serviceNamed(target.service!, [...place, 'service'], around);
  if (service === -1) return null;
  const count = Math.min(target.replicas ?? Number.POSITIVE_INFINITY, services[service]!.replicas);
  return { kind: 'take-out', replicas: Array.from({ length: count }, (_, replica) => ({ service, replica })), ...ends };
}

/** Empty when there is no such zone. */
function replicasIn(zone: string, { hostsInZone, plan }: Layout): readonly ReplicaReference[] {
  const hosts = new Set(hostsInZone(zone));
  return (plan?.placements ?? []).flatMap((placement, service) =>
    placement.hosts.flatMap((host, replica) => (hosts.has(host) ? [{ service, replica }] : [])),
  );
}

// ---- names

const serviceNamed = (name: string, path: Path, { services, site }: MonitoringSurroundings): number =>
  known(
    name,
    services.map(service => service.name),
    'service',
    'BR020',
    path,
    site,
  );

/** The index of `name`; -1 when there is none, which has then been reported. */
function known(name: string, names: readonly string[], what: string, code: Code, path: Path, site: Site): number {
  const index = names.indexOf(name);
  if (index !== -1) return index;
  const message = `unknown ${what} "${name.slice(0, 80)}"; ${names.length === 0 ? 'there is none' : `there is ${listOf(names, 'and')}`}`;
  site.report(path, { code, message, expected: listOf(names), found: name, hint: didYouMean(name, names) });
  return -1;
}

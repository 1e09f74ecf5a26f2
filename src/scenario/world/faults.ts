/** `faults` and `shared` → fault plans: when, what, and the groups of replicas, links or sources that are struck. */
import { NOWHERE } from '../../model/infrastructure-plan.ts';
import type { FaultEffect, FaultPlan, FaultSchedule, FaultTarget, ServicePlan, TrafficPlan } from '../../model/plan.ts';
import { tidyLink } from '../checks/references.ts';
import type { TargetKey } from '../kind.ts';
import { faults } from '../kinds/all.ts';
import type { Path } from '../problems/problem.ts';
import { didYouMean, listOf } from '../problems/suggest.ts';
import { compileDistribution, compileLifetime } from '../quantities/distribution.ts';
import type { ChaosValue } from '../schema/chaos.ts';
import type { FaultValue, Scenario, SharedValue } from '../schema/schema.ts';
import { effectOf } from './chaos.ts';
import type { Layout } from './infrastructure.ts';
import { isTended, runtimeOf } from './runtimes.ts';
import type { Directory } from './services.ts';
import type { Site } from './site.ts';

export interface FaultSurroundings {
  readonly scenario: Scenario;
  readonly directory: Directory;
  readonly layout: Layout;
  readonly services: readonly ServicePlan[];
  readonly traffic: readonly TrafficPlan[];
  readonly site: Site;
}

/** Replicas, links, machines and sources named by all faults of a world together. */
const MOST_TARGETS = 200_000;

/** Those that can be compiled; the others have been reported. */
export function compileFaults(around: FaultSurroundings): FaultPlan[] {
  const plans: FaultPlan[] = [];
  let targets = 0;
  for (const [name, value] of Object.entries(around.scenario.faults ?? {})) {
    const plan = compileFault(name, value, around);
    if (plan !== null) plans.push(plan);
    targets += plan?.groups.reduce((sum, group) => sum + sizeOf(group), 0) ?? 0;
    if (targets <= MOST_TARGETS) continue;
    const message = `the faults down to this one name more than ${MOST_TARGETS} replicas, links and machines in all`;
    around.site.reportKey(['faults', name], { code: 'BR031', message });
    break;
  }
  return plans;
}

/** How much is struck at a time. */
export const sizeOf = (target: FaultTarget): number =>
  Object.values(target).reduce((sum, list) => sum + list.length, 0);

/** Null when it cannot be compiled, which has then been reported. */
function compileFault(name: string, value: FaultValue, around: FaultSurroundings): FaultPlan | null {
  if (value.random !== undefined) return compileChaos(name, value, value.random, around);
  const path = ['faults', name];
  const struck = compileEffect(value, path, around.site);
  const given = compileSchedule(value, struck?.length !== undefined, path, around.site);
  if (given === null || struck === null) return null;
  if (struck.effect.kind === 'config' && (given.kind !== 'scheduled' || given.every !== null)) {
    const message = 'a bad change happens once: `config` goes with `at` and `for`';
    around.site.reportKey(path, { code: 'BR016', message });
  }
  const targetPath = [...path, struck.key];
  const target =
    struck.effect.kind === 'deploy'
      ? deploymentOf(struck.value, targetPath, around)
      : resolveTarget(struck.value, struck.target, targetPath, around);
  if (Object.values(target).every(list => list.length === 0)) {
    around.site.report([...targetPath, struck.target], { code: 'BR035', message: 'this fault strikes nothing' });
    return null;
  }
  if (!meetsNeeds(struck, targetPath, around)) return null;
  const schedule = withLength(given, struck, target.replicas.length);
  if (struck.effect.kind === 'connection-leak' && !target.links.some(link => hasPool(link, around))) {
    const message = 'there is no `connectionPool` on this link to lose connections of';
    around.site.report([...targetPath, struck.target], { code: 'BR303', message });
  }
  const apart = schedule.kind === 'random' && struck.target === 'service' && value.together !== true;
  const groups = apart ? target.replicas.map(replica => ({ ...NOTHING, replicas: [replica] })) : [target];
  const kept = isRepairedByRuntime(schedule, struck, around) ? { ...schedule, length: 0 } : schedule;
  return { name, schedule: kept, crew: crewOf(value, around), effect: struck.effect, groups };
}

/** A crash without an end is a single death where a runtime restarts what dies. */
function isRepairedByRuntime(schedule: FaultSchedule, struck: Struck, { scenario }: FaultSurroundings): boolean {
  if (schedule.kind !== 'scheduled' || schedule.length !== Number.POSITIVE_INFINITY) return false;
  if (struck.effect.kind !== 'crash' || struck.target !== 'service') return false;
  const restart = runtimeOf(scenario.services[String(struck.value.service)]!)?.restart;
  return restart !== undefined && restart !== 'never';
}

function deploymentOf(
  { service }: Readonly<Record<string, unknown>>,
  path: Path,
  { directory, scenario, site }: FaultSurroundings,
): FaultTarget {
  const name = String(service);
  if (!isTended(scenario.services[name]!)) {
    const message = `nobody deploys ${name}: it has no \`runtime\``;
    site.report([...path, 'service'], { code: 'BR205', message, hint: 'add `runtime: container` to the service' });
  }
  return { ...NOTHING, deployments: [directory.get(name)!.index] };
}

/** Chaos: every replica of the services is a target of its own. */
function compileChaos(name: string, value: FaultValue, chaos: ChaosValue, around: FaultSurroundings): FaultPlan | null {
  const path = ['faults', name];
  const { directory, site } = around;
  const settings = [...CHAOS_KEYS].filter(key => (value as Readonly<Record<string, unknown>>)[key] !== undefined);
  if (settings.length > 0) {
    const message = `\`random\` goes with \`at\` and \`for\` only, not with ${settings.join(', ')}`;
    site.reportKey([...path, settings[0]!], { code: 'BR016', message });
    return null;
  }
  const strangers = (chaos.services ?? []).filter(service => !directory.has(service));
  for (const service of strangers) unknownTarget(service, [...path, 'random', 'services'], around);
  const effect = effectOf(chaos);
  if (effect.choices.length === 0)
    site.reportKey([...path, 'random', 'kinds'], { code: 'BR035', message: 'this experiment does nothing' });
  const between = compileLifetime(chaos.between, site.data([...path, 'random', 'between']));
  const lasts = compileDistribution(chaos.lasts, site.data([...path, 'random', 'lasts']));
  if (between === null || lasts === null || strangers.length > 0) return null;
  const at = value.at ?? 0;
  return {
    name,
    schedule: {
      kind: 'chaos',
      at,
      until: value.for === undefined ? Number.POSITIVE_INFINITY : at + value.for,
      between,
      lasts,
      budget: chaos.budget ?? Number.POSITIVE_INFINITY,
      atOnce: chaos.atOnce,
      hours: chaos.during ?? null,
      seed: String(chaos.seed ?? ''),
    },
    crew: null,
    effect,
    groups: (chaos.services ?? [...directory.keys()])
      .flatMap(service => firstReplicas(service, undefined, path, around))
      .map(replica => ({ ...NOTHING, replicas: [replica] })),
  };
}

/** What a chaos experiment decides itself. */
const CHAOS_KEYS = new Set(['every', 'mtbf', 'mttr', 'together', 'crew', ...faults.map(({ key }) => key)]);

function unknownTarget(name: string, path: Path, { directory, site }: FaultSurroundings): void {
  const known = [...directory.keys()];
  const message = `unknown service "${name.slice(0, 80)}"; there is ${listOf(known, 'and')}`;
  site.report(path, { code: 'BR020', message, expected: listOf(known), found: name, hint: didYouMean(name, known) });
}

/** What lasts as long as its effect takes has its length from there. */
function withLength(schedule: FaultSchedule, { length, value }: Struck, replicas: number): FaultSchedule {
  if (length === undefined || schedule.kind !== 'scheduled') return schedule;
  return { ...schedule, length: length(value, replicas) };
}

function meetsNeeds({ key, value, needs }: Struck, path: Path, { scenario, site }: FaultSurroundings): boolean {
  const service = String(value.service);
  if (needs === undefined || scenario.services[service]?.kind === needs) return true;
  const message = `\`${key}\` strikes a cache, and ${service} is none`;
  site.report([...path, 'service'], { code: 'BR504', message, expected: `a \`kind: ${needs}\`` });
  return false;
}

function hasPool({ service, edge }: FaultTarget['links'][number], { services, traffic }: FaultSurroundings): boolean {
  const plan = service === null ? traffic[edge]!.edge : services[service]!.edges[edge]!;
  return plan.policies.some(({ kind }) => kind === 'connection-pool');
}

/** Index of the crew the fault names. */
function crewOf({ crew }: FaultValue, { scenario }: FaultSurroundings): number | null {
  return crew === undefined ? null : Object.keys(scenario.crews ?? {}).indexOf(crew);
}

function compileSchedule(value: FaultValue, isTimed: boolean, path: Path, site: Site): FaultSchedule | null {
  const random = value.mtbf !== undefined || value.mttr !== undefined;
  const complaint = isTimed ? timedComplaint(value) : scheduleComplaint(value, random);
  if (complaint !== null) {
    site.reportKey(path, { code: 'BR016', message: complaint });
    return null;
  }
  if (!random)
    return {
      kind: 'scheduled',
      at: value.at!,
      length: value.for ?? Number.POSITIVE_INFINITY,
      every: value.every ?? null,
    };
  const timeToFailure = compileLifetime(value.mtbf!, site.data([...path, 'mtbf']));
  const timeToRepair = compileLifetime(value.mttr!, site.data([...path, 'mttr']));
  return timeToFailure === null || timeToRepair === null ? null : { kind: 'random', timeToFailure, timeToRepair };
}

/** Of a fault whose effect says how long it takes. */
function timedComplaint({ at, mtbf, mttr, together, crew, ...rest }: FaultValue): string | null {
  if (at === undefined) return 'this fault needs `at`; it takes as long as it takes';
  if (rest.for !== undefined) return '`for` does not belong to this fault: it takes as long as it takes';
  const others = mtbf ?? mttr ?? together ?? crew;
  return others === undefined ? null : 'this fault is scheduled: `at`, and `every` to repeat it';
}

function scheduleComplaint(value: FaultValue, random: boolean): string | null {
  const scheduled = value.at !== undefined || value.for !== undefined || value.every !== undefined;
  if (random && scheduled) return 'a fault has either `at` (with `for` and `every`) or `mtbf` and `mttr`';
  if (random && (value.mtbf === undefined || value.mttr === undefined))
    return 'a random fault needs both `mtbf` and `mttr`';
  if (random) return null;
  if (value.at === undefined) return 'a fault needs `at`, or `mtbf` and `mttr`';
  if (value.crew !== undefined && value.for === undefined) return 'a `crew` needs a `for`: how long its repair takes';
  if (value.together !== undefined) return '`together` belongs to random faults; a scheduled one strikes all at once';
  if (value.every === undefined) return null;
  return value.for !== undefined && value.for < value.every ? null : '`every` needs a `for` that is shorter';
}

interface Struck {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly target: TargetKey;
  readonly effect: FaultEffect;
  readonly length: AnyFault['length'];
  readonly needs: AnyFault['needs'];
}

interface AnyFault {
  readonly key: string;
  readonly targets: readonly TargetKey[];
  /** The value is the one found under `key`, of that kind's shape. */
  readonly compile: (value: Readonly<Record<string, unknown>>, target: TargetKey) => FaultEffect;
  readonly complain?: (value: Readonly<Record<string, unknown>>) => string | null;
  readonly length?: (value: Readonly<Record<string, unknown>>, replicas: number) => number;
  readonly needs?: 'cache';
}

function compileEffect(value: FaultValue, path: Path, site: Site): Struck | null {
  const values: Readonly<Record<string, unknown>> = value;
  const chosen = (faults as unknown as readonly AnyFault[]).filter(({ key }) => values[key] !== undefined);
  const [kind] = chosen;
  if (kind === undefined || chosen.length > 1) {
    const known = faults.map(({ key }) => key).join(', ');
    const message =
      kind === undefined
        ? `a fault needs an effect: one of ${known}`
        : `a fault has one effect; found ${chosen.map(({ key }) => key).join(' and ')}`;
    site.reportKey(path, { code: 'BR016', message, expected: known });
    return null;
  }
  const settings = values[kind.key] as Record<string, unknown>;
  const targets = kind.targets.filter(key => settings[key] !== undefined);
  const complaint = targetComplaint(kind, targets, settings) ?? kind.complain?.(settings) ?? null;
  if (complaint === null)
    return {
      key: kind.key,
      value: settings,
      target: targets[0]!,
      effect: kind.compile(settings, targets[0]!),
      length: kind.length,
      needs: kind.needs,
    };
  site.reportKey([...path, kind.key], { code: 'BR016', message: complaint });
  return null;
}

function targetComplaint(
  kind: AnyFault,
  targets: readonly TargetKey[],
  settings: Readonly<Record<string, unknown>>,
): string | null {
  if (targets.length !== 1)
    return `\`${kind.key}\` strikes exactly one of ${kind.targets.join(', ')}; found ${targets.length === 0 ? 'none' : targets.join(' and ')}`;
  const countable = targets[0] === 'service' || (targets[0] === 'link' && kind.key === 'partition');
  return settings.replicas !== undefined && !countable ? '`replicas` belongs to `service`' : null;
}

const NOTHING: FaultTarget = { replicas: [], links: [], sources: [], hosts: [], interconnects: [], deployments: [] };

type ReplicaReference = FaultTarget['replicas'][number];

function resolveTarget(
  value: Readonly<Record<string, unknown>>,
  key: TargetKey,
  path: Path,
  around: FaultSurroundings,
): FaultTarget {
  const name = String(value[key]);
  switch (key) {
    case 'service':
      return {
        ...NOTHING,
        replicas: firstReplicas(name, value.replicas as number | undefined, [...path, 'replicas'], around),
      };
    case 'node':
      return { ...NOTHING, hosts: around.layout.hostsOfNode(name) };
    case 'zone':
      return { ...NOTHING, hosts: around.layout.hostsInZone(name) };
    case 'region':
      return { ...NOTHING, hosts: around.layout.hostsInRegion(name) };
    case 'shared':
      return hangingOn(name, around);
    case 'link':
      return linksCalled(tidyLink(name), value.replicas as number | undefined, [...path, 'replicas'], around);
    case 'traffic':
      return { ...NOTHING, sources: around.traffic.flatMap((source, i) => (source.name === name ? [i] : [])) };
  }
}

function firstReplicas(
  service: string,
  wanted: number | undefined,
  path: Path,
  { directory, site }: FaultSurroundings,
): ReplicaReference[] {
  const { index, replicas, places } = directory.get(service)!;
  if (wanted !== undefined && wanted > replicas) {
    const message = `${service} has ${replicas} replica${replicas === 1 ? '' : 's'}, not ${wanted}`;
    site.report(path, { code: 'BR035', message, expected: `at most ${replicas}`, found: String(wanted) });
  }
  return Array.from({ length: wanted === undefined ? places : Math.min(wanted, replicas) }, (_, replica) => ({
    service: index,
    replica,
  }));
}

/** Each replica once, however often it is named: those on a host that hangs on it are struck with the host. */
function hangingOn(name: string, around: FaultSurroundings): FaultTarget {
  const { layout, scenario } = around;
  const shared: SharedValue = scenario.shared?.[name] ?? {};
  const path = ['shared', name, 'replicas'];
  const hosts = new Set([
    ...(shared.zones ?? []).flatMap(layout.hostsInZone),
    ...(shared.nodes ?? []).flatMap(layout.hostsOfNode),
  ]);
  const named = [
    ...(shared.services ?? []).flatMap(service => firstReplicas(service, undefined, path, around)),
    ...Object.entries(shared.replicas ?? {}).flatMap(([service, n]) =>
      firstReplicas(service, n, [...path, service], around),
    ),
  ];
  const placements = layout.plan?.placements ?? [];
  const replicas = named.filter(({ service, replica }) => !hosts.has(placements[service]?.hosts[replica] ?? NOWHERE));
  return {
    ...NOTHING,
    replicas: [...new Map(replicas.map(each => [`${each.service}/${each.replica}`, each])).values()],
    hosts: [...hosts],
  };
}

/**
 * `a->b` is every edge from a to b, those of single operations included; `a/operation->b` is that one; `a->a` is also
 * what the members of a's cluster talk over, or with `replicas` what lies between the first so many and the rest.
 */
function linksCalled(
  link: string,
  first: number | undefined,
  path: Path,
  { services, traffic, site }: FaultSurroundings,
): FaultTarget {
  const matches = (name: string): boolean => name === link || name.replace(/\/[^>]*->/, '->') === link;
  const clustered = services.findIndex(({ name, cluster }) => cluster !== null && link === `${name}->${name}`);
  const members = clustered === -1 ? 0 : services[clustered]!.replicas;
  if (first !== undefined && first >= members) {
    const message =
      members === 0
        ? `\`replicas\` cuts off members of a cluster, over a link such as \`db->db\`; ${link} is none`
        : `the first ${first} of ${members} members leave nobody to be cut off from`;
    site.report(path, { code: 'BR035', message });
  }
  return {
    ...NOTHING,
    links: [
      ...services.flatMap((service, index) =>
        service.edges.flatMap((edge, i) => (matches(edge.name) ? [{ service: index, edge: i }] : [])),
      ),
      ...traffic.flatMap((source, i) => (matches(source.edge.name) ? [{ service: null, edge: i }] : [])),
    ],
    interconnects: clustered === -1 ? [] : [{ service: clustered, first: first ?? null }],
  };
}

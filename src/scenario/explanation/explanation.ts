/**
 * A scenario explained before it runs: every default with where it comes from, the load each service will see and how
 * busy it is at rest, what the retries of all tiers multiply to, and what each mitigation changes. Text in, plain records
 * out; times are ms, rates per second, shares 0..1, and null means that there is none or that nothing bounds it.
 */
import { stringify } from 'yaml';
import type { VariantPlan } from '../../experiment/plan.ts';
import type { TrafficPlan, WorldPlan } from '../../model/plan.ts';
import { type CompileInput, compileScenario, documentOf } from '../compile.ts';
import { mergePatch } from '../document/merge.ts';
import { type Node, toPlain } from '../document/node.ts';
import { estimateLoad, type LoadEstimate, worstRates } from '../estimate/load.ts';
import { mostAttempts } from '../estimate/most-attempts.ts';
import { perSecondOf } from '../estimate/rate-points.ts';
import { withPresets } from '../preset-lookup.ts';
import type { Problem } from '../problems/problem.ts';
import { formatDuration } from '../quantities/units.ts';
import { mitigationPatch } from '../variants/mitigations.ts';
import { resolvedYaml } from './resolved.ts';

const EXPLANATION_SCHEMA = 'brownout/explanation/v1';

export interface Explanation {
  readonly schema: typeof EXPLANATION_SCHEMA;
  readonly name: string;
  readonly title: string;
  readonly run: {
    readonly duration: number;
    readonly warmup: number;
    readonly window: number;
    readonly replications: number;
    readonly maxReplications: number;
    readonly seed: number | string;
    /** Of all variants and replications together, on average; closed loops left out. */
    readonly requests: number;
  };
  readonly traffic: readonly TrafficExplanation[];
  readonly services: readonly ServiceExplanation[];
  readonly faults: readonly FaultExplanation[];
  readonly variants: readonly VariantExplanation[];
  /** The scenario as YAML with every default filled in; comments say where each comes from. */
  readonly resolved: string;
}

export interface TrafficExplanation {
  readonly name: string;
  readonly to: string;
  /** Mean over the run; null for a closed loop. */
  readonly perSecond: number | null;
  readonly users: number | null;
  /** How it calls, as YAML on one line; empty when nothing is said. */
  readonly client: string;
}

/** At rest: every part up, nobody waits, nobody retries. */
export interface ServiceExplanation {
  readonly name: string;
  readonly kind: string;
  readonly replicas: number;
  /** Of all replicas. */
  readonly slots: number | null;
  readonly offeredPerSecond: number;
  readonly capacityPerSecond: number | null;
  readonly utilisation: number | null;
  /** Attempts in the long run if every one failed and everybody tried as often as allowed, over the load at rest. */
  readonly worstAmplification: number | null;
  /** The same two while every cache is empty, where that makes a difference; else null. */
  readonly cold: { readonly offeredPerSecond: number; readonly utilisation: number | null } | null;
  /** Mean time of a request's own work. */
  readonly work: number;
  /** `from` is the service, or `service/operation` where an operation calls in its own way. */
  readonly calls: readonly { readonly from: string; readonly to: string; readonly client: string }[];
}

export interface FaultExplanation {
  readonly name: string;
  readonly when: string;
  /** As YAML on one line. */
  readonly what: string;
}

export interface VariantExplanation {
  readonly name: string;
  readonly title: string;
  readonly answers: readonly string[];
  /** Values as YAML on one line; null where there is none. Empty for the baseline. */
  readonly changes: readonly { readonly path: string; readonly before: string | null; readonly after: string | null }[];
}

export interface ExplainOutput {
  /** Null exactly when some problem is an error. */
  readonly explanation: Explanation | null;
  readonly problems: readonly Problem[];
}

/** What `brownout explain` tells, as plain records: times ms, rates per second, shares 0..1. Nothing is simulated. */
export function explainScenario(input: CompileInput): ExplainOutput {
  const { plan, problems } = compileScenario(input);
  const root = plan === null ? null : documentOf(input, []);
  if (plan === null || root === null) return { explanation: null, problems };
  const { world } = plan.variants[0]!;
  const document = withPresets(toPlain(root)) as Plain;
  const { name, title, replications, maxReplications, seed, variants } = plan;
  const explanation: Explanation = {
    schema: EXPLANATION_SCHEMA,
    name,
    title,
    run: {
      duration: world.duration / MILLISECOND,
      warmup: world.warmup / MILLISECOND,
      window: world.window / MILLISECOND,
      replications,
      maxReplications,
      seed,
      requests: Math.round(variants.reduce((sum, variant) => sum + requestsOf(variant.world), 0) * replications),
    },
    traffic: world.traffic.map(source => explainTraffic(source, world, mapAt(document, 'traffic', source.name))),
    services: explainServices(world, document),
    faults: world.faults.map(fault => explainFault(fault.name, mapAt(document, 'faults', fault.name))),
    variants: variants.map(variant => explainVariant(variant, root)),
    resolved: resolvedYaml(toPlain(root), document),
  };
  return { explanation, problems };
}

const MILLISECOND = 1e6;
const SECOND = 1e9;

type Plain = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

function mapAt(document: Plain, ...path: readonly string[]): Plain {
  const found = path.reduce<unknown>((inner, key) => (isMap(inner) ? ownOf(inner, key) : undefined), document);
  return isMap(found) ? found : {};
}

/** Not what every object of JavaScript has: a service may be called `toString`. */
const ownOf = (map: Plain, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);

const onOneLine = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trimEnd();

/** The members of a map but some, as YAML without the braces. */
function written(value: Plain, without: readonly string[]): string {
  const kept = Object.fromEntries(Object.entries(value).filter(([key]) => !without.includes(key)));
  return Object.keys(kept).length === 0 ? '' : onOneLine(kept).slice(2, -2);
}

// ---- traffic

const NOT_CLIENT = [
  'to',
  'rate',
  'pacing',
  'profile',
  'users',
  'thinkTime',
  'bursts',
  'connections',
  'operations',
  'clients',
  'priority',
];

function explainTraffic(source: TrafficPlan, world: WorldPlan, value: Plain): TrafficExplanation {
  const { arrivals, edge } = source;
  return {
    name: source.name,
    to: world.services[edge.target]!.name,
    perSecond: arrivals.kind === 'open' || arrivals.kind === 'bursts' ? perSecond(source, world) : null,
    users: arrivals.kind === 'closed' ? arrivals.users : arrivals.kind === 'connections' ? arrivals.clients : null,
    client: written(value, NOT_CLIENT),
  };
}

function perSecond({ arrivals }: TrafficPlan, { duration }: WorldPlan): number {
  return arrivals.kind === 'closed' ? 0 : perSecondOf(arrivals, duration);
}

const requestsOf = (world: WorldPlan): number =>
  world.traffic.reduce((sum, source) => sum + (perSecond(source, world) * world.duration) / SECOND, 0);

// ---- services

function explainServices(world: WorldPlan, document: Plain): ServiceExplanation[] {
  const warm = estimateLoad(world);
  const cold = estimateLoad(world, { caches: 'cold' });
  const worst = worstRates(world, mostAttempts);
  return world.services.map((service, index) => {
    const load = warm[index]!;
    const without = cold[index]!;
    const { replicas, offeredPerSecond, capacityPerSecond, work } = load;
    const most = worst[index] ?? null;
    return {
      name: service.name,
      kind: service.kind,
      replicas,
      slots: finite(replicas * service.concurrency),
      offeredPerSecond,
      capacityPerSecond: finite(capacityPerSecond),
      utilisation: utilisationOf(load),
      cold:
        without.offeredPerSecond === offeredPerSecond
          ? null
          : { offeredPerSecond: without.offeredPerSecond, utilisation: utilisationOf(without) },
      worstAmplification: most === null || offeredPerSecond === 0 ? null : most / offeredPerSecond,
      work: work / MILLISECOND,
      calls: callsOf(service.name, mapAt(document, 'services', service.name)),
    };
  });
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const utilisationOf = ({ offeredPerSecond, capacityPerSecond }: LoadEstimate): number | null =>
  Number.isFinite(capacityPerSecond) ? offeredPerSecond / capacityPerSecond : null;

/** Of the service, as written; of its operations only those that say more of the client side than which call it is. */
function callsOf(service: string, value: Plain): ServiceExplanation['calls'] {
  const ofService = Object.entries(mapAt(value, 'calls')).map(([to, client]) => callOf(service, to, client, []));
  const ofOperations = Object.entries(mapAt(value, 'operations')).flatMap(([operation, own]) =>
    Object.entries(isMap(own) ? mapAt(own, 'calls') : {}).map(([to, client]) =>
      callOf(`${service}/${operation}`, to, client, ['operation', 'probability', 'optional']),
    ),
  );
  return [...ofService, ...ofOperations.filter(({ client }) => client !== '')];
}

const callOf = (from: string, to: string, client: unknown, without: readonly string[]) => ({
  from,
  to,
  client: isMap(client) ? written(client, without) : '',
});

// ---- faults and mitigations

const TIMING = ['title', 'at', 'for', 'every', 'mtbf', 'mttr', 'together'];

function explainFault(name: string, value: Plain): FaultExplanation {
  const said = (key: string): string => (isMap(value[key]) ? onOneLine(value[key]) : String(value[key]));
  const parts = [
    value.at === undefined ? '' : `at ${said('at')}`,
    value.for === undefined ? '' : `for ${said('for')}`,
    value.every === undefined ? '' : `every ${said('every')}`,
    value.mtbf === undefined ? '' : `at random, ${said('mtbf')} apart`,
    value.mttr === undefined ? '' : `${said('mttr')} long`,
  ];
  return { name, when: parts.filter(part => part !== '').join(', '), what: written(value, TIMING) };
}

function explainVariant({ name, title, mitigations, answers }: VariantPlan, root: Node): VariantExplanation {
  const patched = mitigations.reduce((node, mitigation) => mergePatch(node, mitigationPatch(root, mitigation)), root);
  return { name, title, answers, changes: changesBetween(toPlain(root), toPlain(patched), []) };
}

function changesBetween(before: unknown, after: unknown, path: readonly string[]): VariantExplanation['changes'] {
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap(key => changesBetween(ownOf(before, key), ownOf(after, key), [...path, key]));
  }
  const [from, to] = [before, after].map(value => (value === undefined ? null : onOneLine(value)));
  return from === to ? [] : [{ path: path.join('.'), before: from ?? null, after: to ?? null }];
}

/** `2m30s`, for whoever prints an explanation. */
export const spoken = (milliseconds: number): string => formatDuration(milliseconds * MILLISECOND);

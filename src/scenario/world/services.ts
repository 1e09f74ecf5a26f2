/** `services` → service plans: replicas, queues, operations with their flows, and the edges of their calls. */
import type { CallPlan, EdgePlan, OperationPlan, ServicePlan, StepPlan } from '../../model/plan.ts';
import { compileIngressRate } from '../kinds/rate-limit.ts';
import type { Path } from '../problems/problem.ts';
import type { CallValue, OperationValue, Scenario, ServiceValue, StepValue } from '../schema/schema.ts';
import { compileCluster } from './cluster.ts';
import {
  asService,
  cacheOperations,
  compileCache,
  compileCpu,
  compileKeys,
  isLookAside,
  storeWhatWasMissing,
} from './data.ts';
import { compileRegister, compileRegistry } from './discovery.ts';
import { compileEdge, optionalDistribution } from './edge.ts';
import { asQueue } from './messages.ts';
import { compileOverload, compileQueue, idleRules } from './overload.ts';
import { compileCopy, compileStandby } from './recovery.ts';
import { placesOf, runtimeOf } from './runtimes.ts';
import type { Site } from './site.ts';

/** Services by name, with what others need to know before they are compiled. */
export type Directory = ReadonlyMap<string, DirectoryEntry>;

export interface DirectoryEntry {
  readonly index: number;
  readonly replicas: number;
  readonly name: string;
  /** Where its replicas announce themselves; null for nowhere. */
  readonly registry: { readonly name: string; readonly index: number } | null;
  /** Requests in progress per replica. */
  readonly slots: number;
  /** Replicas that there can be at a time: more, where a runtime may add some. */
  readonly places: number;
  /** Names, the default one first. */
  readonly operations: readonly string[];
  /** Operation by which callers store what they fetched; null for all but look-aside caches. */
  readonly stores: number | null;
}

export function directoryOf(scenario: Scenario): Directory {
  const names = Object.keys(scenario.services);
  return new Map(
    Object.entries(scenario.services).map(([name, service], index) => {
      const operations = Object.keys(service.operations ?? {});
      const named = operations.length > 0 ? operations : ['default'];
      const stores = isLookAside(service) ? named.length : null;
      const registry =
        service.register === undefined
          ? null
          : { name: service.register.registry, index: names.indexOf(service.register.registry) };
      const { replicas } = service;
      const places = placesOf(name, service, scenario);
      return [name, { name, index, replicas, places, slots: slotsOf(service), operations: named, stores, registry }];
    }),
  );
}

/** An edge and where it is written. */
export interface SitedEdge {
  readonly edge: EdgePlan;
  readonly path: Path;
}

export interface SitedService {
  readonly plan: ServicePlan;
  readonly edges: readonly SitedEdge[];
}

/** At least one, so that the search for problems can go on where none is named. */
function operationsOf({ operations = {} }: ServiceValue): [string, OperationValue][] {
  const named = Object.entries(operations);
  return named.length > 0 ? named : [['default', {}]];
}

const CLIENT_FREE_KEYS = new Set(['operation', 'probability', 'optional', 'onMiss']);

export function compileService(name: string, written: ServiceValue, directory: Directory, site: Site): SitedService {
  const path = ['services', name];
  const value = asService(written, path, site);
  const isPlain = value.kind === 'service';
  checkService(value, path, site);
  const edges = new Edges(name, value, directory, site);
  const compiled = operationsOf(value).map(([operation, own]) =>
    compileOperation(operation, own, value, edges, path, site),
  );
  const operations = cacheOperations(value, compiled, path, site);
  const cpu = compileCpu(value);
  const concurrency = slotsOf(value);
  const plan: ServicePlan = {
    name,
    kind: value.kind,
    replicas: directory.get(name)!.places,
    concurrency,
    threading: value.threading ?? (isPlain ? 'blocking' : 'async'),
    queue: compileQueue(value.queue, concurrency),
    rateLimit: value.rateLimit === undefined ? null : compileIngressRate(value.rateLimit),
    overload: compileOverload(value),
    startup: optionalDistribution(
      value.startup ?? runtimeOf(value)?.startup,
      [...path, ...(value.startup === undefined ? ['runtime'] : []), 'startup'],
      site,
    ),
    messages: null,
    cache: compileCache(value, compiled.length, path, site),
    cpu,
    standby: compileStandby(value, path, site),
    copy: compileCopy(value.copy, directory, path, site),
    cluster: compileCluster(value, path, site),
    registry: compileRegistry(value, path, site),
    register: compileRegister(value.register, directory, [...path, 'register'], site),
    operations,
    edges: edges.list.map(({ edge }) => edge),
  };
  if (value.kind !== 'queue') return { plan, edges: edges.list };
  const consumerOf = (index: number) => [...directory.values()].find(entry => entry.index === index)!;
  const asOne = asQueue(plan, value.messages, consumerOf, path, site);
  return { plan: asOne, edges: asOne.edges.map((edge, i) => ({ edge, path: edges.list[i]!.path })) };
}

/** Unlimited for all but plain services, of which each replica serves one request at a time unless it says more. */
const slotsOf = (value: ServiceValue): number =>
  unbounded(value.concurrency, 'unlimited') ??
  (value.kind === 'service' && compileCpu(value) === null ? 1 : Number.POSITIVE_INFINITY);

const unbounded = (value: number | string | undefined, word: string): number | undefined =>
  value === word ? Number.POSITIVE_INFINITY : (value as number | undefined);

function checkService(value: ServiceValue, path: Path, site: Site): void {
  if (value.zone !== undefined && value.zones !== undefined) {
    site.reportKey([...path, 'zones'], {
      code: 'BR016',
      message: 'write `zone` for one zone or `zones` for several, not both',
    });
  }
  if (value.placement?.zones !== undefined && (value.zone ?? value.zones) !== undefined) {
    const message = 'the zones are given twice; write either `placement.zones` or `zone` and `zones`';
    site.reportKey([...path, 'placement', 'zones'], { code: 'BR016', message });
  }
  if (value.operations !== undefined && Object.keys(value.operations).length === 0) {
    const message = '`operations` names none; leave it out for a single one';
    site.reportKey([...path, 'operations'], { code: 'BR016', message });
  }
  for (const rule of idleRules(value)) {
    const message = `the rule "${rule}" refuses nobody; give it \`queue\` or \`utilisation\``;
    site.reportKey([...path, 'shed', rule], { code: 'BR400', message, expected: 'queue or utilisation' });
  }
  const calls = Object.keys(value.calls ?? {}).length;
  if (value.kind === 'load-balancer' && calls !== 1) {
    const message = `a load balancer forwards to exactly one service; this one has ${calls === 0 ? 'no call' : `${calls} calls`}`;
    site.reportKey(site.has([...path, 'calls']) ? [...path, 'calls'] : path, { code: 'BR033', message });
  }
}

function compileOperation(
  name: string,
  own: OperationValue,
  service: ServiceValue,
  edges: Edges,
  servicePath: Path,
  site: Site,
): OperationPlan {
  const path = [...servicePath, 'operations', name];
  const workPath = [...(own.work === undefined ? servicePath : path), 'work'];
  const work = optionalDistribution(own.work ?? service.work, workPath, site);
  const flowPath = [...(own.flow === undefined ? servicePath : path), 'flow'];
  const calls = own.calls ?? service.calls ?? {};
  const lookups = new LookAside(edges, name, own, servicePath, site);
  const toCall = (target: string): CallPlan => lookups.call(target);
  const flow = own.flow ?? service.flow;
  const steps =
    flow === undefined
      ? defaultFlow(work !== null, Object.keys(calls), toCall)
      : compileFlow(flow, work !== null, toCall, flowPath, site);
  return {
    name,
    access: own.access ?? 'write',
    work: work ?? { kind: 'constant', value: 0 },
    errors: own.errors ?? service.errors ?? 0,
    keys: compileKeys(own.keys ?? service.keys),
    flow: lookups.settle(steps),
  };
}

/** The calls of one operation, some of which wait for a look-aside cache. */
class LookAside {
  readonly #edges: Edges;
  readonly #operation: string;
  readonly #own: OperationValue;
  readonly #path: Path;
  readonly #site: Site;
  readonly #made = new Map<string, CallPlan>();

  constructor(edges: Edges, operation: string, own: OperationValue, path: Path, site: Site) {
    this.#edges = edges;
    this.#operation = operation;
    this.#own = own;
    this.#path = path;
    this.#site = site;
  }

  call(target: string): CallPlan {
    const call = this.#edges.call(this.#operation, target, this.#own.calls?.[target]);
    const cache = this.#edges.onMiss(target, this.#own.calls?.[target]);
    this.#made.set(target, call);
    if (cache === undefined) return call;
    const lookup = this.#made.get(cache);
    if (lookup !== undefined && cache !== target && this.#edges.stores(cache) !== null)
      return { ...call, onMiss: lookup.edge };
    const why = lookup === undefined || cache === target ? 'called before it' : 'a `kind: cache` without calls';
    this.#complain(`\`onMiss\` of the call to ${target} names "${cache}", which is not ${why}`);
    return call;
  }

  settle(steps: readonly StepPlan[]): readonly StepPlan[] {
    const cacheOf = new Map([...this.#made].map(([target, call]) => [call.edge, target]));
    const storesOf = (call: CallPlan): number | null => this.#edges.stores(cacheOf.get(call.edge)!);
    return storeWhatWasMissing(steps, storesOf, message => void this.#complain(message));
  }

  #complain(message: string): void {
    this.#site.reportKey(this.#path, { code: 'BR503', message });
  }
}

type ToCall = (target: string) => CallPlan;

function defaultFlow(works: boolean, targets: readonly string[], toCall: ToCall): StepPlan[] {
  const calls = targets.map((target): StepPlan => ({ kind: 'calls', calls: [toCall(target)] }));
  return works ? [{ kind: 'work', share: 1 }, ...calls] : calls;
}

function compileFlow(flow: readonly StepValue[], works: boolean, toCall: ToCall, path: Path, site: Site): StepPlan[] {
  const given = flow.reduce((sum, step) => sum + (typeof step === 'object' && 'work' in step ? step.work : 0), 0);
  const bare = flow.filter(step => step === 'work').length;
  const complaint = works || bare + given > 0 ? sharesOfWork(given, bare) : null;
  if (complaint !== null) site.report(path, { code: 'BR032', message: complaint });
  return flow.map((step): StepPlan => {
    if (step === 'work') return { kind: 'work', share: (1 - given) / bare };
    if (typeof step === 'string') return { kind: 'calls', calls: [toCall(step)] };
    return 'work' in step ? { kind: 'work', share: step.work } : { kind: 'calls', calls: step.parallel.map(toCall) };
  });
}

function sharesOfWork(given: number, bare: number): string | null {
  if (bare > 0) return given < 1 ? null : 'the shares of work leave nothing for the bare `work`';
  if (given === 0) return 'the flow never does the own work of the service; add `work` where it belongs';
  return Math.abs(given - 1) < 1e-9
    ? null
    : `the shares of work add up to ${Number((given * 100).toFixed(6))}%, not 100%`;
}

/** The edges of one service, made when a flow first uses them. */
class Edges {
  readonly list: SitedEdge[] = [];
  readonly #name: string;
  readonly #service: ServiceValue;
  readonly #directory: Directory;
  readonly #site: Site;

  constructor(name: string, service: ServiceValue, directory: Directory, site: Site) {
    this.#name = name;
    this.#service = service;
    this.#directory = directory;
    this.#site = site;
  }

  /** The look-aside cache that the call waits for. */
  onMiss(target: string, own: CallValue | undefined): string | undefined {
    return own?.onMiss ?? this.#service.calls?.[target]?.onMiss;
  }

  stores(target: string): number | null {
    return this.#directory.get(target)!.stores;
  }

  /** `own` is what the operation itself says of the call; without client-side keys it shares the service's edge. */
  call(operation: string, target: string, own: CallValue | undefined): CallPlan {
    const base = this.#service.calls?.[target];
    const settings: CallValue = { ...base, ...own };
    const separate = own !== undefined && Object.keys(own).some(key => !CLIENT_FREE_KEYS.has(key));
    const path = [
      'services',
      this.#name,
      ...(separate || base === undefined ? ['operations', operation] : []),
      'calls',
      target,
    ];
    const name = separate ? `${this.#name}/${operation}->${target}` : `${this.#name}->${target}`;
    const entry = this.#directory.get(target)!;
    return {
      edge: this.#edge(name, entry, settings, path),
      operation: settings.operation === undefined ? 0 : entry.operations.indexOf(settings.operation),
      probability: settings.probability ?? 1,
      optional: settings.optional ?? false,
      onMiss: null,
    };
  }

  #edge(name: string, target: DirectoryEntry, settings: CallValue, path: Path): number {
    const known = this.list.findIndex(({ edge }) => edge.name === name);
    if (known !== -1) return known;
    return this.list.push({ edge: compileEdge(name, target, settings, path, this.#site), path }) - 1;
  }
}

/** What has to do with data and shared machines → plans: keys, caches, look-aside calls, processors, third parties. */
import { buildDistribution } from '../../engine/distribution.ts';
import type {
  CachePlan,
  CallPlan,
  CpuPlan,
  FaultEffect,
  FaultPlan,
  KeysPlan,
  OperationPlan,
  StepPlan,
} from '../../model/plan.ts';
import type { Path } from '../problems/problem.ts';
import { compileLifetime } from '../quantities/distribution.ts';
import type { CacheValue, KeysValue } from '../schema/data.ts';
import type { ServiceValue } from '../schema/schema.ts';
import type { Site } from './site.ts';

export const compileKeys = (value: KeysValue | undefined): KeysPlan | null =>
  value === undefined
    ? null
    : { count: value.count, exponent: value.popularity === 'uniform' ? 0 : value.popularity.zipf };

/** A cache without a call of its own is looked aside: its callers fetch what it has not, and store it. */
export const isLookAside = (value: ServiceValue): boolean =>
  value.kind === 'cache' &&
  Object.keys(value.calls ?? {}).length === 0 &&
  Object.values(value.operations ?? {}).every(({ calls = {} }) => Object.keys(calls).length === 0);

const WITHOUT_KEYS = ['warmAfter'] as const;
const WITH_KEYS = [
  'capacity',
  'eviction',
  'ttl',
  'ttlJitter',
  'sliding',
  'earlyRefresh',
  'singleFlight',
  'serveStale',
  'negativeTtl',
] as const;
const WITH_TTL = ['ttlJitter', 'sliding', 'earlyRefresh', 'serveStale'] as const;
const WITH_ORIGIN = ['singleFlight', 'serveStale', 'earlyRefresh', 'negativeTtl'] as const;

/** Null for anything but a cache. */
export function compileCache(value: ServiceValue, operations: number, path: Path, site: Site): CachePlan | null {
  if (value.kind !== 'cache') return null;
  const cache = value.cache ?? {};
  const lookAside = isLookAside(value);
  checkCache(cache, lookAside, [...path, 'cache'], site);
  return {
    hitRatio: cache.hitRatio ?? null,
    warmAfter: cache.warmAfter ?? 0,
    capacity:
      cache.capacity === undefined || cache.capacity === 'unlimited' ? Number.POSITIVE_INFINITY : cache.capacity,
    eviction: cache.eviction ?? 'lru',
    ttl: cache.ttl ?? Number.POSITIVE_INFINITY,
    ttlJitter: cache.ttlJitter ?? 0,
    sliding: cache.sliding ?? false,
    earlyRefresh: cache.earlyRefresh ?? 0,
    singleFlight: cache.singleFlight ?? false,
    serveStale: cache.serveStale ?? 0,
    negativeTtl: cache.negativeTtl ?? 0,
    writes: lookAside ? operations : null,
  };
}

function checkCache(cache: CacheValue, lookAside: boolean, path: Path, site: Site): void {
  const complain = (keys: readonly (keyof CacheValue)[], reason: (key: string) => string): void => {
    for (const key of keys)
      if (cache[key] !== undefined && cache[key] !== false)
        site.reportKey([...path, key], { code: 'BR500', message: reason(key) });
  };
  if (cache.hitRatio !== undefined)
    complain(
      WITH_KEYS,
      key => `\`${key}\` is about single entries, which a cache with a given \`hitRatio\` has none of`,
    );
  else
    complain(WITHOUT_KEYS, key => `\`${key}\` belongs to \`hitRatio\`; a cache that goes by keys warms up by itself`);
  if (cache.hitRatio === undefined && cache.ttl === undefined)
    complain(WITH_TTL, key => `\`${key}\` needs a \`ttl\`: without one nothing expires`);
  if (lookAside)
    complain(WITH_ORIGIN, key => `\`${key}\` is about the call to the origin, which this cache does not make itself`);
}

/** What a cache's operations do: look up, then the single call; or, looked aside, say what they found, and store. */
export function cacheOperations(
  value: ServiceValue,
  operations: readonly OperationPlan[],
  path: Path,
  site: Site,
): readonly OperationPlan[] {
  if (value.kind !== 'cache') return operations;
  if (isLookAside(value)) {
    const looking = operations.map(own => ({ ...own, flow: [...own.flow, { kind: 'calls', calls: [] } as StepPlan] }));
    return [...looking, { ...looking[0]!, name: 'set', keys: null }];
  }
  for (const own of operations) {
    const calls = own.flow.flatMap(step => (step.kind === 'calls' ? step.calls : []));
    if (calls.length === 1 && calls[0]!.probability === 1) continue;
    const message = `a cache has one call, to its origin, made on every miss; ${own.name} has ${calls.length === 1 ? 'one with a probability' : calls.length}`;
    site.reportKey(path, { code: 'BR501', message, hint: 'without any call it is a look-aside cache: `onMiss`' });
  }
  return operations;
}

/** Checks that what waits for a look-aside cache comes after it, and lets what was fetched be stored there. */
export function storeWhatWasMissing(
  flow: readonly StepPlan[],
  storesOf: (call: CallPlan) => number | null,
  complain: (message: string) => void,
): readonly StepPlan[] {
  const asked = new Map<number, CallPlan>();
  return flow.flatMap((step): readonly StepPlan[] => {
    if (step.kind === 'work') return [step];
    const missing = [...new Set(step.calls.flatMap(({ onMiss }) => onMiss ?? []))];
    const lookups = missing.flatMap(edge => asked.get(edge) ?? []);
    if (lookups.length < missing.length)
      complain('a call with `onMiss` comes after the call to its cache, not beside it');
    const copies = lookups.flatMap((lookup): CallPlan[] => {
      const operation = storesOf(lookup);
      return operation === null ? [] : [{ ...lookup, operation, probability: 1, optional: true, onMiss: lookup.edge }];
    });
    for (const call of step.calls) asked.set(call.edge, call);
    return copies.length === 0 ? [step] : [step, { kind: 'calls', calls: copies }];
  });
}

/** Null when every request works at full speed. */
export function compileCpu({ cpu, scalability }: ServiceValue): CpuPlan | null {
  if (cpu === undefined && scalability === undefined) return null;
  return {
    cores: cpu?.cores ?? Number.POSITIVE_INFINITY,
    contention: scalability?.contention ?? 0,
    coherency: scalability?.coherency ?? 0,
  };
}

// ---- third parties

/** Keys that only the inside of a service has. */
const INSIDE = [
  'work',
  'errors',
  'calls',
  'flow',
  'operations',
  'cpu',
  'scalability',
  'cache',
  'keys',
  'startup',
] as const;

/** What is known of a third party, as a service would say it. */
export function asService(value: ServiceValue, path: Path, site: Site): ServiceValue {
  if (value.kind !== 'external') {
    if (value.external !== undefined) complainOf('external', value.kind, path, site);
    if (value.kind !== 'queue' && value.messages !== undefined) complainOf('messages', value.kind, path, site);
    if (value.kind !== 'cache' && value.cache !== undefined) complainOf('cache', value.kind, path, site);
    return value;
  }
  for (const key of INSIDE.filter(key => value[key] !== undefined))
    site.reportKey([...path, key], {
      code: 'BR506',
      message: `nobody knows \`${key}\` of a third party; see \`external\``,
    });
  const { latency, errors } = value.external ?? {};
  return { ...value, ...(latency === undefined ? {} : { work: latency }), ...(errors === undefined ? {} : { errors }) };
}

function complainOf(key: string, kind: string, path: Path, site: Site): void {
  site.reportKey([...path, key], {
    code: 'BR505',
    message: `\`${key}\` belongs to \`kind: ${key === 'messages' ? 'queue' : key}\`, not to a ${kind}`,
  });
}

/** The outages of a third party are a fault that strikes all of it. */
export function outagesOf(name: string, service: number, value: ServiceValue, site: Site): readonly FaultPlan[] {
  const outages = value.kind === 'external' ? value.external?.outages : undefined;
  if (outages === undefined) return [];
  const path = ['services', name, 'external', 'outages'];
  if ((outages.mtbf === undefined) === (outages.availability === undefined)) {
    const message = 'outages need `mttr` and one of `mtbf` and `availability`';
    site.reportKey(path, { code: 'BR016', message });
    return [];
  }
  const timeToRepair = compileLifetime(outages.mttr, site.data([...path, 'mttr']));
  if (timeToRepair === null) return [];
  const { availability } = outages;
  if (availability === 0 || availability === 1) {
    site.report([...path, 'availability'], { code: 'BR015', message: 'an availability lies between 0% and 100%' });
    return [];
  }
  const lasts = buildDistribution(timeToRepair).mean;
  if (availability !== undefined && lasts === 0) {
    const message = 'outages that last no time give no availability; write `mtbf`, or a longer `mttr`';
    site.report([...path, 'mttr'], { code: 'BR015', message, expected: 'a duration above zero', found: '0' });
    return [];
  }
  const timeToFailure =
    availability === undefined
      ? compileLifetime(outages.mtbf!, site.data([...path, 'mtbf']))
      : ({
          kind: 'exponential',
          mean: (lasts * availability) / (1 - availability),
        } as const);
  if (timeToFailure === null) return [];
  return [
    {
      name: `${name}-outages`,
      schedule: { kind: 'random', timeToFailure, timeToRepair },
      crew: null,
      effect: outageEffect(outages.how),
      groups: [
        {
          replicas: Array.from({ length: value.replicas }, (_, replica) => ({ service, replica })),
          links: [],
          sources: [],
          hosts: [],
          interconnects: [],
          deployments: [],
        },
      ],
    },
  ];
}

function outageEffect(how: 'errors' | 'refuses' | 'silent'): FaultEffect {
  if (how === 'errors') return { kind: 'errors', share: 1 };
  return { kind: 'crash', silent: how === 'silent' };
}

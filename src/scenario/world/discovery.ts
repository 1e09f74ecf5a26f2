/** `registry`, `register` and `discovery` → the plans of model/discovery. */
import type {
  DetectorPlan,
  DiscoveryPlan,
  MessagePlan,
  RegisterPlan,
  RegistryPlan,
} from '../../model/discovery/plan.ts';
import type { Path } from '../problems/problem.ts';
import { compileDistribution } from '../quantities/distribution.ts';
import type { ClientValue } from '../schema/client.ts';
import type { ServiceValue } from '../schema/schema.ts';
import type { EdgeTarget } from './edge.ts';
import type { Site } from './site.ts';

const SECOND = 1e9;

const DEFAULTS: RegistryPlan = {
  consistency: 'quorum',
  reads: 'quorum',
  sweep: 0,
  selfPreservation: 0,
  responseCache: 0,
  election: { heartbeat: SECOND / 10, timeout: SECOND },
};

export function compileRegistry({ kind, registry }: ServiceValue, path: Path, site: Site): RegistryPlan | null {
  if (kind !== 'registry') {
    if (registry === undefined) return null;
    const message = '`registry` belongs to a service of kind `registry`; to announce replicas, write `register`';
    site.reportKey([...path, 'registry'], { code: 'BR016', message });
    return null;
  }
  if (registry === undefined) return DEFAULTS;
  const { preset: _, selfPreservation, ...settings } = registry;
  const threshold = selfPreservation === 'off' ? 0 : selfPreservation;
  if (threshold > 0 && settings.consistency === 'quorum') {
    const message = '`selfPreservation` belongs to `consistency: peers`; a quorum removes nobody without a majority';
    site.reportKey([...path, 'registry', 'selfPreservation'], { code: 'BR016', message });
  }
  return { ...settings, selfPreservation: threshold };
}

/** Where services are, by name: as much of the directory as is needed here. */
type Places = ReadonlyMap<string, { readonly index: number }>;

export function compileRegister(
  value: ServiceValue['register'],
  places: Places,
  path: Path,
  site: Site,
): RegisterPlan | null {
  if (value === undefined) return null;
  const ways = (['ttl', 'missed', 'phi'] as const).filter(key => value[key] !== undefined);
  if (ways.length > 1) {
    const message = `a death is told by one of ttl, missed and phi; found ${ways.join(' and ')}`;
    site.reportKey([...path, ways[1]!], { code: 'BR016', message });
  }
  return {
    ...compileMessage(value, places.get(value.registry)!.index, path, site),
    heartbeat: value.heartbeat,
    detector: detectorOf(value),
  };
}

function detectorOf({ ttl, missed, phi, heartbeat }: NonNullable<ServiceValue['register']>): DetectorPlan {
  return phi === undefined ? { kind: 'timeout', timeout: ttl ?? (missed ?? 3) * heartbeat } : { kind: 'phi', ...phi };
}

export function compileDiscovery(
  value: ClientValue['discovery'],
  target: EdgeTarget,
  path: Path,
  site: Site,
): DiscoveryPlan | null {
  if (value === undefined) return null;
  const { registry } = target;
  if (registry?.name !== value.registry) {
    const found = registry === null ? 'it registers nowhere' : `it registers with ${registry.name}`;
    site.report([...path, 'registry'], {
      code: 'BR101',
      message: `${target.name} is not to be found in ${value.registry}: ${found}`,
      hint: `add \`register: { registry: ${value.registry} }\` to services.${target.name}`,
    });
  }
  return { ...compileMessage(value, registry?.index ?? 0, path, site), refresh: value.refresh };
}

function compileMessage(
  value: Pick<NonNullable<ClientValue['discovery']>, 'timeout' | 'latency' | 'loss'>,
  registry: number,
  path: Path,
  site: Site,
): MessagePlan {
  const { timeout, latency, loss } = value;
  return {
    registry,
    timeout,
    latency: latency === undefined ? null : compileDistribution(latency, site.data([...path, 'latency'])),
    loss,
  };
}

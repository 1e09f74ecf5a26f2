/** `traffic` → traffic plans: arrivals, the mix of operations, and the client side of the source. */
import { buildDistribution } from '../../engine/distribution.ts';
import type { ArrivalsPlan, TrafficPlan } from '../../model/plan.ts';
import type { DataReader, RateProfile } from '../kind.ts';
import { profiles } from '../kinds/all.ts';
import type { Path } from '../problems/problem.ts';
import { listOf } from '../problems/suggest.ts';
import { compileDistribution } from '../quantities/distribution.ts';
import type { Scenario, TrafficValue } from '../schema/schema.ts';
import { compileKeys } from './data.ts';
import { compileEdge } from './edge.ts';
import { compileFailover } from './recovery.ts';
import type { Directory, DirectoryEntry } from './services.ts';
import type { Site } from './site.ts';

export function compileTraffic(
  name: string,
  value: TrafficValue,
  directory: Directory,
  scenario: Scenario,
  site: Site,
): TrafficPlan {
  const path = ['traffic', name];
  const [service = '', operation] = value.to.split('/');
  const target = directory.get(service)!;
  return {
    name,
    edge: compileEdge(`${name}->${service}`, target, value, path, site),
    mix: compileMix(value, operation, target, path, site),
    clients: value.clients,
    priority: value.priority,
    keys: compileKeys(value.keys),
    failover: compileFailover(name, value, directory, scenario, site),
    arrivals: compileArrivals(value, path, site),
  };
}

function compileMix(
  value: TrafficValue,
  operation: string | undefined,
  target: DirectoryEntry,
  path: Path,
  site: Site,
): TrafficPlan['mix'] {
  if (value.operations === undefined)
    return [{ operation: operation === undefined ? 0 : target.operations.indexOf(operation), weight: 1 }];
  if (operation !== undefined) {
    const message = '`to` names one operation already; write `to: service` for a mix of `operations`';
    site.reportKey([...path, 'operations'], { code: 'BR016', message });
  }
  const mix = Object.entries(value.operations);
  if (mix.length === 0)
    site.report([...path, 'operations'], { code: 'BR016', message: 'a mix needs at least one operation' });
  return mix.map(([name, weight]) => ({ operation: target.operations.indexOf(name), weight }));
}

function compileArrivals(value: TrafficValue, path: Path, site: Site): ArrivalsPlan {
  const ways = WAYS.filter(key => value[key] !== undefined);
  if (ways.length !== 1) {
    const found = ways.length === 0 ? 'none of them' : ways.join(' and ');
    const message = `a traffic source has exactly one of ${listOf(WAYS, 'and')}; found ${found}`;
    site.reportKey(ways.length === 0 ? path : [...path, ways[1]!], {
      code: 'BR016',
      message,
      expected: listOf(WAYS),
      found,
    });
  }
  checkCompanions(value, path, site);
  if (value.users !== undefined) return closedLoop(value, value.users, path, site);
  if (value.bursts !== undefined) return { kind: 'bursts', ...value.bursts };
  if (value.connections !== undefined) return connections(value.connections, path, site);
  return value.profile === undefined ? steadyRate(value.rate) : profiled(value, path, site);
}

function checkCompanions(value: TrafficValue, path: Path, site: Site): void {
  if (value.thinkTime !== undefined && value.users === undefined) {
    site.reportKey([...path, 'thinkTime'], { code: 'BR016', message: '`thinkTime` belongs to `users`' });
  }
  if (value.pacing !== undefined && value.profile === undefined) {
    const message = '`pacing` belongs to `profile`; a steady rate is written { constant: 900/s } or { poisson: 900/s }';
    site.reportKey([...path, 'pacing'], { code: 'BR016', message });
  }
}

const WAYS = ['rate', 'profile', 'users', 'bursts', 'connections'] as const;

function connections(value: NonNullable<TrafficValue['connections']>, path: Path, site: Site): ArrivalsPlan {
  const place = [...path, 'connections', 'wait'];
  const wait = compileDistribution(value.wait, site.data(place));
  if (wait !== null && buildDistribution(wait).mean === 0) {
    const message = 'a wait of zero would try without end at one moment while nobody is there';
    site.report(place, { code: 'BR015', message, expected: 'a duration above zero', found: '0' });
  }
  return { kind: 'connections', ...value, wait: wait ?? { kind: 'constant', value: PLACEHOLDER } };
}

/** Stands for a think time that is wrong, so that the search for problems can go on. */
const PLACEHOLDER = 1e9;

function closedLoop(value: TrafficValue, users: number, path: Path, site: Site): ArrivalsPlan {
  if (value.thinkTime === undefined) {
    const message = '`users` need a `thinkTime`, the pause between an answer and the next request';
    site.reportKey([...path, 'users'], { code: 'BR011', message, expected: 'thinkTime' });
  }
  const think = compileDistribution(value.thinkTime ?? PLACEHOLDER, site.data([...path, 'thinkTime']));
  if (think !== null && buildDistribution(think).mean === 0) {
    const message = 'a thinkTime of zero would send without end at one moment whenever the system refuses at once';
    site.report([...path, 'thinkTime'], { code: 'BR015', message, expected: 'a duration above zero', found: '0' });
  }
  return { kind: 'closed', users, thinkTime: think ?? { kind: 'constant', value: PLACEHOLDER } };
}

function steadyRate(value: TrafficValue['rate']): ArrivalsPlan {
  const constant = typeof value === 'object' && 'constant' in value;
  const perSecond = typeof value === 'object' ? ('constant' in value ? value.constant : value.poisson) : (value ?? 0);
  return { kind: 'open', pacing: constant ? 'constant' : 'poisson', rate: [{ at: 0, perSecond }], period: null };
}

interface AnyProfile {
  readonly key: string;
  /** The value is the one found under `key`, of that profile's schema. */
  readonly compile: (value: never, data: DataReader) => RateProfile | null;
}

function profiled(value: TrafficValue, path: Path, site: Site): ArrivalsPlan {
  const chosen: Readonly<Record<string, unknown>> = value.profile ?? {};
  const kinds = (profiles as readonly AnyProfile[]).filter(({ key }) => chosen[key] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const message = `a profile has exactly one of ${profiles.map(({ key }) => key).join(', ')}`;
    site.report([...path, 'profile'], { code: 'BR016', message });
  }
  const shape = kind?.compile(chosen[kind.key] as never, site.data([...path, 'profile', kind.key])) ?? null;
  return {
    kind: 'open',
    pacing: value.pacing ?? 'poisson',
    rate: shape?.points ?? [{ at: 0, perSecond: 0 }],
    period: shape?.period ?? null,
  };
}

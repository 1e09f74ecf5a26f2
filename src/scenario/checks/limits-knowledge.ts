/** Clocks that tick too often: probes, looks, heartbeats and lookups are events like any other, and cost as much. */
import { buildDistribution } from '../../engine/distribution.ts';
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import type { RegisterPlan } from '../../model/discovery/plan.ts';
import type { EdgePlan, ServicePlan, WorldPlan } from '../../model/plan.ts';
import type { Path } from '../problems/problem.ts';
import type { Site } from '../world/site.ts';

/** Of one kind at one place, in one replication. */
const MOST_TICKS = 1e9;
/** Entries of all nodes of a registry, times the gaps that phi-accrual remembers of each. */
const MOST_GAPS = 2e7;
/** Of a monitor or an autoscaler: what it keeps for its longest window, all of which each look goes through. */
const MOST_KEPT = 100_000;

const SCARCELY_GROWING = 1.01;

const meanOf = (spec: DistributionSpec): number => buildDistribution(spec).mean;

interface Ticking {
  readonly what: string;
  readonly interval: number;
  /** How many clocks tick at that interval. */
  readonly count: number;
  readonly path: Path;
}

/** `count` is how many processes the client side of the edge is there for. */
export function checkClientClocks(plan: WorldPlan, edge: EdgePlan, count: number, path: Path, site: Site): void {
  const pairs = count * plan.services[edge.target]!.replicas;
  const { healthCheck, outlierDetection, discovery } = edge;
  const clocks: Ticking[] = [];
  if (healthCheck !== null)
    clocks.push({ what: 'probes', interval: healthCheck.interval, count: pairs, path: [...path, 'healthCheck'] });
  if (outlierDetection !== null)
    clocks.push({
      what: 'looks at rates',
      interval: outlierDetection.interval,
      count,
      path: [...path, 'outlierDetection'],
    });
  if (discovery !== null)
    clocks.push({ what: 'lookups', interval: discovery.refresh, count, path: [...path, 'discovery'] });
  for (const clock of clocks) checkClock(clock, plan.duration, site);
}

export function checkServiceClocks(
  { duration, services, infrastructure }: WorldPlan,
  service: ServicePlan,
  site: Site,
): void {
  const { name, replicas, register, registry } = service;
  const path = ['services', name];
  const clocks: Ticking[] = [];
  if (register !== null) {
    const at = [...path, 'register'];
    checkGaps(register, replicas * services[register.registry]!.replicas, at, site);
    clocks.push({ what: 'heartbeats', interval: register.heartbeat, count: replicas, path: at });
  }
  if (registry !== null) {
    const at = [...path, 'registry'];
    clocks.push({ what: 'heartbeats of a leader', interval: registry.election.heartbeat, count: 1, path: at });
    if (registry.sweep > 0) clocks.push({ what: 'sweeps', interval: registry.sweep, count: replicas, path: at });
  }
  const { cluster } = service;
  const runtime = infrastructure?.runtimes[services.indexOf(service)];
  if (cluster !== null) {
    const at = site.has([...path, 'cluster']) ? [...path, 'cluster'] : path;
    clocks.push({ what: 'heartbeats of a leader', interval: cluster.heartbeat, count: replicas, path: at });
    clocks.push({ what: 'questions who leads', interval: cluster.refresh, count: 1, path: at });
  }
  if (runtime?.restart) {
    const { base, factor, max } = runtime.restart;
    // Waits that grow are soon as long as they get.
    const interval =
      (factor < SCARCELY_GROWING ? base : max) + (service.startup === null ? 0 : meanOf(service.startup));
    clocks.push({ what: 'restarts while a fault lasts', interval, count: replicas, path: [...path, 'runtime'] });
  }
  for (const key of ['readiness', 'liveness'] as const) {
    const probe = runtime?.[key];
    if (probe)
      clocks.push({ what: 'probes', interval: probe.period, count: replicas, path: [...path, 'runtime', key] });
  }
  if (runtime && runtime.rollout.maxErrors < 1)
    clocks.push({ what: 'looks at errors', interval: runtime.rollout.interval, count: 1, path: [...path, 'rollout'] });
  if (service.copy !== null)
    clocks.push({ what: 'copies', interval: service.copy.every, count: 1, path: [...path, 'copy'] });
  if (runtime?.autoscaler) {
    const { syncPeriod, scaleUp, scaleDown } = runtime.autoscaler;
    const at = [...path, 'autoscaler'];
    clocks.push({ what: 'looks of an autoscaler', interval: syncPeriod, count: 1, path: at });
    checkKept(
      'wishes',
      Math.min(duration, Math.max(scaleUp.stabilisation, scaleDown.stabilisation)),
      syncPeriod,
      at,
      site,
    );
  }
  for (const clock of clocks) checkClock(clock, duration, site);
}

/** Samples are kept for the longest window, and read as often as the rules are evaluated. */
export function checkMonitorClocks({ duration, monitoring }: WorldPlan, site: Site): void {
  for (const { name, scrape, every, lag, rules, response } of monitoring.monitors) {
    const path = ['monitors', name];
    checkClock({ what: 'readings of metrics', interval: Math.min(scrape, every), count: 1, path }, duration, site);
    const again = response?.again ?? Number.POSITIVE_INFINITY;
    checkClock({ what: 'repeated responses', interval: again, count: 1, path }, duration, site);
    const longest = Math.max(...rules.map(({ window }) => window)) + lag;
    checkKept('samples', Math.min(duration, longest), scrape, path, site);
  }
}

/** Of traffic, of whoever watches the machines, and of faults that keep coming back by themselves. */
export function checkOtherClocks({ duration, traffic, infrastructure, faults }: WorldPlan, site: Site): void {
  const clocks: Ticking[] = traffic.flatMap(({ name, failover }) =>
    failover === null
      ? []
      : [{ what: 'checks of the target', interval: failover.interval, count: 1, path: ['traffic', name, 'failover'] }],
  );
  const control = infrastructure?.nodeControl;
  if (control)
    clocks.push({
      what: 'looks at machines',
      interval: control.check,
      count: infrastructure.hosts.length,
      path: ['orchestrator'],
    });
  for (const { name, effect, groups } of faults) {
    if (effect.kind !== 'pause') continue;
    const count = groups.reduce((sum, { replicas }) => sum + replicas.length, 0);
    clocks.push({ what: 'pauses', interval: effect.every, count: Math.max(1, count), path: ['faults', name] });
  }
  for (const clock of clocks) checkClock(clock, duration, site);
}

function checkKept(what: string, length: number, interval: number, path: Path, site: Site): void {
  const kept = length / interval;
  if (kept <= MOST_KEPT) return;
  const message = `about ${kept.toPrecision(2)} ${what} to be kept in mind are too many; at most ${MOST_KEPT}`;
  site.reportKey(path, { code: 'BR031', message });
}

function checkGaps({ detector }: RegisterPlan, entries: number, path: Path, site: Site): void {
  const gaps = entries * (detector.kind === 'phi' ? detector.window : 1);
  if (gaps <= MOST_GAPS) return;
  const message = `a registry that remembers about ${gaps.toPrecision(2)} heartbeats is too large; at most ${MOST_GAPS}`;
  site.reportKey(path, { code: 'BR031', message });
}

function checkClock({ what, interval, count, path }: Ticking, duration: number, site: Site): void {
  const ticks = (duration / interval) * count;
  if (ticks <= MOST_TICKS) return;
  const message = `about ${ticks.toPrecision(2)} ${what} in one replication are too many; at most ${MOST_TICKS}`;
  site.reportKey(path, { code: 'BR031', message });
}

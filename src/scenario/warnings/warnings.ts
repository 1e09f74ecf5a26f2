/**
 * What is allowed but probably not meant, found in the compiled world: the classic ingredients of a cascade. Often they
 * are the point of a scenario, so they are told and nothing more.
 */
import type { AttemptTimeoutSettings } from '../../model/mitigation/attempt-timeout.ts';
import type { HedgeSettings } from '../../model/mitigation/hedge.ts';
import type { RetrySettings } from '../../model/mitigation/retry.ts';
import type { TotalTimeoutSettings } from '../../model/mitigation/total-timeout.ts';
import type { EdgePlan, OperationPlan, ServicePlan, WorldPlan } from '../../model/plan.ts';
import { estimateLoad } from '../estimate/load.ts';
import type { Path } from '../problems/problem.ts';
import { nearest } from '../problems/suggest.ts';
import { formatDuration } from '../quantities/units.ts';
import type { Site } from '../world/site.ts';
import type { BuiltWorld } from '../world/world.ts';
import { warnOfCaches } from './caches.ts';
import { warnOfClusters } from './clusters.ts';
import { warnOfKnowledge } from './knowledge.ts';
import { warnOfPlaces } from './places.ts';
import { warnOfQueue } from './queues.ts';

export function warn(world: BuiltWorld, site: Site): void {
  warnOfEdges(world, site);
  warnOfKnowledge(world, site);
  warnOfImpatientCallers(world, site);
  warnOfServices(world.plan, site);
  warnOfCaches(world.plan, site);
  warnOfFaults(world.plan, site);
  warnOfPlaces(world.plan, site);
  warnOfClusters(world.plan.services, site);
}

// ---- the client side

function settingsOf<S extends object>(edge: EdgePlan, kind: string): S | null {
  // A policy's settings are of the type that its kind's file in model/mitigation declares.
  return (edge.policies.find(policy => policy.kind === kind)?.settings as S | undefined) ?? null;
}

const attemptLimit = (edge: EdgePlan): number =>
  Math.min(
    settingsOf<AttemptTimeoutSettings>(edge, 'attempt-timeout')?.limit ?? Number.POSITIVE_INFINITY,
    settingsOf<TotalTimeoutSettings>(edge, 'total-timeout')?.limit ?? Number.POSITIVE_INFINITY,
  );

/** The longest a call may take when every attempt runs into its timeout, waits between them aside. */
function wholeLimit(edge: EdgePlan): number {
  const attempts = settingsOf<RetrySettings>(edge, 'retry')?.attempts ?? 1;
  const total = settingsOf<TotalTimeoutSettings>(edge, 'total-timeout')?.limit ?? Number.POSITIVE_INFINITY;
  return Math.min(total, attempts * attemptLimit(edge));
}

function warnOfEdges({ plan, paths }: BuiltWorld, site: Site): void {
  const edges = [
    ...plan.services.flatMap(service => (service.kind === 'load-balancer' ? [] : service.edges)),
    ...plan.traffic.map(source => source.edge),
  ];
  for (const edge of edges) {
    const path = paths.get(edge) ?? [];
    if (attemptLimit(edge) === Number.POSITIVE_INFINITY) {
      site.reportKey(path, {
        code: 'BR054',
        message: `${edge.name} has no timeout: its caller may wait for ever`,
        hint: 'add `timeout`',
      });
    }
    warnOfHedge(edge, path, site);
    const retry = settingsOf<RetrySettings>(edge, 'retry');
    if (retry === null || retry.attempts < 2 || retry.budget !== null || settingsOf(edge, 'breaker') !== null) continue;
    const message = `${edge.name} may send up to ${retry.attempts} attempts per call with nothing to hold them back`;
    site.reportKey([...path, 'retry'], { code: 'BR052', message, hint: 'add `budget` to the retry, or a `breaker`' });
  }
}

function warnOfHedge(edge: EdgePlan, path: Path, site: Site): void {
  const hedge = settingsOf<HedgeSettings>(edge, 'hedge');
  if (hedge === null) return;
  if (hedge.budget === null) {
    const message = `${edge.name} hedges without a budget: when everything is slow, every call is sent again`;
    site.reportKey([...path, 'hedge'], { code: 'BR451', message, hint: 'add `budget: 5%`' });
  }
  const limit = attemptLimit(edge);
  if (hedge.after.kind !== 'delay' || hedge.after.delay <= limit) return;
  const found = formatDuration(hedge.after.delay);
  const message = `${edge.name} never sends a copy: after ${found} its call is over, because it gives up after ${formatDuration(limit)}`;
  site.report([...path, 'hedge', 'after'], {
    code: 'BR453',
    message,
    expected: `at most ${formatDuration(limit)}`,
    found,
  });
}

/** A caller that gives up while its callee still waits and retries leaves that work behind as orphan work. */
function warnOfImpatientCallers({ plan, paths }: BuiltWorld, site: Site): void {
  const check = (edge: EdgePlan, operation: OperationPlan, callee: ServicePlan): void => {
    // The producer does not wait for those who process its messages.
    if (callee.messages !== null) return;
    const patience = attemptLimit(edge);
    const slow = callsOf(operation)
      .map(call => callee.edges[call.edge]!)
      .find(inner => wholeLimit(inner) > patience && Number.isFinite(wholeLimit(inner)));
    if (slow === undefined) return;
    const path = [
      ...(paths.get(edge) ?? []),
      settingsOf(edge, 'attempt-timeout') === null ? 'totalTimeout' : 'timeout',
    ];
    const message = `${edge.name} gives up after ${formatDuration(patience)}, but ${slow.name} may go on for ${formatDuration(wholeLimit(slow))}`;
    site.report(path, {
      code: 'BR051',
      message,
      expected: `at least ${formatDuration(wholeLimit(slow))}`,
      found: formatDuration(patience),
    });
  };
  for (const { edge, mix } of plan.traffic) {
    const callee = plan.services[edge.target]!;
    for (const { operation } of mix) check(edge, callee.operations[operation]!, callee);
  }
  for (const service of plan.services) {
    for (const call of service.operations.flatMap(callsOf)) {
      const edge = service.edges[call.edge]!;
      const callee = plan.services[edge.target]!;
      check(edge, callee.operations[call.operation]!, callee);
    }
  }
}

const callsOf = (operation: OperationPlan) => operation.flow.flatMap(step => (step.kind === 'calls' ? step.calls : []));

// ---- services

function warnOfServices(plan: WorldPlan, site: Site): void {
  const loads = estimateLoad(plan, { replicas: 'most' });
  const called = new Set([
    ...plan.traffic.flatMap(({ edge, failover }) => [
      edge.target,
      ...(failover === null ? [] : [failover.edge.target]),
    ]),
    ...plan.services.flatMap(({ edges }) => edges.map(({ target }) => target)),
  ]);
  for (const [i, service] of plan.services.entries()) {
    const path = ['services', service.name];
    if (!called.has(i) && service.kind !== 'registry') {
      const near = nearest(
        service.name,
        plan.services.map(({ name }) => name).filter(name => name !== service.name),
      );
      const hint = near === null ? null : `did you mean "${near}"?`;
      site.reportKey(path, { code: 'BR058', message: `nobody calls ${service.name}`, hint });
    }
    if (service.queue.capacity === Number.POSITIVE_INFINITY && service.concurrency !== Number.POSITIVE_INFINITY) {
      const place = site.has([...path, 'queue', 'capacity']) ? [...path, 'queue', 'capacity'] : path;
      const message = `the queue of ${service.name} is unbounded: under overload waits grow without end`;
      site.reportKey(place, { code: 'BR053', message, hint: 'add `queue: { capacity: ... }`' });
    }
    warnOfQueue(service, site);
    const { offeredPerSecond, capacityPerSecond } = loads[i]!;
    if (offeredPerSecond <= capacityPerSecond) continue;
    const message = `${service.name} can serve about ${figure(capacityPerSecond)}/s, but ${figure(offeredPerSecond)}/s are sent to it on average`;
    site.reportKey(path, {
      code: 'BR050',
      message,
      expected: `at least ${figure(offeredPerSecond)}/s`,
      found: `${figure(capacityPerSecond)}/s`,
    });
  }
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));

// ---- faults

function warnOfFaults(plan: WorldPlan, site: Site): void {
  for (const { name, schedule } of plan.faults) {
    if (schedule.kind !== 'scheduled') continue;
    const path = ['faults', name];
    const end = schedule.at + schedule.length;
    if (schedule.at >= plan.duration) {
      site.report([...path, 'at'], {
        code: 'BR056',
        message: `${name} begins at ${formatDuration(schedule.at)}, when the run is over`,
      });
    } else if (schedule.at < plan.warmup) {
      const message = `${name} begins at ${formatDuration(schedule.at)}, before the end of the warm-up: there is no healthy level to compare with`;
      site.report([...path, 'at'], { code: 'BR056', message, expected: `at least ${formatDuration(plan.warmup)}` });
    }
    if (end >= plan.duration && schedule.at < plan.duration) {
      const place = site.has([...path, 'for']) ? [...path, 'for'] : path;
      site.reportKey(place, {
        code: 'BR055',
        message: `${name} does not end within the run, so there is no recovery to see`,
      });
    }
  }
}

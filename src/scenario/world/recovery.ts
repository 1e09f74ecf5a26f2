/** `standby`, `copy` and `failover` → the plans of model/recovery, with every name that leads nowhere. */
import type { CopyPlan, ServicePlan, StandbyPlan, TrafficFailoverPlan, TrafficPlan } from '../../model/plan.ts';
import type { Path } from '../problems/problem.ts';
import { didYouMean, listOf } from '../problems/suggest.ts';
import type { CopyValue } from '../schema/recovery.ts';
import type { Scenario, ServiceValue } from '../schema/schema.ts';
import { compileEdge, optionalDistribution } from './edge.ts';
import type { Directory } from './services.ts';
import type { Site } from './site.ts';

export function compileStandby(
  { standby: value, replicas, ...rest }: ServiceValue,
  path: Path,
  site: Site,
): StandbyPlan | null {
  if (value === undefined) return null;
  if ((rest.runtime ?? rest.autoscaler) !== undefined) {
    const message = 'a standby is started when it is called for, not by a `runtime` or an `autoscaler`';
    site.reportKey([...path, 'standby'], { code: 'BR016', message });
  }
  if (value.running > replicas)
    site.report([...path, 'standby', 'running'], {
      code: 'BR304',
      message: `${value.running} of ${replicas} replicas cannot be running`,
      expected: `at most ${replicas}`,
      found: String(value.running),
    });
  return {
    running: Math.min(value.running, replicas),
    activation: optionalDistribution(value.activation, [...path, 'standby', 'activation'], site),
  };
}

export function compileCopy(
  value: CopyValue | undefined,
  scenario: Directory,
  path: Path,
  site: Site,
): CopyPlan | null {
  if (value === undefined) return null;
  const original = find(value.of, scenario, [...path, 'copy', 'of'], site);
  return original === null ? null : { of: original, every: value.every, takes: value.takes };
}

/** Index of a service; null when there is none, which has then been reported. */
function find(name: string, directory: Directory, path: Path, site: Site): number | null {
  const entry = directory.get(name);
  if (entry !== undefined) return entry.index;
  const known = [...directory.keys()];
  site.report(path, {
    code: 'BR020',
    message: `unknown service "${name.slice(0, 80)}"; there is ${listOf(known, 'and')}`,
    expected: listOf(known),
    found: name,
    hint: didYouMean(name, known),
  });
  return null;
}

export function compileFailover(
  name: string,
  value: Scenario['traffic'][string],
  directory: Directory,
  scenario: Scenario,
  site: Site,
): TrafficPlan['failover'] {
  const { failover } = value;
  if (failover === undefined) return null;
  const path = ['traffic', name, 'failover'];
  const target = find(failover.to, directory, [...path, 'to'], site);
  const starts = (failover.starts ?? withCallees(failover.to, scenario)).flatMap(
    (service: string, n: number): number[] | number =>
      find(service, directory, failover.starts ? [...path, 'starts', String(n)] : [...path, 'to'], site) ?? [],
  );
  if (target === null) return null;
  const there = directory.get(value.to.split('/')[0]!)!;
  const entry = directory.get(failover.to)!;
  if (there.operations.join() !== entry.operations.join()) {
    const message = `${failover.to} must have the operations of the target: ${listOf(there.operations, 'and')}`;
    site.report([...path, 'to'], { code: 'BR305', message, found: listOf(entry.operations) });
  }
  return {
    edge: compileEdge(`${name}->${failover.to}`, entry, value, ['traffic', name], site),
    interval: failover.interval,
    threshold: failover.threshold,
    decision: optionalDistribution(failover.decision, [...path, 'decision'], site),
    ttl: failover.ttl,
    starts: [...new Set(starts)],
  } satisfies TrafficFailoverPlan;
}

/** The service and everything below it. */
function withCallees(service: string, scenario: Scenario): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const value = scenario.services[name];
    const calls = [value?.calls ?? {}, ...Object.values(value?.operations ?? {}).map(({ calls = {} }) => calls)];
    for (const callee of calls.flatMap(each => Object.keys(each))) visit(callee);
  };
  visit(service);
  return [...found];
}

/** What is copied must be written under a leader: only then is it known what was acknowledged. */
export function checkCopies(services: readonly ServicePlan[], site: Site): void {
  for (const { name, copy } of services) {
    if (copy === null || services[copy.of]?.cluster?.replication) continue;
    const original = services[copy.of]!.name;
    const message = `${original} keeps no count of its writes`;
    const hint = `give ${original} \`kind: database\` and \`replication: {}\``;
    site.report(['services', name, 'copy', 'of'], { code: 'BR306', message, found: original, hint });
  }
}

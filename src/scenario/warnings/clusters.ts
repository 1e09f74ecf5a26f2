/** What is allowed in a cluster but probably not meant: elections without cause, a vote that cannot be won, writes that get lost. */
import type { ClusterPlan, ServicePlan } from '../../model/plan.ts';
import { formatDuration } from '../quantities/units.ts';
import type { Site } from '../world/site.ts';

export function warnOfClusters(services: readonly ServicePlan[], site: Site): void {
  for (const { name, replicas, cluster } of services) {
    if (cluster === null || !cluster.failover) continue;
    const path = ['services', name, 'cluster'];
    warnOfPatience(cluster, [...path, cluster.isRandomised ? 'electionTimeout' : 'detection'], site);
    warnOfQuorum(name, replicas, cluster, path, site);
    if (cluster.replication?.acks !== 1 || replicas === 1) continue;
    site.reportKey(site.has(path) ? path : path.slice(0, -1), {
      code: 'BR353',
      message: `${name} acknowledges writes that only its leader has: a failover loses those of the replication lag`,
      hint: 'replication: { mode: semi-sync } or { mode: quorum }',
    });
  }
}

function warnOfPatience({ heartbeat, patience }: ClusterPlan, path: readonly string[], site: Site): void {
  if (patience >= 2 * heartbeat) return;
  site.reportKey(site.has(path) ? path : path.slice(0, -1), {
    code: 'BR350',
    message: `one late heartbeat is a lost leader: ${formatDuration(patience)} of patience, a heartbeat every ${formatDuration(heartbeat)}`,
    expected: `at least ${formatDuration(2 * heartbeat)}`,
    found: formatDuration(patience),
  });
}

function warnOfQuorum(
  name: string,
  members: number,
  { quorum }: ClusterPlan,
  path: readonly string[],
  site: Site,
): void {
  if (quorum === 'majority' && members === 2) {
    const message = `${name} has two members and needs a majority: when either is lost, nobody leads`;
    site.reportKey(path, { code: 'BR351', message, hint: 'a third member, or one that only votes' });
  }
  if (quorum === 'none' && members > 1) {
    const message = `members of ${name} take over without asking: cut off from each other, two of them lead`;
    site.reportKey(path, { code: 'BR352', message, hint: 'quorum: majority with three members' });
  }
}

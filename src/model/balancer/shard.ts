/**
 * Which replicas a client process may use at all, so that what one client does to its replicas reaches few others: cells
 * (the replicas are divided, and each client belongs to one part) or shuffle sharding (each client has so many of its
 * own, drawn by chance: two clients rarely have all of them in common; AWS Builders' Library, C. MacCarthaigh).
 */
import type { Random } from '../../engine/random.ts';
import type { ShardPlan } from '../plan.ts';

/** By replica, whether `client` may use it; `luck` is the client's own. */
export function shardOf(plan: ShardPlan, replicas: number, client: number, luck: Random): readonly boolean[] {
  if (plan.kind === 'cells') {
    const cell = client % plan.count;
    return Array.from({ length: replicas }, (_, replica) => Math.floor((replica * plan.count) / replicas) === cell);
  }
  const order = Array.from({ length: replicas }, (_, replica) => replica);
  const mine = new Array<boolean>(replicas).fill(false);
  // The first steps of a Fisher-Yates shuffle: every choice of so many replicas is equally likely.
  for (let place = 0; place < Math.min(plan.perClient, replicas); place++) {
    const drawn = place + luck.below(replicas - place);
    mine[order[drawn]!] = true;
    order[drawn] = order[place]!;
  }
  return mine;
}

/** `restart: { service: orders, stagger: 30s, downtime: 20s }`. */
import { faultKind } from '../kind.ts';
import { duration, positiveDuration } from '../quantities/quantity.ts';

export const faultRestart = faultKind({
  key: 'restart',
  summary: 'Replicas are stopped and started again, all at once or one after the other; the work in them is lost.',
  targets: ['service'],
  shape: {
    downtime: positiveDuration.describe('From the stop of a replica to its start; `startup` comes on top.'),
    stagger: duration.optional().describe('From the stop of one replica to that of the next (0s: all at once).'),
  },
  compile: ({ downtime, stagger }) => ({ kind: 'restart', stagger: stagger ?? 0, downtime }),
  length: ({ downtime, stagger }, replicas) => downtime + (replicas - 1) * (stagger ?? 0),
});

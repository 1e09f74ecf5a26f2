/** The tail at scale: a request that waits for many leaves meets the slow one among them. And what hedging would do. */
import { cannot, familyByPrefix, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Measurement, numberParameter } from '../family.ts';
import { failedShare, figure, replicate, totalTimeout, world } from '../worlds.ts';

const noHedging = cannot('needs hedging', 'a second copy of a request while the first one is under way');
const published = cannot(
  'statement in words: not a number',
  'published measurements of a system that is not described',
);

export const fanOutTails = familyByPrefix('fan-out tails', ['D-TAIL-63'], {
  'D-TAIL-63': slowShare,
  'D-TAIL-2000': slowShare,
  'D-TAIL-TABLE1': published,
  'D-TAIL-BIGTABLE': cannot('needs hedging', 'and is a published measurement of a system that is not described'),
  'D-HEDGE-': noHedging,
  'D-DUPLICATE': noHedging,
});

/** How a leaf's time is distributed does not matter: one in so many takes longer than a second, and that fails. */
function slowShare(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const slow = numberParameter(validation, 'p_slow');
  const leaves = numberParameter(validation, 'fan_out');
  const requests = effort === 'full' ? Math.min(2000, 120_000 / leaves) : 500;
  const points = [
    { value: 0, share: 0 },
    { value: 1e9, share: 1 - slow },
    { value: 2e9, share: 1 },
  ];
  const plan = world({
    duration: requests / 100 + 2,
    warmup: 0,
    services: [
      {
        name: 'front',
        concurrency: Infinity,
        edges: [{ to: 'leaf' }],
        flow: [Array.from({ length: leaves }, () => 'leaf')],
      },
      { name: 'leaf', concurrency: Infinity, work: { kind: 'empirical', points } },
    ],
    traffic: [{ to: 'front', everyRatePerSecond: 100, policies: [totalTimeout(1)] }],
  });
  const records = replicate(plan, validation.id, replications(effort, 10, 4));
  return [figure('prob_slow', records, record => failedShare(record))];
}

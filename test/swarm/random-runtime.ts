/** What tends the processes of a service, at random: runtime, autoscaler, rolling updates. */
import type { Dice } from './dice.ts';
import { randomDistribution } from './random-distribution.ts';

/** Milliseconds, so that a short run sees restarts, probes and sizes change. */
export const randomRuntime = (dice: Dice, replicas: number): Record<string, unknown> => ({
  runtime: {
    propagation: dice.duration(0, 4),
    terminationGrace: dice.duration(0, 20),
    ...dice.members(0.5, {
      startup: () => randomDistribution(dice, 10),
      preset: () => dice.pick(['container', 'vm', 'bare-metal']),
      listed: () => dice.chance(0.5),
      cpu: () => dice.members(0.5, { request: () => 0.5, limit: () => 2, reserved: () => dice.chance(0.5) }),
      imagePull: () => randomDistribution(dice, 10),
      restart: () => (dice.chance(0.2) ? 'never' : randomRestart(dice)),
      memory: () => ({ limit: '64KiB', base: dice.pick(['0B', '16KiB']), perRequest: dice.pick(['1KiB', '9KiB']) }),
      readiness: () => randomProbe(dice),
      liveness: () => randomProbe(dice),
      preStop: () => dice.duration(0, 5),
    }),
  },
  ...dice.members(0.35, { autoscaler: () => randomAutoscaler(dice, replicas), rollout: () => randomRollout(dice) }),
});

const randomRestart = (dice: Dice): Record<string, unknown> => ({
  after: dice.duration(0, 5),
  base: '3ms',
  factor: dice.pick([1, 2]),
  max: '40ms',
  resetAfter: dice.duration(1, 90),
});

const randomAutoscaler = (dice: Dice, replicas: number): Record<string, unknown> => ({
  min: dice.whole(1, replicas),
  max: replicas + dice.whole(0, 3),
  ...dice.pick([{ utilisation: '50%' }, { queue: 2 }]),
  syncPeriod: dice.duration(5, 40),
  ...dice.members(0.6, {
    tolerance: () => dice.share(0, 20),
    scaleUp: () => ({ period: '15ms', percent: '50%', replicas: 2 }),
    scaleDown: () => ({ stabilisation: dice.duration(0, 60), period: '15ms' }),
  }),
});

const randomRollout = (dice: Dice): Record<string, unknown> => ({
  maxSurge: dice.pick([0, 1, '50%']),
  maxUnavailable: dice.pick([0, 1]),
  minReady: dice.duration(0, 9),
  rollback: dice.chance(0.8),
  progressDeadline: '80ms',
  maxErrors: '20%',
  interval: '10ms',
});

const randomProbe = (dice: Dice): Record<string, unknown> => ({
  period: dice.duration(4, 20),
  timeout: dice.duration(1, 4),
  failureThreshold: dice.whole(1, 2),
  successThreshold: dice.whole(1, 2),
  initialDelay: dice.duration(0, 5),
  ...(dice.chance(0.4) ? { work: '1ms' } : {}),
});

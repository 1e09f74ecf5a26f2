/** What replicas run in and who decides how many there are, as scenarios write it. */
import { z } from 'zod';
import { presetOf } from '../preset-lookup.ts';
import { distribution } from '../quantities/distribution.ts';
import { count, longDuration, positiveLongDuration, positiveShare, share, size } from '../quantities/quantity.ts';

const probe = z.strictObject({
  initialDelay: longDuration.prefault('0s').describe('From the start of the process to the first probe.'),
  period: positiveLongDuration.prefault('10s').describe('Between two probes (10 s, as in Kubernetes).'),
  timeout: positiveLongDuration.prefault('1s').describe('A probe without an answer for so long has failed (1 s).'),
  failureThreshold: count(1, 1000).default(3).describe('Failures in a row that count (3).'),
  successThreshold: count(1, 1000).default(1).describe('Successes in a row that count (1).'),
  work: distribution.optional().describe('Work each probe costs the replica, for which it waits for a slot.'),
});

const restart = z
  .strictObject({
    after: longDuration.prefault('0s').describe('From the first death to the restart.'),
    base: positiveLongDuration.prefault('10s').describe('From the second death to the restart.'),
    factor: z.number().min(1).max(100).default(2).describe('Every further wait is so many times as long.'),
    max: positiveLongDuration.prefault('300s').describe('The longest wait.'),
    resetAfter: positiveLongDuration.prefault('10m').describe('A process that ran for so long begins anew.'),
  })
  .describe('How a process that died is started again.');

const memory = z
  .strictObject({
    limit: size.describe('Over it the process is killed, and all that is in it fails with `out-of-memory`.'),
    base: size.prefault('0B').describe('What a process takes without a request.'),
    perRequest: size.prefault('0B').describe('What each request inside it keeps, waiting or served.'),
  })
  .describe('Memory of one process.');

const cpu = z
  .strictObject({
    request: z
      .number()
      .positive()
      .max(10_000)
      .optional()
      .describe('Cores it reserves, and its weight when they are short (1).'),
    limit: z.number().positive().max(10_000).optional().describe('It never gets more cores than this.'),
    reserved: z.boolean().optional().describe('Its cores are its own, as those of a VM; neighbours cannot take them.'),
  })
  .describe('Cores of its node. They are shared where `cores` of the node is given; a slot in use wants one.');

const KINDS = ['container', 'vm', 'bare-metal'] as const;

export const runtime = z
  .union([
    z.enum(KINDS),
    z.strictObject({
      preset: presetOf('runtime'),
      startup: distribution.optional().describe('From the order, or a restart, to serving.'),
      imagePull: distribution.optional().describe('On top of it the first time the service starts on a node.'),
      restart: z
        .union([z.literal('never'), restart])
        .optional()
        .describe('How a process that died is started again; never: it stays dead.'),
      memory: memory.optional(),
      readiness: probe.optional().describe('A replica that fails it is taken off the list that callers go by.'),
      liveness: probe.optional().describe('A replica that fails it is restarted.'),
      cpu: cpu.optional(),
      preStop: longDuration.prefault('0s').describe('From being taken off the list to being told to end.'),
      terminationGrace: longDuration.prefault('30s').describe('From being told to end to being killed.'),
      propagation: longDuration.prefault('1s').describe('Until callers know of a change of the list.'),
      listed: z
        .boolean()
        .optional()
        .describe(
          'Callers go by a list of who is ready (true for a container, with `readiness`, `autoscaler` or `rollout`).',
        ),
    }),
  ])
  .describe('What a replica is: a container, a virtual machine, a server; or a preset with changes.');

const scalingRule = z.strictObject({
  stabilisation: longDuration.optional().describe('The most cautious wish of so long counts (0 s up, 300 s down).'),
  percent: share.optional().describe('A step changes at most this share (100 %) ...'),
  replicas: count(0, 10_000).optional().describe('... or so many, whichever is more (4 up, 0 down).'),
  period: positiveLongDuration.optional().describe('Time of a step (15 s).'),
});

export const autoscaler = z
  .strictObject({
    min: count(1, 10_000).default(1).describe('Fewest replicas.'),
    max: count(1, 10_000).describe('Most replicas.'),
    utilisation: positiveShare.optional().describe('Slots in use per ready replica to aim at; or `queue`.'),
    queue: z.number().positive().max(1_000_000).optional().describe('Requests waiting per ready replica to aim at.'),
    syncPeriod: positiveLongDuration.prefault('15s').describe('Between two looks (15 s, as in Kubernetes).'),
    tolerance: share.prefault('10%').describe('So far from the target is close enough (10 %, as in Kubernetes).'),
    scaleUp: scalingRule.optional().describe('How it grows.'),
    scaleDown: scalingRule.optional().describe('How it shrinks.'),
  })
  .describe(
    "Changes the number of replicas by what is measured: Kubernetes' HorizontalPodAutoscaler, with its defaults.",
  );

const amount = z.union([share, count(0, 10_000)]);

export const rollout = z
  .strictObject({
    maxSurge: amount
      .optional()
      .describe('Replicas more than wanted meanwhile, a share or a number (25 %, rounded up).'),
    maxUnavailable: amount.optional().describe('Replicas fewer than wanted meanwhile (25 %, rounded down).'),
    minReady: longDuration.prefault('0s').describe('A new replica counts when it has been ready for so long.'),
    progressDeadline: positiveLongDuration
      .prefault('10m')
      .describe('Without a further ready replica for so long it has failed.'),
    rollback: z.boolean().default(false).describe('A rollout that has failed is rolled back by itself.'),
    maxErrors: share
      .optional()
      .describe('More errors in what new replicas answer fail it too; not looked at without it.'),
    interval: positiveLongDuration.prefault('30s').describe('Between two looks at the errors.'),
  })
  .describe("How another version is brought out: Kubernetes' rolling update, with its defaults.");

export const orchestrator = z
  .strictObject({
    lease: positiveLongDuration.prefault('10s').describe('A node says that it is there every so often (10 s).'),
    check: positiveLongDuration.prefault('5s').describe('Between two looks at that (5 s).'),
    grace: positiveLongDuration
      .prefault('50s')
      .describe('Silent for so long, a node is taken for dead (50 s; 40 s before Kubernetes 1.32).'),
    toleration: positiveLongDuration.prefault('300s').describe('Then its replicas are given up after so long (300 s).'),
  })
  .describe('Watches the nodes, and starts what ran on a dead one elsewhere: Kubernetes, with its defaults.');

export type RuntimeValue = Exclude<z.output<typeof runtime>, string>;
export type AutoscalerValue = z.output<typeof autoscaler>;
export type RolloutValue = z.output<typeof rollout>;
export type ProbeValue = z.output<typeof probe>;

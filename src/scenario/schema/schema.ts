/**
 * The scenario file, as a zod schema: the single source of truth for its shape. The TypeScript types are inferred from
 * it and the JSON Schema is made of it; descriptions are the reference. It knows one document at a time: names that
 * refer to each other are checked in checks/references.ts, meaning in world/ and warnings/.
 */
import { z } from 'zod';
import { faults, profiles } from '../kinds/all.ts';
import { ingressRateSchema } from '../kinds/rate-limit.ts';
import { distribution, lifetime } from '../quantities/distribution.ts';
import { count, longDuration, name, positiveLongDuration, positiveShare, rate, share } from '../quantities/quantity.ts';
import { LONGEST_STATEMENT } from '../statements/expect.ts';
import { chaosSchema } from './chaos.ts';
import { callClientShape, trafficClientShape } from './client.ts';
import { clusterSchema, replicationSchema } from './cluster.ts';
import { cacheSchema, cpuSchema, externalSchema, keysSchema, scalabilitySchema } from './data.ts';
import { registerSchema, registrySchema } from './discovery.ts';
import { burstsSchema, connectionsSchema } from './herd.ts';
import { messagesSchema } from './messages.ts';
import { monitorSchema, teamSchema } from './monitoring.ts';
import { overloadShape, queueSchema } from './overload.ts';
import { placementShape, servicePlacement } from './placement.ts';
import { copySchema, failoverSchema, standbySchema } from './recovery.ts';
import { autoscaler, orchestrator, rollout, runtime } from './runtime.ts';

/** Causes of cascading failures that a mitigation can say it answers. */
export const CASCADE_CAUSES = [
  'overloaded-resources',
  'tight-coupling',
  'unbounded-retries',
  'single-point-of-failure',
  'misconfiguration',
] as const;

/** Remedies against single points of failure and cascades, by which the matrix of causes and remedies is ordered. */
export const REMEDIES = [
  'graceful-degradation',
  'rate-limiting',
  'circuit-breaker',
  'timeouts-and-retries',
  'load-balancing',
  'isolation',
  'redundancy',
  'monitoring',
  'chaos-engineering',
] as const;

const MAX_REPLICAS = 10_000;
const MAX_CONCURRENCY = 1_000_000;

const reference = z.string().min(1).max(200);

const call = z
  .strictObject({
    ...callClientShape,
    operation: name.optional().describe("The target's operation; its first one without it."),
    probability: share.optional().describe('Share of requests that make this call (100%).'),
    optional: z.boolean().optional().describe('Its failure degrades the answer and no more (false).'),
    onMiss: reference
      .optional()
      .describe(
        'Made only when this look-aside cache (a `kind: cache` without calls, called earlier) had nothing or failed; what it answers is stored there.',
      ),
  })
  .describe('How a dependency is called.');

const calls = z
  .record(name, call)
  .describe('Dependencies by the name of the service called, in this order unless `flow` says otherwise.');

const step = z.union([
  reference.describe('`work`, or the name of a service in `calls`.'),
  z.strictObject({ work: positiveShare.describe('This share of the work.') }),
  z.strictObject({
    parallel: z.array(reference).min(1).max(100).describe('Calls made at the same time and awaited together.'),
  }),
]);

const flow = z
  .array(step)
  .max(1000)
  .describe('What a request does, in order. Without it: all the work first, then the calls in the order written.');

const work = distribution.describe('Time a request occupies a slot for by its own work; none without it.');

const operation = z
  .strictObject({
    access: z
      .enum(['read', 'write'])
      .optional()
      .describe('What it means to a cluster or a database: a read may be served by others than the leader (write).'),
    work: work.optional(),
    calls: calls.optional(),
    flow: flow.optional(),
    errors: share.optional().describe('Share of executions that answer with an error after their work.'),
    keys: keysSchema.optional(),
  })
  .describe(
    'What it does not say is as the service says. `calls` given here are the only ones it makes; their client-side keys are those of the service unless given too, and then it has a breaker, budget and balancer of its own.',
  );

const service = z
  .strictObject({
    title: z.string().optional().describe('For reports.'),
    kind: z
      .enum(['service', 'load-balancer', 'cache', 'queue', 'external', 'database', 'registry'])
      .default('service')
      .describe(
        'A load balancer forwards to its single call; a cache keeps what its single call answers, `work` is the lookup; a queue stores messages and has its single call process them; an external is a third party. All of these are asynchronous and have no limit of concurrency unless said. The replicas of a database are one primary and its copies; those of a registry are its nodes.',
      ),
    replicas: count(1, MAX_REPLICAS).default(1).describe('How many instances run.'),
    concurrency: z
      .union([count(1, MAX_CONCURRENCY), z.literal('unlimited')])
      .optional()
      .describe('Requests in progress per replica (1; unlimited with `cpu` and for all kinds but `service`).'),
    threading: z
      .enum(['blocking', 'async'])
      .optional()
      .describe(
        'blocking keeps the slot while a call is pending, async frees it (blocking; all kinds but `service`: async).',
      ),
    queue: queueSchema.optional(),
    ...overloadShape,
    work: work.optional(),
    cpu: cpuSchema.optional(),
    scalability: scalabilitySchema.optional(),
    cache: cacheSchema.optional(),
    messages: messagesSchema.optional(),
    external: externalSchema.optional(),
    keys: keysSchema.optional(),
    errors: share.optional().describe('Share of executions that answer with an error after their work.'),
    rateLimit: ingressRateSchema
      .optional()
      .describe('Requests admitted per replica; the others are refused at once (`rate-limited`).'),
    registry: registrySchema.optional(),
    register: registerSchema.optional(),
    startup: distribution.optional().describe('How long a repaired replica needs before it serves; none without it.'),
    zone: name.optional().describe('Where its replicas run.'),
    zones: z.array(name).min(1).max(100).optional().describe('Where its replicas run: spread over these in turn.'),
    placement: servicePlacement.optional(),
    cluster: clusterSchema.optional(),
    replication: replicationSchema.optional(),
    runtime: runtime.optional(),
    autoscaler: autoscaler.optional(),
    rollout: rollout.optional(),
    standby: standbySchema.optional(),
    copy: copySchema.optional(),
    calls: calls.optional(),
    flow: flow.optional(),
    operations: z.record(name, operation).optional().describe('Kinds of requests it serves; the first is the default.'),
  })
  .describe('A service and its replicas.');

const profile = z
  .strictObject(
    Object.fromEntries(profiles.map(kind => [kind.key, kind.schema.optional().describe(kind.summary)])) as {
      [P in (typeof profiles)[number] as P['key']]: z.ZodOptional<P['schema']>;
    },
  )
  .describe('A rate that changes over time; exactly one of its keys.');

const traffic = z
  .strictObject({
    ...trafficClientShape,
    to: reference.describe('`service` or `service/operation`.'),
    rate: z
      .union([
        rate.describe('Poisson arrivals.'),
        z.strictObject({ poisson: rate.describe('Independent users: random gaps.') }),
        z.strictObject({ constant: rate.describe('Equal gaps.') }),
      ])
      .optional()
      .describe('Requests per unit of time, whatever the system does (open loop).'),
    pacing: z.enum(['poisson', 'constant']).optional().describe('Gaps between requests of a `profile` (poisson).'),
    profile: profile.optional(),
    users: count(1, 1_000_000)
      .optional()
      .describe('A closed loop of so many users, each waiting for its answer; with `thinkTime`.'),
    thinkTime: distribution.optional().describe('Pause of a user between an answer and the next request.'),
    bursts: burstsSchema.optional(),
    connections: connectionsSchema.optional(),
    operations: z
      .record(name, z.number().positive().max(1_000_000))
      .optional()
      .describe('Mix of operations of the target, by weight, such as { browse: 80, checkout: 20 }.'),
    clients: count(1, 100_000).default(1).describe('Independent client processes the requests are dealt to in turn.'),
    zone: name.optional().describe('Where its clients are; outside of all zones without it.'),
    failover: failoverSchema.optional(),
    priority: z
      .int()
      .min(-1000)
      .max(1000)
      .default(0)
      .describe('Higher is served first by queues with `discipline: priority`.'),
    keys: keysSchema.optional(),
  })
  .describe('A source of requests.');

const sharedDependency = z
  .strictObject({
    title: z.string().optional().describe('For reports.'),
    services: z.array(reference).max(1000).optional().describe('All replicas of these services hang on it.'),
    replicas: z
      .record(name, count(1, MAX_REPLICAS))
      .optional()
      .describe('The first n replicas of these services hang on it.'),
    zones: z.array(name).max(100).optional().describe('Everything in these zones hangs on it.'),
    nodes: z.array(reference).max(1000).optional().describe('Everything on these machines hangs on it.'),
  })
  .describe('Something several components hang on: a power supply, a switch, a configuration push.');

const targetShape = {
  service: reference.optional().describe('Its replicas.'),
  replicas: count(1, MAX_REPLICAS)
    .optional()
    .describe(
      'Only the first so many replicas of the service; of a link `db->db`: what lies between so many members and the rest.',
    ),
  node: reference.optional().describe('Everything on this machine, or on all machines of this kind.'),
  zone: reference.optional().describe('Everything in this zone.'),
  region: reference.optional().describe('Everything in this region.'),
  shared: reference.optional().describe('Everything that hangs on this shared dependency.'),
  link: reference.optional().describe('The way between two components, `caller->callee`.'),
  traffic: reference.optional().describe('A traffic source.'),
};

function effectSchema(kind: (typeof faults)[number]): z.ZodObject {
  const targets = Object.entries(targetShape).filter(
    ([key]) =>
      (kind.targets as readonly string[]).includes(key) ||
      (key === 'replicas' && (kind.targets as readonly string[]).includes('service')),
  );
  return z.strictObject({ ...Object.fromEntries(targets), ...kind.shape }).describe(kind.summary);
}

type Targets = { [K in keyof typeof targetShape]?: z.output<(typeof targetShape)[K]> };

const effects = Object.fromEntries(faults.map(kind => [kind.key, effectSchema(kind).optional()])) as unknown as {
  [K in (typeof faults)[number]['key']]: z.ZodOptional<z.ZodType<Targets & Record<string, unknown>, unknown>>;
};

const fault = z
  .strictObject({
    title: z.string().optional().describe('For reports.'),
    at: longDuration.optional().describe('When it begins.'),
    for: positiveLongDuration.optional().describe('How long it lasts; to the end of the run without it.'),
    every: positiveLongDuration.optional().describe('Repeats it, from start to start.'),
    crew: reference
      .optional()
      .describe(
        'Who repairs it (`crews`): it lasts until one of them has come, and then as long as `for` or `mttr` says.',
      ),
    random: chaosSchema.optional(),
    mtbf: lifetime.optional().describe('Instead of `at`: time from a repair to the next failure, at random.'),
    mttr: lifetime.optional().describe('With `mtbf`: time from a failure to its repair.'),
    together: z
      .boolean()
      .optional()
      .describe('A random fault strikes all replicas of the service as one, not each by itself (false).'),
    ...effects,
  })
  .describe('Something that goes wrong: when, and exactly one effect.');

const crew = z
  .strictObject({
    title: z.string().optional().describe('For reports.'),
    size: count(1, 1000).default(1).describe('How many failures they can work on at the same time (1).'),
    responds: distribution
      .optional()
      .describe('From being free and called to being at work on it; at once without it.'),
  })
  .describe('People who repair: a failure that names them waits until one of them is free.');

const mitigation = z
  .strictObject({
    title: z.string().optional().describe('For reports.'),
    description: z.string().optional().describe('What it is and why it should help.'),
    answers: z
      .union([reference, z.array(reference).min(1).max(20)])
      .optional()
      .describe(`The cause of cascading failure it answers: ${CASCADE_CAUSES.join(', ')}.`),
    remedy: z
      .union([z.enum(REMEDIES), z.array(z.enum(REMEDIES)).min(1).max(REMEDIES.length)])
      .optional()
      .describe(`The kind of remedy it is, for the matrix of causes and remedies: ${REMEDIES.join(', ')}.`),
    patch: z.record(z.string(), z.unknown()).describe('JSON merge patch over this file; null removes.'),
  })
  .describe('A change that might help, as a patch over this file.');

const mitigationSet = z.union([
  z.array(reference).min(1).max(50),
  z.strictObject({
    name: name.describe('Name of the variant.'),
    title: z.string().optional().describe('For reports.'),
    mitigations: z.array(reference).min(1).max(50).describe('Laid over the baseline in this order.'),
  }),
]);

const run = z
  .strictObject({
    duration: positiveLongDuration.prefault('5m').describe('Length of one replication, warm-up included.'),
    warmup: longDuration.prefault('0s').describe('Requests born before this are served but not measured.'),
    replications: count(1, 10_000).default(10).describe('Independent repetitions, each with its own luck.'),
    maxReplications: count(1, 10_000)
      .optional()
      .describe('How far an undecided statement may raise them (four times `replications`).'),
    seed: z
      .union([z.int().min(0), z.string().min(1).max(200)])
      .default(1)
      .describe('The same seed gives the same result, to the last byte.'),
    startsAt: longDuration.prefault('0s').describe('Time of day when a replication begins, for office hours.'),
    window: positiveLongDuration
      .optional()
      .describe('Width of the windows of all series (1s; wider for runs above an hour).'),
  })
  .describe('How long and how often it is simulated.');

export const scenarioSchema = z
  .strictObject({
    name: name.describe('Short name, for files and reports.'),
    title: z.string().max(500).optional().describe('One line for people.'),
    description: z.string().max(100_000).optional().describe('What happens and what to watch.'),
    extends: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe('A scenario file below the folder of this one, over which this one is a merge patch.'),
    run: run.prefault({}),
    slo: z
      .strictObject({
        availability: share
          .prefault('99%')
          .describe('Share of requests that must succeed for a window to count as available.'),
      })
      .prefault({})
      .describe('What counts as being available.'),
    services: z.record(name, service).describe('The system, by name.'),
    traffic: z.record(name, traffic).describe('Who sends requests, by name.'),
    ...placementShape,
    orchestrator: orchestrator.optional(),
    shared: z.record(name, sharedDependency).optional().describe('Shared dependencies, by name.'),
    faults: z.record(name, fault).optional().describe('What goes wrong, by name.'),
    monitors: z.record(name, monitorSchema).optional().describe('Who watches, and what follows an alert, by name.'),
    people: z.record(name, teamSchema).optional().describe('Who is paged, by name: `page` of a monitor names them.'),
    crews: z.record(name, crew).optional().describe('Who repairs, by name: `crew` of a fault names them.'),
    mitigations: z.record(name, mitigation).optional().describe('What could be done about it, by name.'),
    compare: z
      .union([z.enum(['each', 'ablation', 'factorial']), z.array(mitigationSet).min(1).max(200)])
      .default('each')
      .describe(
        'Variants beside the baseline. each: every mitigation alone and all together; ablation: all, and all but one; factorial: every subset of at most six; or a list of sets.',
      ),
    expect: z
      .record(z.string(), z.array(z.string().max(LONGEST_STATEMENT)).max(200))
      .optional()
      .describe('Statements that must hold, by variant: baseline, all, a mitigation or a set.'),
  })
  .describe('A what-if: a system, its traffic, what goes wrong, what could be done about it, and what must hold.');

export type Scenario = z.output<typeof scenarioSchema>;
export type ServiceValue = z.output<typeof service>;
export type OperationValue = z.output<typeof operation>;
export type CallValue = z.output<typeof call>;
export type StepValue = z.output<typeof step>;
export type TrafficValue = z.output<typeof traffic>;
export type FaultValue = z.output<typeof fault>;
export type CrewValue = z.output<typeof crew>;
export type SharedValue = z.output<typeof sharedDependency>;

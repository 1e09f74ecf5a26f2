/** What an orchestrator decides, and when: how many replicas there are to be, and when a machine is taken for dead. */
import type { InfrastructurePlan } from '../../model/infrastructure-plan.ts';
import { NOWHERE } from '../../model/infrastructure-plan.ts';
import type { WorldPlan } from '../../model/plan.ts';
import type { RuntimePlan } from '../../model/runtime-plan.ts';
import { familyByPrefix, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Measurement, numberParameter } from '../family.ts';
import { replicate, seconds, world } from '../worlds.ts';

export const orchestration = familyByPrefix('orchestration', ['G-HPA-10-0.72', 'G-K8S-NODE-40'], {
  'G-K8S-HPA': kubernetesAutoscaler,
  'G-HPA-': autoscaler,
  'G-K8S-NODE-': nodeDeath,
});

const SYNC = 15;

/** Kubernetes' defaults, but for the window before it shrinks and how far a step goes up. */
const runtime = (initial: number, target: number | null, window = 0, step = 1): RuntimePlan => ({
  kind: 'container',
  imagePull: null,
  restart: { after: 0, base: seconds(10), factor: 2, max: seconds(300), resetAfter: seconds(600) },
  memory: null,
  readiness: null,
  liveness: null,
  cpu: { request: 1, limit: Number.POSITIVE_INFINITY, isReserved: false },
  preStop: 0,
  terminationGrace: seconds(30),
  isListed: true,
  propagation: 0,
  initial,
  autoscaler:
    target === null
      ? null
      : {
          min: 1,
          max: 100,
          metric: 'utilisation',
          target,
          syncPeriod: seconds(SYNC),
          tolerance: 0.1,
          scaleUp: { stabilisation: 0, percent: step, replicas: 4, period: seconds(SYNC) },
          scaleDown: { stabilisation: seconds(window), percent: 1, replicas: 0, period: seconds(SYNC) },
        },
  rollout: {
    maxSurge: 1,
    maxUnavailable: 0,
    minReady: 0,
    progressDeadline: Number.POSITIVE_INFINITY,
    isRolledBack: false,
    maxErrors: 1,
    interval: seconds(30),
  },
});

const nowhere = (plan: RuntimePlan, places: number): InfrastructurePlan => ({
  zones: [],
  hosts: [],
  distances: null,
  placements: [{ hosts: Array.from({ length: places }, () => NOWHERE), choices: [] }],
  sources: [NOWHERE],
  runtimes: [plan],
  nodeControl: null,
});

const PLACES = 40;
const SLOTS = 100;
const WORK = 0.5;

/** A metric above 1 is no share of slots: everything is put on twice as many of them, which changes no ratio. */
const HALF = 0.5;

/** Evenly spaced requests of equal work keep exactly this share of the slots of `replicas` in use. */
function loaded(
  replicas: number,
  utilisation: number,
  target: number,
  duration: number,
  window: number,
  step = 1,
): WorldPlan {
  const plan = world({
    duration,
    warmup: 0,
    services: [{ replicas: PLACES, concurrency: SLOTS, work: WORK }],
    traffic: [{ to: 'api', everyRatePerSecond: (HALF * utilisation * replicas * SLOTS) / WORK }],
  });
  return { ...plan, infrastructure: nowhere(runtime(replicas, HALF * target, window, step), PLACES) };
}

/** The latest number of replicas that the autoscaler asked for, and when it asked; `before` when it never did. */
function wanted(plan: WorldPlan, id: string, before: number): { replicas: number; at: number } {
  const [record] = replicate(plan, id, 1);
  const asked = record!.log.filter(({ what }) => what === 'scale-out' || what === 'scale-in').at(-1);
  const replicas = asked === undefined ? before : Number(/have (\d+) replicas/.exec(asked.text)![1]);
  return { replicas, at: (asked?.at ?? 0) / 1e9 };
}

/** The formula alone: a step may go as far as it asks. The system is empty at first, which takes 2 % off the first look. */
function autoscaler(validation: ValidationCase): readonly Measurement[] {
  const replicas = numberParameter(validation, 'replicas');
  const [metric, target] = [numberParameter(validation, 'metric'), numberParameter(validation, 'target')];
  const { replicas: desired } = wanted(loaded(replicas, metric, target, SYNC + 1, 0, 10), validation.id, replicas);
  return [{ field: 'desired', samples: [desired] }];
}

function kubernetesAutoscaler(validation: ValidationCase): readonly Measurement[] {
  const replicas = numberParameter(validation, 'replicas');
  const [metric, target] = [numberParameter(validation, 'cpu'), numberParameter(validation, 'target')];
  const up = wanted(loaded(replicas, metric, target, SYNC + 1, 300), validation.id, replicas);
  const near = [0.92, 1.08].map(
    ratio => wanted(loaded(replicas, ratio * target, target, SYNC + 1, 0), validation.id, replicas).replicas,
  );
  const far = [0.7, 1.2].map(
    ratio => wanted(loaded(replicas, ratio * target, target, SYNC + 1, 0), validation.id, replicas).replicas,
  );
  return [
    { field: 'desired', samples: [up.replicas] },
    {
      field: 'no_action_band',
      holds: near.every(each => each === replicas) && far.every(each => each !== replicas),
      found: `at 0.92 and 1.08 of the target it asks for ${near.join(' and ')}, at 0.7 and 1.2 for ${far.join(' and ')}`,
    },
    { field: 'scale_down_delay_s', samples: [shrinkDelay(validation.id, replicas, target)] },
  ];
}

/** From the last look that wished for all of them to the one that lets some go: load gone, window kept. */
function shrinkDelay(id: string, replicas: number, target: number): number {
  const plan = loaded(replicas, target, target, 400, 300);
  const [source] = plan.traffic;
  const { arrivals } = source!;
  if (arrivals.kind !== 'open') throw new RangeError('the load of this case is an open loop');
  const full = arrivals.rate[0]!.perSecond;
  const stop = seconds(2 * SYNC);
  const rate = [
    { at: 0, perSecond: full },
    { at: stop, perSecond: full },
    { at: stop, perSecond: full / 10 },
  ];
  const quiet = { ...plan, traffic: [{ ...source!, arrivals: { ...arrivals, rate } }] };
  return wanted(quiet, id, replicas).at - 2 * SYNC - SYNC;
}

// ---- dead machines

const MACHINES = 100;

/** 100 machines with one replica each die together; per replication when each was missed, and when it was given up. */
function nodeDeath(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const control = {
    lease: seconds(numberParameter(validation, 'lease_renew_s')),
    check: seconds(numberParameter(validation, 'node_monitor_period_s')),
    grace: seconds(numberParameter(validation, 'node_monitor_grace_s')),
    toleration: seconds(numberParameter(validation, 'toleration_s')),
  };
  const death = 100;
  const plan = world({
    duration: death + 400,
    warmup: 0,
    services: [{ replicas: MACHINES }],
    traffic: [{ to: 'api', perSecond: 0 }],
    faults: [{ effect: { kind: 'crash', silent: true }, on: ['api'], from: death }],
  });
  const hosts = Array.from({ length: MACHINES }, (_, n) => n);
  const infrastructure: InfrastructurePlan = {
    ...nowhere(runtime(MACHINES, null), MACHINES),
    hosts: hosts.map(n => ({ name: `n-${n}`, zone: NOWHERE, cores: Number.POSITIVE_INFINITY })),
    placements: [{ hosts, choices: [hosts] }],
    nodeControl: control,
  };
  const faults = plan.faults.map(fault => ({
    ...fault,
    groups: fault.groups.map(group => ({ ...group, replicas: [], hosts })),
  }));
  // The controller looks at all machines at once, so its phase needs many replications, theirs does not.
  const records = replicate({ ...plan, faults, infrastructure }, validation.id, replications(effort, 200, 60));
  const times = (what: string): readonly (readonly number[])[] =>
    records.map(({ log }) => log.filter(entry => entry.what === what).map(({ at }) => at / 1e9 - death));
  return [...spread('notready', times('node-lost')), ...spread('evict', times('node-evicted'))];
}

function spread(name: string, lists: readonly (readonly number[])[]): readonly Measurement[] {
  const all = lists.flat();
  return [
    { field: `${name}_min_s`, samples: [Math.min(...all)] },
    { field: `${name}_max_s`, samples: [Math.max(...all)] },
    { field: `${name}_mean_s`, samples: lists.map(list => list.reduce((sum, time) => sum + time, 0) / list.length) },
  ];
}

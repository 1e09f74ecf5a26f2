/** How long it takes until somebody notices that a replica is gone - or believes so although it is not. */
import type { LogEntry } from '../../model/record.ts';
import { cannot, familyByPrefix, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Figure, type Measurement, numberParameter, omission } from '../family.ts';
import { healthCheck, replicate, world } from '../worlds.ts';

export const detection = familyByPrefix('detection', ['C-PROBE-10x3-2', 'C-FALSEPOS-0.1-2', 'G-K8S-PROBE'], {
  'C-PROBE-': probes,
  'C-FALSEPOS-': falseAlarms,
  'C-DNS-': cannot('needs a registry', 'no name caches with a time to live'),
  'G-K8S-PROBE': kubernetesProbe,
});

// ---- detection of a death

interface Probing {
  readonly interval: number;
  readonly timeout: number;
  readonly threshold: number;
}

function probes(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const probing = {
    interval: numberParameter(validation, 'interval_s'),
    timeout: numberParameter(validation, 'timeout_s'),
    threshold: numberParameter(validation, 'threshold'),
  };
  const silent = detectionTimes(validation.id, effort, probing, true);
  return [
    { field: 'detect_min_s', samples: silent.map(times => Math.min(...times)) },
    { field: 'detect_max_s', samples: silent.map(times => Math.max(...times)) },
    meanOfEach('detect_mean_s', silent),
    { field: 'detect_sd_s', samples: silent.map(deviation) },
    meanOfEach('if_refused_fast_mean_s', detectionTimes(validation.id, effort, probing, false)),
  ];
}

function kubernetesProbe(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const probing = {
    interval: numberParameter(validation, 'period_s'),
    timeout: numberParameter(validation, 'timeout_s'),
    threshold: numberParameter(validation, 'failure_threshold'),
  };
  const silent = detectionTimes(validation.id, effort, probing, true);
  return [
    { field: 'detect_hang_min_s', samples: silent.map(times => Math.min(...times)) },
    { field: 'detect_hang_max_s', samples: silent.map(times => Math.max(...times)) },
    meanOfEach('detect_hang_mean_s', silent),
    meanOfEach('detect_refused_mean_s', detectionTimes(validation.id, effort, probing, false)),
  ];
}

/** 1000 replicas, probed at their own phases, die at the same time; per replication how long each went unnoticed. */
function detectionTimes(id: string, effort: Effort, probing: Probing, silent: boolean): readonly (readonly number[])[] {
  const { interval, timeout, threshold } = probing;
  const death = 3 * interval;
  const plan = world({
    duration: death + (threshold + 2) * interval,
    warmup: 0,
    services: [{ replicas: 1000 }],
    traffic: [{ to: 'api', healthCheck: healthCheck({ interval, timeout, unhealthy: threshold }) }],
    faults: [{ effect: { kind: 'crash', silent }, on: ['api'], from: death }],
  });
  return replicate(plan, id, replications(effort, 10, 3)).map(({ log }) =>
    log.filter(({ what }) => what === 'replica-out').map(({ at }) => at / 1e9 - death),
  );
}

const meanOfEach = (field: string, lists: readonly (readonly number[])[]): Figure => ({
  field,
  samples: lists.map(mean),
});

const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;

function deviation(list: readonly number[]): number {
  const middle = mean(list);
  return Math.sqrt(list.reduce((sum, value) => sum + (value - middle) * (value - middle), 0) / (list.length - 1));
}

// ---- false alarms

const SECONDS_PER_DAY = 86_400;
const TIMEOUT = 0.5;

/** A probe is lost on its way there or back: 1 - (1 - loss)^2 of them. One that comes back ends the alarm. */
function falseAlarms(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const lost = numberParameter(validation, 'loss');
  const isRare = lost < 0.05;
  const replicas = isRare ? 200 : 10;
  // So long that the alarms fit into the log.
  const duration = isRare ? 6000 : 15_000;
  const plan = world({
    duration,
    warmup: 0,
    services: [{ replicas }],
    traffic: [
      {
        to: 'api',
        loss: 1 - Math.sqrt(1 - lost),
        healthCheck: healthCheck({ interval: 1, timeout: TIMEOUT, unhealthy: numberParameter(validation, 'k') }),
      },
    ],
  });
  const perSecond = replicate(plan, validation.id, replications(effort, 10, 4)).map(({ log }) => {
    const outs = timesOf(log, 'replica-out');
    return outs.length / (replicas * duration - timeOut(outs, timesOf(log, 'replica-in'), duration));
  });
  return [
    { field: 'per_day_at_1s', samples: perSecond.map(rate => rate * SECONDS_PER_DAY) },
    isRare
      ? omission(
          'mean_intervals',
          'too rare to observe',
          'runs without an alarm have no interval; its inverse is measured',
        )
      : { field: 'mean_intervals', samples: perSecond.map(rate => 1 / rate) },
  ];
}

const timesOf = (log: readonly LogEntry[], what: string): readonly number[] =>
  log.filter(entry => entry.what === what).map(({ at }) => at / 1e9);

/** Time from the probe that raised an alarm (a timeout before the alarm itself) to the one that ended it, summed. */
function timeOut(outs: readonly number[], ins: readonly number[], end: number): number {
  const sum = (times: readonly number[]): number => times.reduce((total, time) => total + time, 0);
  return sum(ins) + (outs.length - ins.length) * end - sum(outs) + outs.length * TIMEOUT;
}

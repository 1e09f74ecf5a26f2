/**
 * Availability of units that fail and are repaired at random: one alone, several that must all be up, several of which
 * some suffice. The units are replicas that crash; what counts as an outage is read off how many are up. One unit of
 * time of a case (its hour or second) is a millisecond here: only ratios matter, and a run has 104 days.
 */
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import type { WorldPlan } from '../../model/plan.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import { cannot, familyByPrefix, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Figure, type Measurement, numberParameter, omission } from '../family.ts';
import { outagesBelow, type Stretch, shareBelow, stretchesOf, timesToOutage } from '../outages.ts';
import { constant, exponential, failedShare, figure, healthCheck, replicate, world } from '../worlds.ts';

const UNIT = 1e-3;
const HOURS_PER_YEAR = 8760;
const MINUTES_PER_MONTH = 30 * 24 * 60;
/** Expectations near 1 are given to six digits. */
const SIX_DIGITS = { tolerance: 1e-6 };

export const availability = familyByPrefix(
  'availability',
  [
    'C-UNIT-1000-10',
    'C-SERIES-3',
    'C-PARALLEL-2',
    'C-KOON-2of3',
    'C-PAIR-hot-2crew',
    'C-BETA-0.1',
    'C-ZONES-3x2',
    'C-FAILOVER-86400-15-45',
    'C-ZONELOSS-9-3',
  ],
  {
    'C-UNIT-': oneUnit,
    'C-UNIT-INSENS': insensitive,
    'C-TRANSIENT-': pointAvailability,
    'C-SERIES-': inSeries,
    'C-PARALLEL-': inParallel,
    'C-KOON-': someOf,
    'C-QUORUM-': majority,
    'C-QUORUM-5-0.999': cannot('too rare to observe', 'unavailability 1e-8: half an outage in 1e9 simulated seconds'),
    'C-QUORUM-7-0.999': cannot('too rare to observe', 'unavailability 3.5e-11'),
    'C-PAIR-hot-2crew': pair,
    'C-PAIR-hot-1crew': pair,
    'C-PAIR-cold': cannot('needs failover or a standby', 'a cold standby does not fail while it is not used'),
    'C-2OF3-2crew': pair,
    'C-2OF3-3crew': pair,
    'C-COVERAGE-1.0': pair,
    'C-COVERAGE-': cannot('needs failover or a standby', 'no failover that can fail'),
    'C-BETA-': commonCause,
    'C-ZONES-': zones,
    'C-CALCULUS-EXTRA9': extraNine,
    'C-FAILOVER-': failover,
    'C-ZONELOSS-': zoneLoss,
    'C-BUDGET-': cannot('arithmetic: nothing to simulate', 'downtime = (1 - objective) x period'),
  },
);

// ---- worlds

interface Failing {
  readonly on: readonly string[];
  readonly timeToFailure: DistributionSpec;
  readonly timeToRepair: DistributionSpec;
}

const crashing = (on: readonly string[], mttf: number, mttr: number): Failing => ({
  on,
  timeToFailure: exponential(mttf * UNIT),
  timeToRepair: exponential(mttr * UNIT),
});

/** `count` replicas that crash independently of each other, and whatever else crashes them. */
function unitsWorld(
  length: number,
  count: number,
  failing: readonly Failing[],
  startup?: number,
  crew?: number,
): WorldPlan {
  return world({
    duration: length * UNIT,
    warmup: 0,
    window: length * UNIT,
    services: [{ replicas: count, ...(startup === undefined ? {} : { startup: startup * UNIT }) }],
    traffic: [],
    faults: failing.map((fault, number) => ({
      name: `fault ${number}`,
      effect: { kind: 'crash', silent: false },
      on: fault.on,
      failing: fault,
      ...(crew === undefined ? {} : { crew: 'crew' }),
    })),
    crews: crew === undefined ? [] : [{ name: 'crew', size: crew, responds: null }],
  });
}

const eachOf = (count: number, mttf: number, mttr: number): readonly Failing[] =>
  Array.from({ length: count }, (_, replica) => crashing([`api[${replica}]`], mttf, mttr));

interface Observation {
  readonly plan: WorldPlan;
  readonly records: readonly ReplicationRecord[];
  readonly stretches: readonly (readonly Stretch[])[];
}

function observe(plan: WorldPlan, id: string, count: number): Observation {
  const records = replicate(plan, id, count);
  return { plan, records, stretches: records.map(record => stretchesOf(plan, record)) };
}

/** Runs in each of which `failures` units fail, on average. */
function observeUnits(
  { id }: ValidationCase,
  effort: Effort,
  units: {
    readonly count: number;
    readonly mttf: number;
    readonly mttr: number;
    readonly failures?: number;
    readonly crew?: number;
  },
): Observation {
  const failures = effort === 'full' ? (units.failures ?? 40_000) : 4000;
  const length = (failures / units.count) * (units.mttf + units.mttr);
  const failing = eachOf(units.count, units.mttf, units.mttr);
  return observe(unitsWorld(length, units.count, failing, undefined, units.crew), id, 10);
}

// ---- figures

/** Time average of the replicas up, by the service's own meter. */
const meanUp = (record: ReplicationRecord): number => record.services[0]!.windows.up[0]!;

const unavailable = (field: string, { stretches }: Observation, need: number): Figure => ({
  field,
  samples: stretches.map(stretch => shareBelow(stretch, need)),
});

const available = (field: string, { stretches }: Observation, need: number): Figure => ({
  field,
  samples: stretches.map(stretch => 1 - shareBelow(stretch, need)),
  ...SIX_DIGITS,
});

/** Replications without any outage have no mean length and no say. */
function meanOutage(field: string, { stretches }: Observation, need: number): Figure {
  const lengths = stretches.map(stretch => outagesBelow(stretch, need).map(({ from, to }) => (to - from) / UNIT));
  return { field, samples: lengths.filter(list => list.length > 0).map(meanOfList) };
}

const outageRate = (field: string, { plan, stretches }: Observation, need: number, per: number): Figure => ({
  field,
  samples: stretches.map(stretch => (outagesBelow(stretch, need).length / (plan.duration / 1e9 / UNIT)) * per),
});

function meanTimeToOutage(field: string, { stretches }: Observation, units: number, need: number): Figure {
  const times = stretches.map(stretch => timesToOutage(stretch, units, need).map(time => time / UNIT));
  return { field, samples: times.filter(list => list.length > 0).map(meanOfList) };
}

const meanOfList = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;

// ---- measures

/** 10 groups of 20 runs of 2000 cycles each, as the case asks for the spread of such runs. */
function oneUnit(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const mttf = numberParameter(validation, 'mttf_h');
  const mttr = numberParameter(validation, 'mttr_h');
  const length = 2000 * (mttf + mttr);
  const records = replicate(unitsWorld(length, 1, eachOf(1, mttf, mttr)), validation.id, replications(effort, 200, 40));
  const down = records.map(record => 1 - meanUp(record));
  const failures = records.map(record => (record.faults[0]!.episodes.length / length) * HOURS_PER_YEAR);
  const groups = Array.from({ length: down.length / 20 }, (_, group) => down.slice(group * 20, group * 20 + 20));
  return [
    { field: 'availability', samples: down.map(share => 1 - share) },
    { field: 'unavailability', samples: down },
    { field: 'failures_per_year', samples: failures },
    { field: 'downtime_h_per_year', samples: down.map(share => share * HOURS_PER_YEAR) },
    { field: 'sd_of_observed_unavailability_over_2000_cycles', samples: groups.map(deviation) },
  ];
}

function deviation(values: readonly number[]): number {
  const mean = meanOfList(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** A Weibull distribution of shape 0.7 has mean scale x Gamma(1 + 1/0.7) = 1.26582 scale. */
const MEAN_OF_WEIBULL_07 = 1.2658235;

function insensitive(validation: ValidationCase): readonly Measurement[] {
  const mttf = numberParameter(validation, 'mttf_h');
  const mttr = numberParameter(validation, 'mttr_h');
  const failing: Failing = {
    on: ['api'],
    timeToFailure: { kind: 'weibull', shape: 0.7, scale: (mttf * UNIT * 1e9) / MEAN_OF_WEIBULL_07 },
    timeToRepair: constant(mttr * UNIT),
  };
  const records = replicate(unitsWorld(2000 * (mttf + mttr), 1, [failing]), validation.id, 50);
  return [figure('availability', records, meanUp)];
}

/** 2000 independent units at once: the share of them that is up at the end of the run. */
function pointAvailability(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const units = 2000;
  const mttf = numberParameter(validation, 'mttf_h');
  const mttr = numberParameter(validation, 'mttr_h');
  const plan = unitsWorld(numberParameter(validation, 't_h'), units, eachOf(units, mttf, mttr));
  const { stretches } = observe(plan, validation.id, replications(effort, 20, 5));
  return [{ field: 'availability_at_t', samples: stretches.map(stretch => stretch.at(-1)!.up / units) }];
}

/** A front that needs a call to each of n services: availability as its users see it, outages as they happened. */
function inSeries(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const count = numberParameter(validation, 'n');
  const mttf = numberParameter(validation, 'mttf_h');
  const mttr = numberParameter(validation, 'mttr_h');
  const names = Array.from({ length: count }, (_, number) => `dependency-${number}`);
  const length = (4000 / count) * (mttf + mttr);
  const plan = world({
    duration: length * UNIT,
    warmup: 0,
    services: [
      { name: 'front', concurrency: Infinity, edges: names.map(to => ({ to })) },
      ...names.map(name => ({ name })),
    ],
    traffic: [{ to: 'front', perSecond: 8000 / (length * UNIT) }],
    faults: names.map(name => ({
      name,
      effect: { kind: 'crash', silent: false },
      on: [name],
      failing: crashing([name], mttf, mttr),
    })),
  });
  const seen = observe(plan, validation.id, replications(effort, 10, 4));
  return [
    figure('availability', seen.records, record => 1 - failedShare(record)),
    outageRate('outages_per_year_system', seen, count, HOURS_PER_YEAR),
    meanOutage('mean_outage_h', seen, count),
  ];
}

function inParallel(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const count = numberParameter(validation, 'n');
  const mttf = numberParameter(validation, 'mttf_h');
  const mttr = numberParameter(validation, 'mttr_h');
  const seen = observeUnits(validation, effort, { count, mttf, mttr, failures: count === 3 ? 150_000 : 40_000 });
  return [
    available('availability', seen, 1),
    unavailable('unavailability', seen, 1),
    meanOutage('mean_outage_h', seen, 1),
    outageRate('outages_per_1e6h', seen, 1, 1e6),
  ];
}

function someOf(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const need = numberParameter(validation, 'k');
  const count = numberParameter(validation, 'n');
  const mttf = numberParameter(validation, 'mttf_h');
  const mttr = numberParameter(validation, 'mttr_h');
  const seen = observeUnits(validation, effort, { count, mttf, mttr, failures: count === 7 ? 150_000 : 40_000 });
  return [
    available('availability', seen, need),
    unavailable('unavailability', seen, need),
    figure('mean_up_units', seen.records, meanUp),
  ];
}

function majority(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const count = numberParameter(validation, 'n');
  const mttf = numberParameter(validation, 'mttf_s');
  const mttr = numberParameter(validation, 'mttr_s');
  const isRare = validation.id === 'C-QUORUM-7-0.99';
  const seen = observeUnits(validation, effort, { count, mttf, mttr, failures: isRare ? 150_000 : 40_000 });
  const need = (count + 1) / 2;
  return [available('availability', seen, need), unavailable('unavailability', seen, need)];
}

/** Pairs and 2-out-of-3 with so many repair crews, and failovers that always work. */
function pair(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const { params, expect } = validation;
  const count = typeof params.n === 'number' ? params.n : 2;
  const need = typeof params.k === 'number' ? params.k : 1;
  const mttf = numberParameter(validation, 'mttf_h');
  const mttr = numberParameter(validation, 'mttr_h');
  const crew = typeof params.crews === 'number' ? { crew: params.crews } : {};
  const seen = observeUnits(validation, effort, { count, mttf, mttr, ...crew });
  const all: readonly Figure[] = [
    unavailable('unavailability', seen, need),
    unavailable('all_down', seen, 1),
    meanOutage('mean_outage_h', seen, need),
    meanTimeToOutage('mttf_from_both_up_h', seen, count, need),
    meanTimeToOutage('closed_form_mttf', seen, count, need),
    meanTimeToOutage('mttf_h', seen, count, need),
  ];
  const failover = 'unavail_from_failed_failover';
  return [
    ...all.filter(({ field }) => field in expect),
    ...(failover in expect ? [omission(failover, 'needs failover or a standby')] : []),
  ];
}

/** Shares of the unavailability, not of the rates: u = mttr / (mttf + mttr) is split into beta u and (1 - beta) u. */
function commonCause(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const mttr = numberParameter(validation, 'mttr_h');
  const beta = numberParameter(validation, 'beta');
  const whole = mttr / (numberParameter(validation, 'unit_mttf_h') + mttr);
  const mttfOf = (share: number): number => (mttr * (1 - share * whole)) / (share * whole);
  const shared = beta > 0 ? [crashing(['api'], mttfOf(beta), mttr)] : [];
  const plan = unitsWorld(1e7, 2, [...eachOf(2, mttfOf(1 - beta), mttr), ...shared]);
  const seen = observe(plan, validation.id, replications(effort, 20, 5));
  const down = unavailable('unavailability_exact', seen, 1);
  return [
    down,
    { ...down, field: 'unavailability_approx' },
    { field: 'gain_over_single', samples: [whole / meanOfList(down.samples)], tolerance: gainTolerance(validation) },
  ];
}

/** The gain is single over pair: what is allowed of the pair's unavailability is allowed of it. */
const gainTolerance = ({ expect, tol }: ValidationCase): number =>
  Number(expect.gain_over_single) * Number(tol.rel_unavail);

function zones(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const count = numberParameter(validation, 'zones');
  const each = numberParameter(validation, 'instances_per_zone');
  const mttr = 10;
  const mttfOf = (availabilityOfOne: number): number => (mttr * availabilityOfOne) / (1 - availabilityOfOne);
  const instanceMttf = mttfOf(numberParameter(validation, 'instance_availability'));
  const zoneMttf = mttfOf(numberParameter(validation, 'zone_availability'));
  const zoneFaults = Array.from({ length: count }, (_, zone) =>
    crashing(
      Array.from({ length: each }, (_, instance) => `api[${zone * each + instance}]`),
      zoneMttf,
      mttr,
    ),
  );
  const plan = unitsWorld(1e7, count * each, [...eachOf(count * each, instanceMttf, mttr), ...zoneFaults]);
  const seen = observe(plan, validation.id, replications(effort, 10, 4));
  return [
    available('prob_capacity_ok', seen, numberParameter(validation, 'need')),
    available('prob_at_least_one', seen, 1),
    figure('expected_instances', seen.records, meanUp),
  ];
}

function extraNine(validation: ValidationCase): readonly Measurement[] {
  const count = numberParameter(validation, 'deps');
  const up = numberParameter(validation, 'dep_availability');
  const length = (20_000 / count) * (1 / (1 - up));
  const plan = unitsWorld(length, count, eachOf(count, up / (1 - up), 1));
  const seen = observe(plan, validation.id, 10);
  const down = unavailable('dependency_downtime_min_per_30d', seen, count);
  return [
    available('joint_dependency_availability', seen, count),
    { ...down, samples: down.samples.map(share => share * MINUTES_PER_MONTH) },
    omission('target_downtime_min_per_30d', 'arithmetic: nothing to simulate'),
  ];
}

/** The active one is down for its detection (the repair) and the promotion (the start-up); the standby is its restart. */
function failover(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const detection = numberParameter(validation, 'detection_s');
  const mttf = numberParameter(validation, 'crash_every_mean_s');
  const failing: Failing = {
    on: ['api'],
    timeToFailure: exponential(mttf * UNIT),
    timeToRepair: constant(detection * UNIT),
  };
  const promotion = numberParameter(validation, 'promotion_s');
  const length = 1000 * mttf;
  const records = replicate(unitsWorld(length, 1, [failing], promotion), validation.id, replications(effort, 20, 5));
  const down = (record: ReplicationRecord): number => 1 - meanUp(record);
  return [
    figure('unavailability', records, down),
    figure('downtime_s_per_30d', records, record => down(record) * MINUTES_PER_MONTH * 60),
    figure('mean_outage_s', records, record => (down(record) * length) / record.faults[0]!.episodes.length),
  ];
}

/** Offered work per surviving slot; what is above 1 piles up. Callers learn of the loss by their health checks. */
function zoneLoss(validation: ValidationCase): readonly Measurement[] {
  const instances = numberParameter(validation, 'instances');
  const lost = instances / numberParameter(validation, 'zones');
  const work = 0.01;
  const plan = world({
    duration: 200,
    services: [{ replicas: instances, work }],
    traffic: [
      {
        to: 'api',
        perSecond: (numberParameter(validation, 'util_before') * instances) / work,
        healthCheck: healthCheck({ interval: 1, timeout: 1 }),
      },
    ],
    faults: [
      {
        effect: { kind: 'crash', silent: false },
        on: Array.from({ length: lost }, (_, replica) => `api[${replica}]`),
      },
    ],
  });
  const records = replicate(plan, validation.id, 4);
  const survivors = instances - lost;
  const offered = (record: ReplicationRecord): number => (record.services[0]!.arrivals * work) / 190 / survivors;
  const growth = records.map(record => 1 - record.services[0]!.completions / record.services[0]!.arrivals);
  const isOverloaded = meanOfList(growth) > 0.05;
  return [
    figure('util_after', records, offered),
    {
      field: 'overloaded',
      holds: isOverloaded === validation.expect.overloaded,
      found: `${isOverloaded ? 'overloaded' : 'not overloaded'}: ${(100 * meanOfList(growth)).toFixed(1)} % of arrivals not served`,
    },
  ];
}

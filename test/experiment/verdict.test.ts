import { describe, expect, it } from 'vitest';
import { type Observation, observe } from '../../src/experiment/observe.ts';
import type { Comparison, Statement } from '../../src/experiment/plan.ts';
import type { Recovery } from '../../src/experiment/recovery.ts';
import { judge } from '../../src/experiment/verdict.ts';
import type { Verdict } from '../../src/results/result.ts';
import {
  histogramOf,
  level,
  MS,
  replicationRecord,
  serviceRecord,
  sourceRecord,
  statement,
  steady,
  worldPlan,
} from './fixture.ts';

const observed = observe(replicationRecord(steady), worldPlan());

/** One observation for each availability. */
const available = (...shares: readonly (number | null)[]): Observation[] =>
  shares.map(availability => ({ ...observed, run: { ...observed.run, availability } }));

const recovering = (...recoveries: readonly Recovery[]): Observation[] =>
  recoveries.map(recovery => ({ ...observed, recoveries: new Map([['slow-db', recovery]]) }));

const verdictOf = (changes: Partial<Statement>, observations: readonly Observation[]): Verdict =>
  judge(statement(changes), observations, 0.95).verdict;

describe('a statement about a number', () => {
  it.each<[string, Comparison, number, Verdict]>([
    ['holds when all of the interval is on the right side', '>=', 0.9, 'holds'],
    ['fails when all of the interval is on the wrong side', '>=', 0.99, 'fails'],
    ['is undecided when the bound is inside the interval', '>=', 0.95, 'undecided'],
    ['holds below an upper bound', '<', 0.99, 'holds'],
    ['fails above an upper bound', '<', 0.9, 'fails'],
    ['is undecided about an upper bound inside the interval', '<=', 0.95, 'undecided'],
    ['that something is exceeded holds above it', '>', 0.9, 'holds'],
    ['cannot show equality by an interval', '=', 0.95, 'undecided'],
    ['fails to equal what is outside the interval', '=', 0.9, 'fails'],
    ['holds to differ from what is outside the interval', '!=', 0.9, 'holds'],
  ])('%s', (_, comparison, bound, verdict) => {
    expect(verdictOf({ comparison, bound }, available(0.94, 0.95, 0.96))).toBe(verdict);
  });

  it.each<[Comparison, Verdict]>([
    ['<', 'fails'],
    ['<=', 'holds'],
    ['>', 'fails'],
    ['>=', 'holds'],
    ['=', 'holds'],
    ['!=', 'fails'],
  ])('compares exactly when all replications agree: 0.9 %s 0.9 %s', (comparison, verdict) => {
    expect(verdictOf({ comparison, bound: 0.9 }, available(0.9, 0.9, 0.9))).toBe(verdict);
  });

  it('without data is undecided, never a pass, and more replications would not help', () => {
    const judgement = judge(statement({ comparison: '<', bound: 1 }), available(null, null), 0.95);
    expect(judgement).toMatchObject({ verdict: 'undecided', observed: null, open: false });
  });

  it('may fail but not hold when some replications have no data', () => {
    expect(verdictOf({ bound: 0.9 }, available(0.95, 0.95, null))).toBe('undecided');
    expect(verdictOf({ bound: 0.99 }, available(0.95, 0.95, null))).toBe('fails');
  });

  it('is undecided after one replication, and more would help', () => {
    expect(judge(statement({ bound: 0.5 }), available(0.99), 0.95)).toMatchObject({
      verdict: 'undecided',
      reason: 'needs at least two replications',
      observed: { mean: 0.99, low: null, high: null },
      open: true,
    });
  });

  it('is judged at the confidence asked for and shown with its 95 % interval', () => {
    const values = available(0.94, 0.95, 0.96);
    const bound = 0.92; // half-widths: 0.025 at 95 %, 0.057 at 99 %
    const [usual, strict] = [0.95, 0.99].map(confidence => judge(statement({ bound }), values, confidence));
    expect(usual!.verdict).toBe('holds');
    expect(strict!.verdict).toBe('undecided');
    expect(strict!.observed).toEqual(usual!.observed);
  });
});

describe('a statement about recovery', () => {
  const never = { metric: 'recovery', comparison: '=', bound: 'never' } as const;
  const soon = { metric: 'recovery', comparison: '<', bound: 20_000 } as const;
  const late = { metric: 'recovery', comparison: '>', bound: 20_000 } as const;

  it.each<[string, Partial<Statement>, readonly Recovery[], Verdict]>([
    ['`= never` holds when no replication recovers', never, ['never', 'never'], 'holds'],
    ['`= never` fails when all recover', never, [1000, 2000], 'fails'],
    ['`= never` is undecided when some recover', never, ['never', 2000], 'undecided'],
    ['`!= never` holds when all recover', { ...never, comparison: '!=' }, [1000, 2000], 'holds'],
    ['`!= never` fails when none does', { ...never, comparison: '!=' }, ['never', 'never'], 'fails'],
    ['`< 20s` holds by the interval', soon, [1000, 2000, 3000], 'holds'],
    ['`< 20s` fails by the interval', soon, [41_000, 42_000, 43_000], 'fails'],
    ['`< 20s` fails when half never recover', soon, [1000, 'never'], 'fails'],
    ['`< 20s` is undecided when a few never recover', soon, [1000, 1100, 'never'], 'undecided'],
    ['`> 20s` holds when half never recover', late, [30_000, 'never'], 'holds'],
    ['`= never` cannot hold when a run ended too early to tell', never, ['never', 'never', null], 'undecided'],
    ['`< 20s` is undecided when no run could tell', soon, [null, null], 'undecided'],
    ['`= never` is undecided after one replication', never, ['never'], 'undecided'],
  ])('%s', (_, changes, recoveries, verdict) => {
    expect(verdictOf(changes, recovering(...recoveries))).toBe(verdict);
  });

  it('shows never as observed when half never recover', () => {
    expect(judge(statement(soon), recovering('never', 'never', 5000), 0.95).observed).toBe('never');
    expect(judge(statement(soon), recovering(4000, 4000, 4000, 'never'), 0.95).observed).toMatchObject({ mean: 4000 });
  });

  it('is about the slowest fault unless one is named', () => {
    const recoveries = new Map<string, Recovery>([
      ['a', 1000],
      ['b', 30_000],
    ]);
    const observations = [observed, observed].map(each => ({ ...each, recoveries }));
    expect(verdictOf(soon, observations)).toBe('fails');
    expect(verdictOf({ ...soon, subject: { kind: 'fault', name: 'a' } }, observations)).toBe('holds');
  });
});

describe('a statement about metastability', () => {
  const stuck = (...values: readonly (boolean | null)[]): Observation[] =>
    values.map(metastable => ({ ...observed, metastable }));
  const metastable = { metric: 'metastable', comparison: '=', bound: true } as const;

  it('holds or fails when all replications agree', () => {
    expect(verdictOf(metastable, stuck(true, true))).toBe('holds');
    expect(verdictOf(metastable, stuck(false, false))).toBe('fails');
    expect(verdictOf({ ...metastable, bound: false }, stuck(false, false))).toBe('holds');
    expect(verdictOf({ ...metastable, comparison: '!=' }, stuck(false, false))).toBe('holds');
    expect(verdictOf(metastable, stuck(true, false))).toBe('undecided');
    expect(verdictOf(metastable, stuck(null, null))).toBe('undecided');
  });

  it('shows what most replications say', () => {
    expect(judge(statement(metastable), stuck(true, true, false), 0.95).observed).toBe(true);
  });
});

describe('the number a statement speaks of', () => {
  const world = worldPlan();
  const users = sourceRecord(steady, { latency: histogramOf([10 * MS, 20 * MS, 30 * MS, 40 * MS]) });
  const crawlers = sourceRecord(
    { ok: level(100, 300) },
    { name: 'crawlers', latency: histogramOf(Array(4).fill(1000 * MS)) },
  );
  const service = serviceRecord(100, { waiting: histogramOf([5 * MS]), sojourn: histogramOf([50 * MS]) });
  const record = { ...replicationRecord(steady), sources: [users, crawlers], services: [service] };
  const twoSources = worldPlan({ traffic: [world.traffic[0]!, { ...world.traffic[0]!, name: 'crawlers' }] });
  const both = [observe(record, twoSources), observe(record, twoSources)];

  const meanOf = (changes: Partial<Statement>): number => {
    const { observed: estimate } = judge(statement(changes), both, 0.95);
    return typeof estimate === 'object' && estimate !== null ? estimate.mean : Number.NaN;
  };

  it('is any percentile, of the whole run or of one source, in milliseconds', () => {
    expect(meanOf({ metric: 'p', percentile: 100 })).toBe(1000);
    expect(meanOf({ metric: 'p', percentile: 37.5 })).toBeCloseTo(30, 0);
    expect(meanOf({ metric: 'p', percentile: 100, subject: { kind: 'traffic', name: 'users' } })).toBe(40);
  });

  it('is a figure of one source or of all', () => {
    expect(meanOf({ metric: 'goodput' })).toBe(400);
    expect(meanOf({ metric: 'goodput', subject: { kind: 'traffic', name: 'crawlers' } })).toBe(300);
  });

  it('is a figure or a percentile of a service', () => {
    const subject = { kind: 'service', name: 'db' } as const;
    expect(meanOf({ metric: 'utilisation', subject })).toBe(0.25);
    expect(meanOf({ metric: 'waitingTime', subject })).toBe(5);
    expect(meanOf({ metric: 'waitingTime', percentile: 99, subject })).toBe(5);
    expect(meanOf({ metric: 'p', percentile: 99, subject })).toBe(50);
    expect(meanOf({ metric: 'amplification', subject })).toBe(1.2);
  });

  it('is no data for a subject that is not there or does not have it', () => {
    expect(verdictOf({ subject: { kind: 'traffic', name: 'nobody' } }, both)).toBe('undecided');
    expect(verdictOf({ metric: 'availability', subject: { kind: 'service', name: 'db' } }, both)).toBe('undecided');
    expect(verdictOf({ metric: 'utilisation' }, both)).toBe('undecided');
  });
});

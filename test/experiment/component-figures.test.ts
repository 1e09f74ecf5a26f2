import { describe, expect, test } from 'vitest';
import { observe } from '../../src/experiment/observe.ts';
import { METRIC_NAMES } from '../../src/experiment/plan.ts';
import { summarise } from '../../src/experiment/summarise.ts';
import { judge } from '../../src/experiment/verdict.ts';
import { FIGURES } from '../../src/model/figures.ts';
import { replicationRecord, statement, steady, variantPlan, worldPlan } from './fixture.ts';

const world = worldPlan();
const record = (value: number | null, levels: readonly number[] = []) =>
  replicationRecord(steady, {
    figures: [{ subject: 'db', name: 'removals', value }],
    figureSeries: [{ subject: 'db', name: 'removals', values: Float64Array.from(levels) }],
  });
const observations = (...values: readonly (number | null)[]) => values.map(value => observe(record(value), world));

describe('figures of components', () => {
  test('are means over the replications that have data', () => {
    expect(summarise(variantPlan('baseline'), observations(2, 4, null)).figures.db!.removals!.mean).toBe(3);
    expect(summarise(variantPlan('baseline'), observations(null, null)).figures.db!.removals).toBeNull();
  });

  test('have series that average what is there in each window', () => {
    const both = [record(0, [1, Number.NaN, Number.NaN]), record(0, [3, 5, Number.NaN])].map(each =>
      observe(each, world),
    );
    expect(summarise(variantPlan('baseline'), both).series.figures).toEqual({ db: { removals: [2, 5, null] } });
  });

  test('can be expected, and are undecided without data', () => {
    const about = { metric: 'removals', subject: { kind: 'service', name: 'db' }, comparison: '<', bound: 5 } as const;
    expect(judge(statement(about), observations(2, 2, 2), 0.95).verdict).toBe('holds');
    expect(judge(statement(about), observations(7, 7, 7), 0.95).verdict).toBe('fails');
    expect(judge(statement(about), observations(null, null), 0.95).verdict).toBe('undecided');
    const elsewhere = { ...about, subject: { kind: 'service', name: 'web' } } as const;
    expect(judge(statement(elsewhere), observations(2, 2), 0.95).verdict).toBe('undecided');
  });

  test('share no name with a metric that every run has', () => {
    expect(Object.keys(FIGURES).filter(name => (METRIC_NAMES as readonly string[]).includes(name))).toEqual([]);
  });
});

/** What the picture of a result is about. The drawing itself is looked at in test/cli/draw.test.ts. */
import { describe, expect, test } from 'vitest';
import { strikesIn, unshadedIn } from '../../src/report/picture/backdrop.ts';
import type { Heading } from '../../src/report/picture/heading.ts';
import { pictureOf } from '../../src/report/picture/picture.ts';
import { type Story, storiesOf } from '../../src/report/picture/story.ts';
import { AXES, CHANGES_OF_DURATION, POINTS } from '../../src/report/picture/writing.ts';
import type { Difference, Estimate, FaultResult, Result, VariantResult } from '../../src/results/result.ts';
import { estimate, RESULT, seriesOf, TENANTS } from './fixture.ts';

const [baseline, ...others] = RESULT.variants as [VariantResult, ...VariantResult[]];
const another = others.find(({ name }) => name === 'backoff-with-jitter')!;

const change = (mean: number, significant: boolean): Difference => ({
  mean,
  low: mean - 0.001,
  high: mean + 0.001,
  pValue: null,
  significant,
  varianceReduction: null,
});

const faster: Result = {
  ...RESULT,
  variants: [
    baseline,
    {
      ...another,
      metrics: { ...baseline.metrics, latency: { ...baseline.metrics.latency, p99: estimate(900, 10) } },
      difference: { availability: change(0, false), p99: change(-2112, true) },
    },
  ],
};

/** A queue that is full in the baseline and not in the other variants, whose availability differs by `moved`. */
const queued = (
  moved: number,
  levels: readonly (Estimate | null)[] = [estimate(1700, 70), estimate(21, 2)],
): Result => {
  const follow = (one: VariantResult, level: number): VariantResult['series'] => ({
    ...one.series,
    figures: { jobs: { backlog: Array.from({ length: 36 }, () => level) } },
  });
  return {
    ...RESULT,
    figureKinds: { backlog: { unit: 'number', better: 'less', title: 'messages in the queue, on average' } },
    variants: levels.map((level, index) => {
      const { difference: _, ...one } = index === 0 ? baseline : another;
      const figures = { jobs: { backlog: level } };
      const named = { ...one, name: index === 0 ? 'baseline' : `other-${index}`, figures };
      const series = follow(one, level?.mean ?? 0);
      return index === 0
        ? { ...named, series }
        : { ...named, series, difference: { availability: change(moved, moved !== 0) } };
    }),
  };
};

const only = (result: Result): Story => {
  const stories = storiesOf(result);
  expect(stories).toHaveLength(1);
  return stories[0]!;
};
const namesIn = ({ compared }: Story): string[] => compared!.rows.map(({ name }) => name);
const overTimeOf = (result: Result) => pictureOf(result)!.charts.at(-1)!.configuration;
const aboutOf = (result: Result): string =>
  (overTimeOf(result).plugins as Heading[]).find(({ id }) => id === 'heading')!.about;

describe('the picture of a result', () => {
  test('is about availability where a variant raises that', () => {
    expect(only(RESULT).compared!.title).toBe('Availability, change to the baseline');
    expect(pictureOf(RESULT)!.words).toMatch(/Availability over time of 5 variants\.$/);
  });

  test('is about latency where variants change nothing but that', () => {
    expect(only(faster).overTime.title).toBe('Latency p99 over time');
    expect(pictureOf(faster)!.words).toMatch(/Latency p99 over time of 2 variants\.$/);
    const [differences, overTime] = pictureOf(faster)!.charts;
    expect(differences!.configuration.data.datasets[0]!.data).toEqual([{ x: -2112, y: 0 }]);
    expect(overTime!.configuration.data.datasets.map(({ label }) => label)).toEqual([
      'baseline',
      'backoff-with-jitter',
    ]);
  });

  test('is about the figure its headline names where that is what changes', () => {
    const { compared, overTime } = only(queued(0));
    expect(compared!.title).toBe('Messages in the queue, on average (jobs)');
    expect(overTime.title).toBe('Messages in the queue over time');
    expect(pictureOf(queued(0))!.words).toMatch(
      /messages in the queue, on average \(jobs\): 1700 ± 70, with other-1 21 ± 2\. Messages in the queue over time of 2 variants\.$/,
    );
  });

  test('shows levels best first, the baseline among them, and calls better only what lies apart', () => {
    const levels = [estimate(1700, 70), estimate(21, 2), estimate(1650, 70), estimate(3000, 70), null];
    const { compared } = only(queued(0, levels));
    expect(compared!.rows.map(({ name, text }) => `${name} ${text}`)).toEqual([
      'other-1 21 ± 2 ▲',
      'other-2 1650 ± 70',
      'baseline 1700 ± 70',
      'other-3 3000 ± 70 ▼',
    ]);
    expect(compared).toMatchObject({ reference: 1700, reaches: [0] });
  });

  test('draws the baseline whatever its place is among many levels', () => {
    const many = [estimate(1700, 70), ...Array.from({ length: 20 }, (_, index) => estimate(index, 0.1))];
    const names = namesIn(only(queued(0, many)));
    expect(names).toHaveLength(14);
    expect(names.at(-1)).toBe('baseline');
  });

  test('leaves explanations out of headings that would be too long', () => {
    const { figureKinds, ...rest } = queued(0);
    const told = (title: string): string =>
      only({ ...rest, figureKinds: { backlog: { ...figureKinds.backlog!, title } } }).compared!.title;
    expect(told('utilisation (on paper)')).toBe('Utilisation (on paper) (jobs)');
    expect(told('utilisation without its largest zone (or machine); above 1 it cannot carry the load')).toBe(
      'Utilisation without its largest zone (jobs)',
    );
  });

  test('shows availability beneath a figure where that is moved as well', () => {
    const [figure, availability] = storiesOf(queued(-0.2));
    expect(figure!.compared!.title).toMatch(/^Messages/);
    expect(availability!.compared!.title).toMatch(/^Availability/);
    const { charts, height, words } = pictureOf(queued(-0.2))!;
    expect(charts.map(({ y }) => y)).toEqual([0, 0, 250, 250]);
    expect(height).toBe(500);
    expect(words).toMatch(/Messages in the queue over time and availability over time of 2 variants\.$/);
  });

  test('follows what is closest to a figure that is known at the end only, and availability where nothing is', () => {
    const { variants, ...rest } = queued(0);
    const kind = { unit: 'duration', better: 'less', title: 'time in the queue' } as const;
    const renamed = (followed: boolean): Result => ({
      ...rest,
      figureKinds: { deliveryTime: kind },
      variants: variants.map(one => ({
        ...one,
        figures: { jobs: { deliveryTime: one.figures.jobs!.backlog! } },
        series: followed ? one.series : { ...one.series, figures: {} },
      })),
    });
    expect(only(renamed(true)).overTime.title).toBe('Messages in the queue over time');
    expect(only(renamed(false)).overTime.title).toBe('Availability over time');
  });

  test('has a story more for a source that another variant serves best', () => {
    const [all, tenants] = storiesOf(TENANTS);
    expect(all!.compared!.title).toBe('Availability, change to the baseline');
    expect(tenants!.compared!.title).toBe('Availability for tenants');
    expect(namesIn(tenants!)[0]).toBe('twice-the-replicas');
    expect(namesIn(tenants!).at(-1)).toBe('baseline');
    // Half of the requests of tenants fail in every window; of both together fewer do.
    expect(tenants!.overTime.cells(TENANTS.variants[0]!, 2)).toEqual([0.5, 0.5]);
  });
});

describe('lines over time', () => {
  const alone = (lost: (window: number) => number, rest: Partial<Result> = {}): Result => ({
    ...RESULT,
    ...rest,
    variants: [{ ...baseline, series: seriesOf(lost) }],
  });
  const yAxis = (result: Result) =>
    overTimeOf(result).options!.scales!.y as { min: number; ticks: { stepSize: number } };

  test.each([
    [0.0008, 0.999, 0.0002],
    [0.004, 0.99, 0.002],
    [0.04, 0.95, 0.01],
    [0.08, 0.9, 0.02],
    [0.2, 0.8, 0.05],
    [0.4, 0.5, 0.1],
    [0.6, 0, 0.2],
  ])('of shares that lose at most %d begin at %d and have a tick every %d', (lost, start, step) => {
    const { min, ticks } = yAxis(alone(window => (window === 20 ? lost : 0)));
    expect(min).toBe(start);
    expect(ticks.stepSize).toBeCloseTo(step, 10);
  });

  test('say where their axis begins', () => {
    expect(aboutOf(alone(() => 0.08))).toMatch(/that succeed; from 90 %$/);
    expect(aboutOf(alone(() => 0.8))).toMatch(/that succeed$/);
  });

  /** 360 windows: of the fixture there are too few for a line to be a blot. */
  const long = (ok: (window: number) => number): Result => {
    const [one] = alone(() => 0).variants as [VariantResult];
    const windows = Array.from({ length: 360 }, (_, window) => window);
    const shoppers = {
      ...one.series.traffic.shoppers!,
      offered: windows.map(() => 100),
      ok: windows.map(ok),
      degraded: windows.map(() => 0),
      failed: windows.map(window => 100 - ok(window)),
    };
    const series = { ...one.series, window: 1000, traffic: { shoppers } };
    return { ...RESULT, variants: [{ ...one, series }] };
  };

  test('that swing too often to be followed are drawn in longer steps, and say so', () => {
    const storm = long(window => (window % 2 === 0 ? 0 : 100));
    const { data } = overTimeOf(storm).data.datasets[0]!;
    expect(data.map(point => (point as { y: number }).y)).toEqual(Array.from({ length: 180 }, () => 0.5));
    expect(aboutOf(storm)).toMatch(/that succeed; in steps of 2 s/);
  });

  test('keep every window of an outage', () => {
    const outage = long(window => (window >= 120 && window < 150 ? 0 : 100));
    expect(overTimeOf(outage).data.datasets[0]!.data).toHaveLength(360);
    expect(aboutOf(outage)).not.toMatch(/in steps/);
  });

  test('have no fault shaded behind them that strikes elsewhere in other replications', () => {
    const strikes = [
      { start: 20_000, end: 30_000 },
      { start: 60_000, end: 70_000 },
    ];
    const struck = (episodes: number): Result => {
      const fault: FaultResult = { ...baseline.faults['slow-db']!, episodes, strikes };
      return { ...RESULT, variants: [{ ...baseline, faults: { chaos: fault } }] };
    };
    expect(strikesIn(struck(2))).toEqual([
      { name: 'chaos', ...strikes[0] },
      { name: '', ...strikes[1] },
    ]);
    expect(unshadedIn(struck(2))).toBe('');
    expect(strikesIn(struck(2.4))).toEqual([]);
    expect(unshadedIn(struck(2.4))).toBe('chaos: at random, not shaded');
  });
});

describe('an axis', () => {
  test('writes ticks as one would', () => {
    expect([-500, 0, 1500].map(CHANGES_OF_DURATION.write)).toEqual(['−500 ms', '0', '+1.5 s']);
    expect([0, 100, 2000, 600_000].map(AXES.duration.write)).toEqual(['0', '100 ms', '2 s', '10 min']);
    expect([-0.02, 0, 0.5].map(POINTS.write)).toEqual(['−2', '0', '+50']);
    expect([0, 0.5, 20, 1500, 20_000].map(AXES.number.write)).toEqual(['0', '0.5', '20', '1500', '20\u202f000']);
  });

  test('has ticks at whole counts, and at round minutes', () => {
    expect(AXES.count.step(2, 5)).toBe(1);
    expect(AXES.number.step(2, 5)).toBe(0.5);
    expect(AXES.duration.step(700, 5)).toBe(200);
    expect(AXES.duration.step(600_000, 5)).toBe(120_000);
  });
});

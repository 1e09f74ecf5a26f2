/** What the picture of a result is about. The drawing itself is looked at in test/cli/draw.test.ts. */
import { describe, expect, test } from 'vitest';
import { pictureOf } from '../../src/report/picture/picture.ts';
import { storyOf } from '../../src/report/picture/story.ts';
import type { Result } from '../../src/results/result.ts';
import { estimate, RESULT } from './fixture.ts';

const [baseline, ...others] = RESULT.variants;
const faster: Result = {
  ...RESULT,
  variants: [
    baseline!,
    {
      ...others.find(({ name }) => name === 'backoff-with-jitter')!,
      metrics: { ...baseline!.metrics, latency: { ...baseline!.metrics.latency, p99: estimate(900, 10) } },
      difference: {
        availability: { mean: 0, low: 0, high: 0, pValue: null, significant: false, varianceReduction: null },
        p99: { mean: -2112, low: -2130, high: -2090, pValue: 0.0001, significant: true, varianceReduction: null },
      },
    },
  ],
};

describe('the picture of a result', () => {
  test('is about availability where a variant raises that', () => {
    expect(storyOf(RESULT).title).toBe('Availability');
    expect(pictureOf(RESULT)!.words).toMatch(/Availability over time/);
  });

  test('is about latency where variants change nothing but that', () => {
    expect(storyOf(faster).title).toBe('Latency p99');
    expect(pictureOf(faster)!.words).toMatch(/Latency p99 over time of 2 variants\.$/);
    const [differences, overTime] = pictureOf(faster)!.charts;
    expect(differences!.configuration.data.datasets[0]!.data).toEqual([{ x: -2112, y: 0 }]);
    expect(overTime!.configuration.data.datasets.map(({ label }) => label)).toEqual([
      'baseline',
      'backoff-with-jitter',
    ]);
  });

  test('writes ticks as one would', () => {
    const { change, level } = storyOf(faster);
    expect([-500, 0, 1500].map(change)).toEqual(['−500 ms', '0', '+1.5 s']);
    expect([0, 100, 2000].map(level)).toEqual(['0', '100 ms', '2 s']);
    expect([-0.02, 0, 0.5].map(storyOf(RESULT).change)).toEqual(['−2', '0', '+50']);
  });
});

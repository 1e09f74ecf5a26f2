/**
 * Looking again until something is decided gives chance several tries. These tests carry out thousands of experiments whose
 * true value lies exactly on the bound, where every verdict but `undecided` is luck, and count the lucky ones.
 */
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/engine/random.ts';
import { plannedLooks } from '../../src/experiment/looks.ts';
import type { Observation } from '../../src/experiment/observe.ts';
import { judge } from '../../src/experiment/verdict.ts';
import { statement } from './fixture.ts';

const EXPERIMENTS = 4000;
const BOUND = 0.9;
const atLeast = statement({ bound: BOUND });

const observing = (availability: number) => ({ run: { availability } }) as unknown as Observation;

/** Nearly normal, mean 0: twelve uniform numbers. */
function bell(luck: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += luck.uniform();
  return sum;
}

/** Mean 0 and leaning to one side, as the share of failures of a rarely failing system does. */
const leaning = (luck: Random): number => (luck.uniform() < 0.2 ? 2 : -0.5) * (0.5 + luck.uniform());

/** How the experiment ends when it stops at the first look that decides. */
function decided(values: readonly number[], looks: readonly number[], confidence: number): boolean {
  return looks.some(look => !judge(atLeast, values.slice(0, look).map(observing), confidence).open);
}

function shareDecided(draw: (luck: Random) => number, looks: readonly number[], confidence: number): number {
  const luck = Random.named('stopping');
  let count = 0;
  for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
    const values = Array.from({ length: looks.at(-1)! }, () => BOUND + 0.01 * draw(luck));
    if (decided(values, looks, confidence)) count += 1;
  }
  return count / EXPERIMENTS;
}

describe('stopping as soon as a statement is decided', () => {
  it.each([
    [5, 20],
    [10, 40],
    [10, 80],
  ])('from %d to %d replications decides a value on the bound in fewer than 5 % of the experiments', (first, last) => {
    const { replications, confidence } = plannedLooks(first, last);
    const share = shareDecided(bell, replications, confidence);
    expect(share).toBeLessThan(0.05);
    expect(share).toBeGreaterThan(0.01);
  });

  it('would decide far more of them if every look were judged at 95 %', () => {
    expect(shareDecided(bell, plannedLooks(10, 80).replications, 0.95)).toBeGreaterThan(0.09);
  });

  it('with skewed values is wrong on the dangerous side, calling a failing bound good, in fewer than 5 % too', () => {
    const { replications, confidence } = plannedLooks(10, 40);
    const luck = Random.named('leaning');
    let passed = 0;
    for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
      const values = Array.from({ length: 40 }, () => observing(BOUND + 0.01 * leaning(luck)));
      const verdicts = replications.map(look => judge(atLeast, values.slice(0, look), confidence).verdict);
      if (verdicts.find(verdict => verdict !== 'undecided') === 'holds') passed += 1;
    }
    expect(passed / EXPERIMENTS).toBeLessThan(0.05);
  });
});

/** Random durations in every form that a scenario may write them in. */
import type { Dice } from './dice.ts';

/** Data files that random scenarios read, by name. */
export const DATA_FILES: Readonly<Record<string, string>> = {
  'latencies.csv': 'milliseconds,share\n0.5,0\n2,0.5\n9,0.99\n30,1\n',
  'rates.csv': 'seconds,rate\n0,40\n0.1,90\n0.15,0\n0.3,60\n',
};

type Form = (dice: Dice, mean: number) => unknown;

const ms = (milliseconds: number): string => `${Math.max(1, Math.round(milliseconds * 1000))}us`;

const FORMS: readonly Form[] = [
  (_, mean) => ms(mean),
  () => '0s',
  (_, mean) => ({ exponential: ms(mean) }),
  (_, mean) => ({ uniform: { min: ms(mean / 2), max: ms(1.5 * mean) } }),
  (_, mean) => ({ uniform: { min: '0s', max: ms(2 * mean) } }),
  (dice, mean) => ({ erlang: { k: dice.whole(1, 5), mean: ms(mean) } }),
  (dice, mean) => ({ gamma: { shape: dice.pick([0.2, 1, 2.5]), mean: ms(mean) } }),
  (_, mean) => ({ gamma: { shape: 2, scale: ms(mean / 2) } }),
  (dice, mean) => ({ gamma: { mean: ms(mean), cv: dice.pick([0.3, 1, 3]) } }),
  (_, mean) => ({
    hyperexponential: [
      { share: '90%', mean: ms(mean / 2) },
      { share: '10%', mean: ms(5 * mean) },
    ],
  }),
  (_, mean) => ({ hyperexponential: { mean: ms(mean), cv: 2 } }),
  (_, mean) => ({ lognormal: { p50: ms(mean / 2), p99: ms(4 * mean) } }),
  (dice, mean) => ({ lognormal: { mean: ms(mean), cv: dice.pick([0.1, 1, 10]) } }),
  (_, mean) => ({ lognormal: { median: ms(mean), sigma: 0.7 } }),
  (_, mean) => ({ normal: { mean: ms(mean), sd: ms(mean) } }),
  (_, mean) => ({ normal: { mean: ms(mean), cv: 0.3 } }),
  (dice, mean) => ({ pareto: { shape: dice.pick([0.6, 1.5]), min: ms(mean / 4), max: ms(20 * mean) } }),
  (_, mean) => ({ pareto: { shape: 2.5, min: ms(mean / 2) } }),
  (_, mean) => ({ weibull: { shape: 0.7, scale: ms(mean) } }),
  (_, mean) => ({ weibull: { mean: ms(mean), cv: 1.4 } }),
  (dice, mean) => ({ mean: ms(mean), cv: dice.pick([0, 0.4, 1, 3]) }),
  (_, mean) => ({ p50: ms(mean / 2), p99: ms(3 * mean) }),
  (_, mean) => ({
    empirical: [
      { value: '0s', share: '0%' },
      { value: ms(mean), share: '70%' },
      { value: ms(4 * mean), share: '100%' },
    ],
  }),
  () => ({ empirical: { file: 'latencies.csv' } }),
];

/** `mean` is in milliseconds and only roughly kept. */
export const randomDistribution = (dice: Dice, mean: number): unknown =>
  (dice.chance(0.4) ? FORMS[0]! : dice.pick(FORMS))(dice, mean);

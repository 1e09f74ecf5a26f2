/**
 * A distribution as plain data, so that a plan can cross a thread. Values are in the caller's unit (the model's is
 * nanoseconds); `buildDistribution` in distribution.ts makes the sampler.
 */
export type DistributionSpec =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  /** Normal with the given mean and standard deviation before truncation at 0. */
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
  /** exp(mu + sigma Z). */
  | { readonly kind: 'lognormal'; readonly mu: number; readonly sigma: number }
  | { readonly kind: 'gamma'; readonly shape: number; readonly scale: number }
  | { readonly kind: 'weibull'; readonly shape: number; readonly scale: number }
  /** Pareto truncated to [low, high]; high may be Infinity (then the plain Pareto). */
  | { readonly kind: 'pareto'; readonly shape: number; readonly low: number; readonly high: number }
  | {
      readonly kind: 'hyperexponential';
      readonly branches: readonly { readonly probability: number; readonly mean: number }[];
    }
  /** Piecewise linear distribution function: (value, P[X <= value]) with both rising and the last share 1. */
  | {
      readonly kind: 'empirical';
      readonly points: readonly { readonly value: number; readonly share: number }[];
    };

/** P[X <= x] of each kind of distribution, written from the textbook to check samplers and fits against. */
import type { DistributionSpec } from '../../src/engine/distribution-spec.ts';
import { gammaShare, normalShare } from '../../src/engine/special-functions.ts';

export function distributionFunction(spec: DistributionSpec): (x: number) => number {
  switch (spec.kind) {
    case 'constant':
      return x => (x >= spec.value ? 1 : 0);
    case 'exponential':
      return x => 1 - Math.exp(-x / spec.mean);
    case 'uniform':
      return x => Math.min(1, Math.max(0, (x - spec.low) / (spec.high - spec.low)));
    case 'normal': {
      const cut = normalShare(-spec.mean / spec.sd);
      return x => (normalShare((x - spec.mean) / spec.sd) - cut) / (1 - cut);
    }
    case 'lognormal':
      return x => normalShare((Math.log(x) - spec.mu) / spec.sigma);
    case 'gamma':
      return x => gammaShare(spec.shape, x / spec.scale);
    case 'weibull':
      return x => 1 - Math.exp(-((x / spec.scale) ** spec.shape));
    case 'pareto':
      return x => (1 - (spec.low / x) ** spec.shape) / (1 - (spec.low / spec.high) ** spec.shape);
    case 'hyperexponential':
      return x =>
        spec.branches.reduce((sum, { probability, mean }) => sum + probability * (1 - Math.exp(-x / mean)), 0);
    case 'empirical':
      return x => interpolate(spec.points, x);
  }
}

function interpolate(points: readonly { readonly value: number; readonly share: number }[], x: number): number {
  const above = points.findIndex(point => point.value > x);
  if (above === 0) return 0;
  if (above === -1) return 1;
  const low = points[above - 1]!;
  const high = points[above]!;
  return low.share + ((high.share - low.share) * (x - low.value)) / (high.value - low.value);
}

/** From a distribution as plain data to the object that draws from it. */
import type { DistributionSpec } from './distribution-spec.ts';
import type { Distribution } from './distributions/base.ts';
import { Constant } from './distributions/constant.ts';
import { Empirical } from './distributions/empirical.ts';
import { Exponential } from './distributions/exponential.ts';
import { Gamma } from './distributions/gamma.ts';
import { Hyperexponential } from './distributions/hyperexponential.ts';
import { Lognormal } from './distributions/lognormal.ts';
import { TruncatedNormal } from './distributions/normal.ts';
import { Pareto } from './distributions/pareto.ts';
import { Uniform } from './distributions/uniform.ts';
import { Weibull } from './distributions/weibull.ts';

export { Distribution } from './distributions/base.ts';

/** Throws a RangeError that says what was expected and what was found when a parameter is out of range. */
export function buildDistribution(spec: DistributionSpec): Distribution {
  switch (spec.kind) {
    case 'constant':
      return new Constant(spec.value);
    case 'exponential':
      return new Exponential(spec.mean);
    case 'uniform':
      return new Uniform(spec.low, spec.high);
    case 'normal':
      return new TruncatedNormal(spec.mean, spec.sd);
    case 'lognormal':
      return new Lognormal(spec.mu, spec.sigma);
    case 'gamma':
      return new Gamma(spec.shape, spec.scale);
    case 'weibull':
      return new Weibull(spec.shape, spec.scale);
    case 'pareto':
      return new Pareto(spec.shape, spec.low, spec.high);
    case 'hyperexponential':
      return new Hyperexponential(spec.branches);
    case 'empirical':
      return new Empirical(spec.points);
  }
}

import type { Random } from '../random.ts';
import { Distribution, requireParameter } from './base.ts';
import { standardExponential } from './exponential.ts';

export interface Branch {
  readonly probability: number;
  readonly mean: number;
}

/** An exponential whose mean is drawn first: some requests are quick, some are not. */
export class Hyperexponential extends Distribution {
  override readonly mean: number;
  override readonly scv: number;
  private readonly upTo: Float64Array;
  private readonly means: Float64Array;

  constructor(branches: readonly Branch[]) {
    super();
    branches.forEach(requireBranch);
    const total = branches.reduce((sum, branch) => sum + branch.probability, 0);
    requireParameter(total > 1 - 1e-9 && total < 1 + 1e-9, 'hyperexponential probabilities that sum to 1', total);
    this.mean = branches.reduce((sum, { probability, mean }) => sum + probability * mean, 0);
    const square = branches.reduce((sum, { probability, mean }) => sum + 2 * probability * mean * mean, 0);
    this.scv = square / (this.mean * this.mean) - 1;
    this.means = Float64Array.from(branches, branch => branch.mean);
    this.upTo = runningSum(branches);
  }

  override sample(random: Random): number {
    const share = random.uniform();
    let branch = 0;
    while (share >= this.upTo[branch]!) branch++;
    return this.means[branch]! * standardExponential(random);
  }
}

function requireBranch({ probability, mean }: Branch): void {
  requireParameter(probability >= 0 && probability <= 1, 'a branch probability from 0 to 1', probability);
  requireParameter(mean > 0 && mean < Infinity, 'a branch mean above 0', mean);
}

/** The last one is 1 whatever was lost in rounding, so that every share falls into a branch. */
function runningSum(branches: readonly Branch[]): Float64Array {
  let sum = 0;
  const sums = Float64Array.from(branches, branch => (sum += branch.probability));
  sums[sums.length - 1] = 1;
  return sums;
}

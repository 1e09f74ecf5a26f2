/** The retry budgets of all chains as columns: calls and retries of the last ten slices of time. */
const SLICES = 10;

export class RetryBudgets {
  constructor(chains, { ratio, minPerSecond, window }) {
    this.ratio = ratio;
    this.floor = minPerSecond * (window / 1e9);
    this.slice = window / SLICES;
    this.current = new Int32Array(chains);
    this.until = new Float64Array(chains).fill(this.slice);
    this.calls = new Int32Array(chains * SLICES);
    this.retries = new Int32Array(chains * SLICES);
    this.recentCalls = new Int32Array(chains);
    this.recentRetries = new Int32Array(chains);
  }

  called(chain, now) {
    if (now >= this.until[chain]) this.moveOn(chain, now);
    this.calls[this.sliceOf(chain)]++;
    this.recentCalls[chain]++;
  }

  allows(chain, now) {
    if (now >= this.until[chain]) this.moveOn(chain, now);
    if (this.recentRetries[chain] + 1 > this.ratio * this.recentCalls[chain] + this.floor) return false;
    this.retries[this.sliceOf(chain)]++;
    this.recentRetries[chain]++;
    return true;
  }

  sliceOf(chain) {
    return chain * SLICES + (this.current[chain] % SLICES);
  }

  moveOn(chain, now) {
    const target = Math.floor(now / this.slice);
    const steps = Math.min(target - this.current[chain], SLICES);
    for (let step = 0; step < steps; step++) {
      const slice = chain * SLICES + ((target - step) % SLICES);
      this.recentCalls[chain] -= this.calls[slice];
      this.recentRetries[chain] -= this.retries[slice];
      this.calls[slice] = 0;
      this.retries[slice] = 0;
    }
    this.current[chain] = target;
    this.until[chain] = (target + 1) * this.slice;
  }
}

/**
 * Where the start-up transient of a series ends, by the rule MSER-5 (K. P. White, M. J. Cobb, S. C. Spratt, "A
 * comparison of five steady-state truncation heuristics for simulation", WSC 2000): average the series in batches of
 * five, then cut where the standard error of the mean of what is left is smallest.
 *
 * Assumes one transient at the start. It does not see a cycle longer than the series, nor a fault in the middle.
 */
const BATCH = 5;
/** Fewer batches than this say nothing about where a transient ends. */
const FEWEST_BATCHES = 4;

/**
 * How many leading values to cut: a multiple of 5, at most half of the series. null when the series is too short, or
 * when the best cut found is at that limit: then the transient may well go on beyond it.
 */
export function truncationPoint(series: readonly number[]): number | null {
  const batches = batchMeans(series);
  if (batches.length < FEWEST_BATCHES) return null;
  const limit = Math.floor(batches.length / 2);
  const cut = bestCut(batches, limit);
  return cut === limit ? null : cut * BATCH;
}

function batchMeans(series: readonly number[]): number[] {
  const means: number[] = [];
  for (let start = 0; start + BATCH <= series.length; start += BATCH) {
    let sum = 0;
    for (let i = start; i < start + BATCH; i++) sum += series[i]!;
    means.push(sum / BATCH);
  }
  return means;
}

/** From the back, so that each batch is added once; of equally good cuts the earliest, which keeps most data. */
function bestCut(batches: readonly number[], limit: number): number {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let best = limit;
  let smallest = Number.POSITIVE_INFINITY;
  for (let cut = batches.length - 1; cut >= 0; cut--) {
    count += 1;
    const delta = batches[cut]! - mean;
    mean += delta / count;
    squares += delta * (batches[cut]! - mean);
    const score = squares / (count * count);
    if (cut <= limit && score <= smallest) {
      smallest = score;
      best = cut;
    }
  }
  return best;
}

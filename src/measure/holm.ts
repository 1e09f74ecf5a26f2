/**
 * Several comparisons at once: S. Holm's step-down correction ("A simple sequentially rejective multiple test
 * procedure", Scandinavian Journal of Statistics 6, 1979). Of m comparisons none of which has an effect, 5 % would be
 * called measurable each; corrected, the chance that any of them is stays below `level`, whatever depends on what.
 *
 *   1. Order the p-values, the smallest first.
 *   2. The k-th smallest (k = 0, 1, ...) passes when p <= level / (m - k).
 *   3. The first that does not pass stops all that follow.
 */

/** Which of the comparisons are significant together; null is a comparison without data: not counted, not significant. */
export function holm(pValues: readonly (number | null)[], level: number): boolean[] {
  const significant = pValues.map(() => false);
  const ordered = [...pValues.entries()]
    .filter((entry): entry is [number, number] => entry[1] !== null)
    .sort(([, one], [, other]) => one - other);
  for (const [rank, [index, pValue]] of ordered.entries()) {
    if (pValue > level / (ordered.length - rank)) break;
    significant[index] = true;
  }
  return significant;
}

/**
 * When to stop adding replications. As long as a statement is undecided the number of replications is doubled, up to the
 * scenario's limit, and everything is judged again.
 *
 * Looking several times gives chance several tries, so each look judges at a higher confidence: the 5 % of wrong
 * verdicts that are allowed are shared out evenly over the looks planned (Bonferroni). That is a little too strict, as
 * the looks see much of the same data, and needs no assumption about it. With one look it is the plain 95 %. The
 * intervals that are shown are always the 95 % ones of all replications.
 */
const ALLOWED_ERROR = 0.05;

export interface Looks {
  /** Number of replications at each look, rising. */
  readonly replications: readonly number[];
  /** Of the verdicts at every look. */
  readonly confidence: number;
  /** Of wrong verdicts, over all looks together. */
  readonly allowedError: number;
}

export function plannedLooks(replications: number, maxReplications: number): Looks {
  const looks = [replications];
  for (let next = 2 * replications; looks.at(-1)! < maxReplications; next *= 2) {
    looks.push(Math.min(next, maxReplications));
  }
  return { replications: looks, confidence: 1 - ALLOWED_ERROR / looks.length, allowedError: ALLOWED_ERROR };
}

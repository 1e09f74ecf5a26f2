/**
 * Why a mutant may live: what it changes cannot be seen from outside, or is nobody's business. Named by the code before and
 * after, not by line, so that an explanation stays with its code and goes when the code does (a test holds both).
 */

export interface Explanation {
  /** Below src. */
  readonly file: string;
  /** Part of the code, and parts of what it became. */
  readonly mutants: readonly (readonly [was: string, ...became: string[]])[];
  readonly why: string;
}

export const EXPLANATIONS: readonly Explanation[] = [];

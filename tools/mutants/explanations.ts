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

export const EXPLANATIONS: readonly Explanation[] = [
  {
    file: 'model/mitigation/breaker.ts',
    mutants: [["this.slowAfter = settings.trip.kind === 'consecutive'", 'false ?', 'settings.trip.kind === ""']],
    why: 'a breaker that counts failures in a row does not look at slow calls, so what it takes for slow is nobody’s business.',
  },
  {
    file: 'model/mitigation/breaker.ts',
    mutants: [['this.episode++;', 'this.episode--;']],
    why: 'the number of a half-open episode is compared with that of its probes and with nothing else: any number not used before will do.',
  },
  {
    file: 'model/mitigation/sliding-window.ts',
    mutants: [
      ['if (target === this.current) return;', 'if (false) return;'],
      ['if (target - this.current >= SLICES) this.clear();', 'if (false)', 'target - this.current > SLICES'],
    ],
    why: 'short cuts: moving by no slice drops none, and dropping ten slices or more one by one empties the window as well.',
  },
  {
    file: 'model/mitigation/retry-budget.ts',
    mutants: [['if (this.tokens < cost - 1e-9) return DENIED;', 'this.tokens <= cost - 1e-9']],
    why: 'the margin only takes up what sums of tenths lose; no sum of tokens misses the cost by exactly that much.',
  },
  {
    file: 'model/mitigation/retry.ts',
    mutants: [['i < n && ceiling < backoff.max; i++', 'i < n && true', 'ceiling <= backoff.max']],
    why: 'a short cut: what has grown beyond the longest wait is cut to it on the next line, however far it has grown.',
  },
  {
    file: 'model/mitigation/retry.ts',
    mutants: [['(BACKOFF + n) | 0', '(BACKOFF - n) | 0']],
    why: 'each wait of a request needs a number of its own for its luck; which ones is a matter of taste.',
  },
];

/** What a replica tells whoever looks after it: the runtime it stands in. */
import type { Outcome } from './outcome.ts';

export interface Guardian {
  /** The process has died, for whatever reason; its callers hear of it after this. */
  died(): void;
  /** The process serves from now on. */
  serves(): void;
  /** Memory leaks with every request and with every second: so much more than before. */
  leak(perRequest: number, perSecond: number): void;
}

/** Told of every attempt that comes in and of every one that is gone, and how: what a request weighs and what came of it. */
export interface Ballast {
  entered(): void;
  left(outcome: Outcome): void;
}

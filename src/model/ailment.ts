/** Something that is wrong with one replica and shows as it works: what a fault gives it and takes away again. */
import type { Attempt } from './call/attempt.ts';
export interface Ailment {
  /** An attempt has taken its slot. Whatever follows from that is an event of its own: the attempt is being begun. */
  served(attempt: Attempt): void;
  /** The process has died, of whatever. */
  stopped(): void;
  /** The process has started: its memory is empty. */
  started(): void;
}

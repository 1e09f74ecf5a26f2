/**
 * Something that befalls a replica and ends again: what a fault does to it, by the replica's own verbs. It can be laid on
 * a replica, or on a place, which passes it on to whoever is there.
 */
export interface Condition<Target> {
  begin(target: Target): void;
  end(target: Target): void;
  /** Whoever stands under it is not running: a host under it is down, and nothing can be started there. */
  readonly isDeath: boolean;
  /** Whoever stands under it goes on running, and nobody hears of it. */
  readonly isCut: boolean;
}

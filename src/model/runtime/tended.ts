/** A replica as its runtime sees it: it acts by these verbs and no others. */

export interface Tended {
  readonly name: string;
  readonly isHeld: boolean;
  readonly isEmpty: boolean;
  readonly inUse: number;
  exists: boolean;
  crash(silent: boolean): void;
  runOutOfMemory(): void;
  restore(silent: boolean): void;
  renew(): void;
  delayStart(delay: number): void;
  close(): void;
  sayGoodbye(): void;
  probe(): 'answers' | 'refuses' | 'silent';
}

/** The list that tells callers whom they may call. */
export interface Listing {
  list(replica: number): void;
  unlist(replica: number): void;
}

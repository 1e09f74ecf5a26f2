/**
 * The list of a service's replicas that callers go by: who is ready is on it, and callers learn of a change after a while.
 * That while is when they still call who is gone, and do not yet call who is there.
 */
import { Actor, type Simulator } from '../../engine/simulator.ts';
import type { Listing } from './tended.ts';

const LISTED = 0;
const UNLISTED = 1;

/** What callers keep: told whom to leave out. */
export interface Directory {
  exclude(replica: number): void;
  include(replica: number): void;
}

export class Endpoints extends Actor implements Listing {
  /** One for each of the callers' processes; filled when the edges are built. */
  readonly directories: Directory[] = [];
  private readonly propagation: number;

  constructor(simulator: Simulator, propagation: number) {
    super(simulator);
    this.propagation = propagation;
  }

  list(replica: number): void {
    this.simulator.schedule(this.propagation, this.id, LISTED, replica);
  }

  unlist(replica: number): void {
    this.simulator.schedule(this.propagation, this.id, UNLISTED, replica);
  }

  /** Before anything happens. */
  unlistAtOnce(replica: number): void {
    for (const directory of this.directories) directory.exclude(replica);
  }

  override on(kind: number, replica: number): void {
    for (const directory of this.directories) {
      if (kind === LISTED) directory.include(replica);
      else directory.exclude(replica);
    }
  }
}

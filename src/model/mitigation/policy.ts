/**
 * One mitigation around a call. Policies are nested outermost first and walked instead of nested: the chain asks each
 * `admit` on the way in and tells each `settle` on the way out; a policy outside that gives up makes the chain `abandon`
 * those inside; a policy's own alarm comes back as `fire`. A policy that keeps a call (a retry that waits, a bulkhead
 * that queues) answers HOLD and lets the chain go on later.
 */

import type { Random } from '../../engine/random.ts';
import type { Simulator } from '../../engine/simulator.ts';
import type { Call } from '../call/call.ts';
import type { CallTable } from '../call/call-table.ts';
import type { Counter } from '../figure-book.ts';
import type { FigureName } from '../figures.ts';
import type { Outcome } from '../outcome.ts';

/** `admit`: go on inwards. Any other answer but HOLD is the outcome the call ends with, there and then. */
export const ADMIT = -1;
/** The policy keeps the call and will resume it. */
export const HOLD = -2;
/** `settle` of a twin: it has been closed, and nobody may touch its slot any more. */
export const GONE = -3;

/** What a policy may ask of the chain it is part of. */
export interface PolicyHost {
  readonly simulator: Simulator;
  readonly calls: CallTable;
  readonly keyed: Random;
  /** `caller->callee`, for the log. */
  readonly name: string;
  /** What named streams of this client process begin with. */
  readonly luckName: string;
  /** The event `fire(call)` of the policy at `index`, as lanes want it. */
  alarm(index: number): number;
  /** Fires the policy at `index` after `delay`; returns a ticket for `simulator.cancel`. */
  wakeAfter(delay: number, index: number, call: Call): number;
  /** Goes on inwards with a call that was held. */
  descend(call: Call): void;
  /** The policy at `index` ends the call with `outcome`: those inside let go, those outside hear of it. */
  interrupt(call: Call, index: number, outcome: Outcome): void;
  /** The policy at `index` lets go of what is inside it and goes in again. */
  restart(call: Call, index: number): void;
  /** A second call beside `call`, as if the policy at `index` had let it in: `descend` sends it, and it ends there. */
  openTwin(call: Call, index: number): Call;
  /** The twin has ended; what it achieved is `heir`'s, or nobody's. */
  closeTwin(twin: Call, heir: Call | null): void;
  /** Nobody waits for the twin any more: the policies inside `index` let go of it. */
  dropTwin(twin: Call, index: number): void;
  /** Tells the callee to stop the attempt in flight, whether or not the edge cancels. */
  recall(call: Call): void;
  log(what: string, text: string): void;
  /** The counter of a figure of the caller, shared by all its processes and edges. */
  counter(name: FigureName): Counter;
}

export abstract class Policy {
  /** How many numbers this policy remembers of a call. */
  readonly memorySize: number = 0;
  protected host: PolicyHost = null!;
  protected index = -1;
  /** The next one on the way in, and on the way out; null at the ends. */
  inner: Policy | null = null;
  outer: Policy | null = null;
  /** How far from the beginning of a call's memory they begin. */
  protected base = 0;

  /** Takes its place in a chain. Called once; overriding methods call this first. */
  join(host: PolicyHost, index: number, memoryStart: number): void {
    this.host = host;
    this.index = index;
    this.base = memoryStart;
  }

  /** Where in `call.memory` this policy's numbers begin. */
  protected placeOf(call: Call): number {
    return call.memoryAt + this.base;
  }

  /** ADMIT, HOLD, or the outcome the call ends with. */
  admit(_call: Call): number {
    return ADMIT;
  }

  /** The outcome to pass outwards, or HOLD. */
  settle(_call: Call, outcome: Outcome): number {
    return outcome;
  }

  abandon(_call: Call): void {}

  fire(_call: Call): void {}

  /** An alarm of its own, about no call: its argument is below 0. */
  ring(_argument: number): void {}

  /** The process this policy lives in died and was started again. No call is inside it. */
  reset(): void {}
}

/** What the policy's file declares: its name in plans, its place in the chain, and how to build it. */
export interface Mitigation<Settings extends object = object> {
  readonly kind: string;
  /** Chains are sorted by this, lowest outermost. */
  readonly order: number;
  build(settings: Settings): Policy;
  /** The longest an attempt or a call may take under these settings, for deadlines; absent when it sets no limit. */
  limit?(settings: Settings): { readonly attempt?: number; readonly total?: number };
}

/** Gives a definition its types; the registry (all.ts) lists every definition by this call. */
export function defineMitigation<Settings extends object>(definition: Mitigation<Settings>): Mitigation<Settings> {
  return definition;
}

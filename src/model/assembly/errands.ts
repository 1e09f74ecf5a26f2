/**
 * Messages a process sends for itself, on nobody's request: probes, heartbeats, lookups. They are calls like any other -
 * they travel, wait, and cost the callee its work - through a chain of their own, audited and not reported.
 */
import type { Random } from '../../engine/random.ts';
import type { Balancer } from '../balancer/balancer.ts';
import { Chain } from '../call/chain.ts';
import type { Callee, Caller, Place } from '../call/parties.ts';
import type { EdgeMeter } from '../edge-meter.ts';
import { NO_ITEM } from '../items.ts';
import { attemptTimeout } from '../mitigation/attempt-timeout.ts';
import type { Link } from '../network/link.ts';
import type { World } from '../world.ts';

export interface ErrandParts {
  readonly meter: EdgeMeter;
  /** Which of the sender's processes this is. */
  readonly number: number;
  readonly timeout: number;
  readonly balancer: Balancer;
  readonly link: Link;
  readonly targets: readonly Callee[];
  readonly caller: Caller;
  readonly home: Place;
  readonly luck: Random;
}

/** Sends a message that wants `operation` done; the caller finds `parent` in the call when it ends. */
export type Errand = (parent: number, operation: number) => void;

export function buildErrand(world: World, parts: ErrandParts): Errand {
  const { luck } = parts;
  const chain = new Chain(world, {
    meter: parts.meter,
    number: parts.number,
    policies: [attemptTimeout.build({ limit: parts.timeout })],
    balancer: parts.balancer,
    informants: [],
    watch: null,
    link: parts.link,
    targets: parts.targets,
    caller: parts.caller,
    home: parts.home,
    shared: false,
    cancellation: false,
    deadline: false,
    attemptLimit: parts.timeout,
    totalLimit: Infinity,
  });
  return (parent, operation) => {
    const call = chain.open();
    call.keyLow = luck.bits();
    call.keyHigh = luck.bits();
    call.parent = parent;
    call.operation = operation;
    call.source = -1;
    call.item = NO_ITEM;
    call.priority = 0;
    call.first = 1;
    chain.begin(call);
  };
}

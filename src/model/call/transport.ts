/**
 * What ends a call that nobody limits when its message was lost: the operating system's own patience. Without it a
 * caller without a timeout would wait for ever for an answer that cannot come. The value is Linux's default of six SYN
 * retries (tcp_syn_retries, tcp(7)): 1 + 2 + 4 + ... + 64 seconds.
 */

import type { Lane } from '../../engine/lane.ts';
import type { PolicyHost } from '../mitigation/policy.ts';
import type { Call } from './call.ts';

const TRANSPORT_PATIENCE = 127e9;

export class TransportPatience {
  private readonly lane: Lane;
  private readonly event: number;
  /** Ticket by call. There are never many: only calls whose message is lost are waited for like this. */
  private readonly tickets = new Map<Call, number>();

  /** `kind` is the event of the host's that says patience is spent, with the call as its argument. */
  constructor(host: PolicyHost, kind: number) {
    this.lane = host.simulator.lane(TRANSPORT_PATIENCE);
    this.event = host.alarm(kind);
  }

  /** The message of the attempt in flight is lost. */
  start(call: Call): void {
    this.tickets.set(call, this.lane.schedule(this.event, call.id));
  }

  /** The call is over, or is tried again. */
  stop(call: Call): void {
    const ticket = this.tickets.get(call);
    if (ticket !== undefined) this.lane.cancel(ticket);
    this.tickets.delete(call);
  }

  /** The event has fired. */
  spent(call: Call): void {
    this.tickets.delete(call);
  }
}

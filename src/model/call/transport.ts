/**
 * What ends a call that nobody limits when its message was lost: the operating system's own patience. Without it a
 * caller without a timeout would wait for ever for an answer that cannot come. The value is Linux's default of six SYN
 * retries (tcp_syn_retries, tcp(7)): 1 + 2 + 4 + ... + 64 seconds.
 */
import type { Lane } from '../../engine/lane.ts';
import { Policy, type PolicyHost } from '../mitigation/policy.ts';
import { UNREACHABLE } from '../outcome.ts';

const TRANSPORT_PATIENCE = 127e9;

export class TransportPatience extends Policy {
  override readonly memorySize = 1;
  private lane!: Lane;

  override join(host: PolicyHost, index: number, memoryStart: number): void {
    super.join(host, index, memoryStart);
    this.lane = host.simulator.lane(TRANSPORT_PATIENCE);
  }

  /** The message of the attempt in flight is lost. */
  arm(call: number): void {
    this.memory(0)[call] = this.lane.schedule(this.host.alarm(this.index), call);
  }

  /** Armed is whoever's attempt in flight is silent: nothing else need be remembered, or done, for the many others. */
  override abandon(call: number): void {
    if (this.host.calls.silent[call] === 1) this.lane.cancel(this.memory(0)[call]!);
  }

  override fire(call: number): void {
    this.host.interrupt(call, this.index, UNREACHABLE);
  }
}

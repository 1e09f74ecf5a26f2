/**
 * How requests went for each client process of a traffic source: the blast radius is the share of clients for whom fewer
 * succeeded than the objective demands, however well the others were served.
 */
import type { Call } from '../call/call.ts';
import type { Chain } from '../call/chain.ts';
import type { Caller } from '../call/parties.ts';
import { isSuccess, type Outcome } from '../outcome.ts';

export class ClientCensus implements Caller {
  private readonly source: Caller;
  private readonly warmup: number;
  private readonly objective: number;
  /** Whose chains they are: a client that goes another way has a chain for each. */
  private readonly clientOf = new Map<Chain, number>();
  /** Requests that ended and those that succeeded, by client. */
  private readonly ended = new Map<number, number>();
  private readonly succeeded = new Map<number, number>();

  constructor(source: Caller, warmup: number, objective: number) {
    this.source = source;
    this.warmup = warmup;
    this.objective = objective;
  }

  /** One chain for each client, in their order. */
  know(chains: readonly Chain[]): void {
    chains.forEach((chain, client) => void this.clientOf.set(chain, client));
  }

  callEnded(call: Call, outcome: Outcome, root: Outcome): void {
    if (call.startedAt >= this.warmup) {
      const client = this.clientOf.get(call.chain!)!;
      this.ended.set(client, (this.ended.get(client) ?? 0) + 1);
      if (isSuccess(outcome)) this.succeeded.set(client, (this.succeeded.get(client) ?? 0) + 1);
    }
    this.source.callEnded(call, outcome, root);
  }

  /** Of the clients that got an answer at all; null when none did. */
  blastRadius(): number | null {
    if (this.ended.size === 0) return null;
    const struck = [...this.ended].filter(([client, ended]) => {
      return (this.succeeded.get(client) ?? 0) < this.objective * ended;
    });
    return struck.length / this.ended.size;
  }
}

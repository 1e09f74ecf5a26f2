/** Isolation: a dependency may take this many of the caller's calls and no more, however slow it gets. */
import type { Call } from '../call/call.ts';
import { BULKHEAD_FULL } from '../outcome.ts';
import { ADMIT, defineMitigation } from './policy.ts';
import { QueueingPolicy } from './queueing-policy.ts';

/** Scenario key `bulkhead`. */
export interface BulkheadSettings {
  /** Calls in progress at the same time. */
  readonly concurrency: number;
  /** Calls that may wait for a place. */
  readonly queue: number;
  /** Longest wait for a place; Infinity for no limit. */
  readonly maxWait: number;
}

export const bulkhead = defineMitigation<BulkheadSettings>({
  kind: 'bulkhead',
  order: 60,
  build: settings => new Bulkhead(settings),
});

class Bulkhead extends QueueingPolicy {
  private readonly settings: BulkheadSettings;
  private inside = 0;

  constructor(settings: BulkheadSettings) {
    super(settings.maxWait);
    this.settings = settings;
  }

  override admit(call: Call): number {
    if (this.inside < this.settings.concurrency) {
      this.inside++;
      this.begin(call);
      return ADMIT;
    }
    return this.lineLength < this.settings.queue ? this.wait(call) : BULKHEAD_FULL;
  }

  override settle(_call: Call, outcome: number): number {
    this.free();
    return outcome;
  }

  protected override abandonInside(): void {
    this.free();
  }

  /** The place goes to the next in line. */
  protected override free(): void {
    const next = this.next();
    if (next === undefined) this.inside--;
    else this.callUp(next, 0);
  }
}

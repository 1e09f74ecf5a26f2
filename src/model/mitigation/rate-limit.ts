/** Refuses calls above a rate, at once and without a message to the callee. */
import { RATE_LIMITED } from '../outcome.ts';
import { TokenBucket } from '../token-bucket.ts';
import { ADMIT, defineMitigation, Policy } from './policy.ts';

/** Scenario key `rateLimit`: a token bucket on the client side of an edge, metered on what it admits. */
export interface RateLimitSettings {
  readonly ratePerSecond: number;
  readonly burst: number;
}

export const rateLimit = defineMitigation<RateLimitSettings>({
  kind: 'rate-limit',
  order: 50,
  build: settings => new RateLimiter(settings),
});

class RateLimiter extends Policy {
  private readonly bucket: TokenBucket;

  constructor(settings: RateLimitSettings) {
    super();
    this.bucket = new TokenBucket(settings.ratePerSecond, settings.burst);
  }

  override admit(): number {
    return this.bucket.take(this.host.simulator.now) ? ADMIT : RATE_LIMITED;
  }

  override reset(): void {
    this.bucket.refill(this.host.simulator.now);
  }
}

/**
 * A token bucket, filled at a steady rate up to `burst` and full at the start. Only what it admits takes a token:
 * metering what is offered instead would starve everybody under overload.
 */
export class TokenBucket {
  private readonly perNanosecond: number;
  private readonly burst: number;
  private tokens: number;
  private since = 0;

  constructor(ratePerSecond: number, burst: number) {
    this.perNanosecond = ratePerSecond / 1e9;
    this.burst = burst;
    this.tokens = burst;
  }

  take(now: number): boolean {
    const filled = Math.min(this.burst, this.tokens + (now - this.since) * this.perNanosecond);
    // A refusal changes nothing: adding up many small fillings would lose the last bit that makes a whole token.
    if (filled < 1) return false;
    this.tokens = filled - 1;
    this.since = now;
    return true;
  }

  refill(now: number): void {
    this.tokens = this.burst;
    this.since = now;
  }
}

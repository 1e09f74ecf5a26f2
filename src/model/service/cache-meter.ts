/**
 * What the replicas of one cache do for those who ask, taken together; and how long the cache needed to be warm again
 * after it was emptied: until the share of hits over a window is back at nine tenths of what it was before.
 */

/** Of the share of hits before: what counts as warm again. */
const WARM = 0.9;

export class CacheMeter {
  lookups = 0;
  hits = 0;
  /** Answers past their time, given because the origin failed. */
  stale = 0;
  /** Lookups that waited for a fetch somebody else had under way. */
  joined = 0;
  /** Calls to the origin. */
  fetches = 0;
  /** How long each emptying took to be made good, those that were. */
  readonly warmUps: number[] = [];
  private readonly clock: { readonly now: number };
  private windowLookups = 0;
  private windowHits = 0;
  /** The last window in which the cache was not on its way back, and since when it is. */
  private usualRatio: number | null = null;
  private coldSince: number | null = null;

  constructor(clock: { readonly now: number }) {
    this.clock = clock;
  }

  lookedUp(isHit: boolean): void {
    this.lookups++;
    this.windowLookups++;
    if (!isHit) return;
    this.hits++;
    this.windowHits++;
  }

  /** A replica lost what it held. */
  emptied(): void {
    if (this.usualRatio === null || this.usualRatio === 0) return;
    this.coldSince ??= this.clock.now;
    this.windowLookups = 0;
    this.windowHits = 0;
  }

  startMeasuring(): void {
    this.lookups = 0;
    this.hits = 0;
    this.stale = 0;
    this.joined = 0;
    this.fetches = 0;
    this.warmUps.length = 0;
  }

  /** The share of hits since the last call, which is made at the end of every window; null when nobody asked. */
  closeWindow(): number | null {
    if (this.windowLookups === 0) return null;
    const ratio = this.windowHits / this.windowLookups;
    this.windowLookups = 0;
    this.windowHits = 0;
    if (this.coldSince === null) this.usualRatio = ratio;
    else if (ratio >= WARM * this.usualRatio!) {
      this.warmUps.push(this.clock.now - this.coldSince);
      this.coldSince = null;
    }
    return ratio;
  }

  get hitRatio(): number | null {
    return this.shareOfLookups(this.hits);
  }

  /** Share of lookups that cost the origin nothing. */
  get originSaved(): number | null {
    return this.shareOfLookups(Math.max(0, this.lookups - this.fetches));
  }

  get staleShare(): number | null {
    return this.shareOfLookups(this.stale);
  }

  get joinedShare(): number | null {
    return this.shareOfLookups(this.joined);
  }

  /** The longest, one that is still on included; null when the cache was never emptied. */
  get warmUpTime(): number | null {
    const stillCold = this.coldSince === null ? [] : [this.clock.now - this.coldSince];
    const all = [...this.warmUps, ...stillCold];
    return all.length === 0 ? null : Math.max(...all);
  }

  private shareOfLookups(count: number): number | null {
    return this.lookups === 0 ? null : count / this.lookups;
  }
}

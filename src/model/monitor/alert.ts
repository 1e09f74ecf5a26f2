/**
 * The state of one alert, apart from what it watches: idle, pending while its condition has not held long enough, firing
 * until the condition has been gone long enough. As in Prometheus (`for`, `keep_firing_for`): one evaluation without the
 * condition ends a pending alert.
 */
export type AlertState = 'idle' | 'pending' | 'firing';
export type Transition = 'fired' | 'resolved' | null;

export class Alert {
  state: AlertState = 'idle';
  private readonly pendingFor: number;
  private readonly keepFor: number;
  /** Since when the condition has held while pending; when it last held while firing. */
  private since = 0;

  constructor(pendingFor: number, keepFor: number) {
    this.pendingFor = pendingFor;
    this.keepFor = keepFor;
  }

  /** An evaluation at `now`. */
  evaluate(isMet: boolean, now: number): Transition {
    if (this.state === 'firing') return this.goOn(isMet, now);
    if (!isMet) {
      this.state = 'idle';
      return null;
    }
    if (this.state === 'idle') {
      this.state = 'pending';
      this.since = now;
    }
    if (now - this.since < this.pendingFor) return null;
    this.state = 'firing';
    this.since = now;
    return 'fired';
  }

  private goOn(isMet: boolean, now: number): Transition {
    if (isMet) this.since = now;
    if (isMet || now - this.since < this.keepFor) return null;
    this.state = 'idle';
    return 'resolved';
  }
}

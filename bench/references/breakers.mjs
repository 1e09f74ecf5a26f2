/** The breakers of all chains as columns: count windows of failures, and the open and half-open states. */
const CLOSED = 0;
const OPEN = 1;
const HALF_OPEN = 2;
const REFUSED = -1;
const ORDINARY = 0;

export class Breakers {
  constructor(chains, { trip, openFor, halfOpenCalls }) {
    this.size = trip.size;
    this.minimum = Math.min(trip.minimumCalls, trip.size);
    this.failureRate = trip.failureRate;
    this.openFor = openFor;
    this.halfOpenCalls = halfOpenCalls;
    this.state = new Uint8Array(chains);
    this.since = new Float64Array(chains);
    this.ring = new Uint8Array(chains * trip.size);
    this.next = new Int32Array(chains);
    this.ended = new Int32Array(chains);
    this.failed = new Int32Array(chains);
    this.episode = new Int32Array(chains);
    this.probesLeft = new Int32Array(chains);
    this.probesEnded = new Int32Array(chains);
    this.probesFailed = new Int32Array(chains);
  }

  /** What `settle` and `abandon` want to hear again: 0, or the episode a call probes for; -1 when it is refused. */
  admit(chain, now) {
    if (this.state[chain] === CLOSED) return ORDINARY;
    if (this.state[chain] === OPEN) {
      if (now - this.since[chain] < this.openFor) return REFUSED;
      this.startProbing(chain);
    }
    if (this.probesLeft[chain] === 0) return REFUSED;
    this.probesLeft[chain]--;
    return this.episode[chain];
  }

  settle(chain, now, failed, probe) {
    if (this.state[chain] === CLOSED) {
      if (probe === ORDINARY && this.trips(chain, failed)) this.open(chain, now);
    } else if (this.isProbe(chain, probe)) this.probeEnded(chain, now, failed);
  }

  abandon(chain, probe) {
    if (this.isProbe(chain, probe)) this.probesLeft[chain]++;
  }

  isProbe(chain, probe) {
    return this.state[chain] === HALF_OPEN && probe === this.episode[chain];
  }

  trips(chain, failed) {
    const next = this.next[chain];
    const place = chain * this.size + next;
    this.failed[chain] += failed - this.ring[place];
    this.ring[place] = failed;
    this.next[chain] = next + 1 === this.size ? 0 : next + 1;
    if (this.ended[chain] < this.size) this.ended[chain]++;
    return this.ended[chain] >= this.minimum && this.failed[chain] / this.ended[chain] >= this.failureRate;
  }

  startProbing(chain) {
    this.state[chain] = HALF_OPEN;
    this.episode[chain]++;
    this.probesLeft[chain] = this.halfOpenCalls;
    this.probesEnded[chain] = 0;
    this.probesFailed[chain] = 0;
  }

  probeEnded(chain, now, failed) {
    this.probesEnded[chain]++;
    this.probesFailed[chain] += failed;
    if (this.probesEnded[chain] < this.halfOpenCalls) return;
    if (this.probesFailed[chain] / this.probesEnded[chain] >= this.failureRate) this.open(chain, now);
    else {
      this.clear(chain);
      this.state[chain] = CLOSED;
    }
  }

  open(chain, now) {
    this.clear(chain);
    this.state[chain] = OPEN;
    this.since[chain] = now;
  }

  clear(chain) {
    this.ring.fill(0, chain * this.size, (chain + 1) * this.size);
    this.next[chain] = 0;
    this.ended[chain] = 0;
    this.failed[chain] = 0;
  }
}

/** Poisson arrivals at a constant rate: the engine's draws from the engine's streams, without its profiles. */
import { Exponential } from '../../dist/engine/distributions/exponential.js';
import { Random } from '../../dist/engine/random.js';

const UNIT = new Exponential(1);

export class Arrivals {
  at = 0;

  constructor(traffic, seed) {
    const rate = traffic.arrivals.rate[0].perSecond / 1e9;
    // The engine's formula for a rate with a slope, its slope being 0: to the nanosecond, rounding counts.
    this.twoRates = rate + Math.sqrt(rate * rate);
    this.spacing = Random.named(`${seed}/traffic/${traffic.name}/arrivals`);
    this.keys = Random.named(`${seed}/traffic/${traffic.name}/keys`);
  }

  /** The time of the next arrival. */
  next() {
    this.at += (2 * UNIT.sample(this.spacing)) / this.twoRates;
    return Math.round(this.at);
  }

  /** Half of a request's key; low half first. */
  key() {
    return this.keys.next32() | 0;
  }
}

/**
 * Client → round-robin → four single-slot servers, with timeouts and retries, as a plain loop. An attempt is a place in its
 * server's ring; it knows its call by slot and generation. Its service time is a function of its key, so it is drawn when
 * the attempt arrives and no key is kept for it.
 */
import { Exponential } from '../../dist/engine/distributions/exponential.js';
import { mix, Random } from '../../dist/engine/random.js';
import { BACKOFF, WORK } from '../../dist/model/draws.js';
import { Arrivals } from './arrivals.mjs';
import { FutureEventList, Lane } from './future-event-list.mjs';
import { saltOf } from './salt.mjs';

const ARRIVAL = 0;
const DEPARTURE = 1;
const RETRY = 2;
const PLACES = 1 << 16;
const MASK = PLACES - 1;

/** Returns requests born, events, and the number and summed sojourn time of the requests that ended well. */
export function w2(plan, seed) {
  return new Balanced(plan, seed).run(plan.duration);
}

class Balanced {
  future = new FutureEventList();
  keyed = new Random();
  now = 0;
  sequence = 0;
  events = 0;
  born = 0;
  ended = 0;
  sojourns = 0;
  turn = 0;
  // Calls.
  birth = new Float64Array(PLACES);
  keyLow = new Int32Array(PLACES);
  keyHigh = new Int32Array(PLACES);
  generation = new Int32Array(PLACES);
  sent = new Int32Array(PLACES);
  timeout = new Int32Array(PLACES);
  free = Int32Array.from({ length: PLACES }, (_, index) => MASK - index);
  freeCount = PLACES;

  constructor(plan, seed) {
    const server = plan.services[0];
    const settings = kind => plan.traffic[0].edge.policies.find(policy => policy.kind === kind).settings;
    this.salt = saltOf(server, plan);
    this.work = new Exponential(server.operations[0].work.mean);
    this.arrivals = new Arrivals(plan.traffic[0], seed);
    this.lane = new Lane(settings('attempt-timeout').limit);
    this.attempts = settings('retry').attempts;
    this.backoff = settings('retry').backoff;
    // Attempts: a ring per server, of which the first is in service.
    this.servers = server.replicas;
    this.first = new Int32Array(this.servers);
    this.next = new Int32Array(this.servers);
    this.call = new Int32Array(this.servers * PLACES);
    this.callGeneration = new Int32Array(this.servers * PLACES);
    this.length = new Float64Array(this.servers * PLACES);
  }

  run(until) {
    const { future, lane } = this;
    future.push(this.arrivals.next(), this.sequence++, ARRIVAL);
    for (;;) {
      const time = future.times[0];
      if (lane.headTime < time || (lane.headTime === time && lane.headSequence < future.sequences[0])) {
        if (lane.headTime > until) break;
        this.now = lane.headTime;
        const call = lane.take();
        if (call >= 0) this.giveUp(call);
        continue;
      }
      if (time > until) break;
      this.now = time;
      const code = future.codes[0];
      future.pop();
      this.events++;
      if ((code & 3) === DEPARTURE) this.depart(code >> 2);
      else if (code === ARRIVAL) this.arrive();
      else this.send(code >> 2);
    }
    return { requests: this.born, events: this.events, ended: this.ended, sojourns: this.sojourns };
  }

  arrive() {
    this.future.push(this.arrivals.next(), this.sequence++, ARRIVAL);
    const call = this.free[--this.freeCount];
    this.born++;
    this.birth[call] = this.now;
    this.keyLow[call] = mix(this.arrivals.key(), this.salt);
    this.keyHigh[call] = mix(this.arrivals.key(), this.salt);
    this.sent[call] = 0;
    this.send(call);
  }

  send(call) {
    this.timeout[call] = this.lane.set(this.now, this.sequence++, call);
    const server = this.turn;
    this.turn = server + 1 === this.servers ? 0 : server + 1;
    const before = this.sent[call]++;
    const keyLow = this.keyLow[call];
    this.keyed.rekey(before === 0 ? keyLow : mix(keyLow, before), this.keyHigh[call], WORK);
    const waiting = this.next[server]++;
    const place = server * PLACES + (waiting & MASK);
    this.call[place] = call;
    this.callGeneration[place] = this.generation[call];
    this.length[place] = this.work.duration(this.keyed);
    if (waiting === this.first[server]) this.serve(server, place);
  }

  serve(server, place) {
    this.future.push(this.now + this.length[place], this.sequence++, (server << 2) | DEPARTURE);
  }

  depart(server) {
    const place = server * PLACES + (this.first[server]++ & MASK);
    const first = this.first[server];
    if (first < this.next[server]) this.serve(server, server * PLACES + (first & MASK));
    const call = this.call[place];
    if (this.callGeneration[place] !== this.generation[call]) return;
    this.lane.cancel(this.timeout[call]);
    this.ended++;
    this.sojourns += this.now - this.birth[call];
    this.close(call);
  }

  giveUp(call) {
    this.events++;
    this.generation[call]++;
    const tries = this.sent[call];
    if (tries === this.attempts) this.close(call);
    else this.future.push(this.now + this.wait(call, tries), this.sequence++, (call << 2) | RETRY);
  }

  wait(call, tries) {
    let ceiling = this.backoff.base;
    for (let i = 1; i < tries && ceiling < this.backoff.max; i++) ceiling *= this.backoff.factor;
    this.keyed.rekey(this.keyLow[call], this.keyHigh[call], (BACKOFF + tries) | 0);
    return Math.round(Math.min(ceiling, this.backoff.max) * this.keyed.uniform());
  }

  close(call) {
    this.generation[call]++;
    this.free[this.freeCount++] = call;
  }
}

/**
 * Gateway → two services → database, with timeouts, budgeted retries and breakers on every call, as a plain loop: the
 * shape of the three tiers is written into the code. A call is a slot and a generation, an attempt a slot that
 * remembers both; chains (a caller's process and one of its edges) are numbered through, and so are replicas.
 */
import { Exponential } from '../../dist/engine/distributions/exponential.js';
import { mix, Random } from '../../dist/engine/random.js';
import { BACKOFF, WORK } from '../../dist/model/draws.js';
import { Arrivals } from './arrivals.mjs';
import { Breakers } from './breakers.mjs';
import { FutureEventList, Lane } from './future-event-list.mjs';
import { RetryBudgets } from './retry-budgets.mjs';
import { saltOf } from './salt.mjs';

const SLOTS = 1 << 16;
const NOBODY = -1;
const ARRIVAL = 0;
const WORKED = 1;
const RETRY = 2;
const GATEWAY = 0;
const DATABASE = 3;
/** Phases of a gateway's attempt; anybody else's stays in the first. */
const FIRST_HALF = 0;
const SECOND_HALF = 1;

/** Returns requests born, events, and the number and summed sojourn time of the requests that ended well. */
export function w3(plan, seed) {
  return new ThreeTiers(plan, seed).run(plan.duration);
}

class ThreeTiers {
  future = new FutureEventList();
  keyed = new Random();
  now = 0;
  sequence = 0;
  events = 0;
  born = 0;
  ended = 0;
  sojourns = 0;
  // Calls.
  chain = new Int32Array(SLOTS);
  parent = new Int32Array(SLOTS);
  birth = new Float64Array(SLOTS);
  callKeyLow = new Int32Array(SLOTS);
  callKeyHigh = new Int32Array(SLOTS);
  generation = new Int32Array(SLOTS);
  sent = new Int32Array(SLOTS);
  timeout = new Int32Array(SLOTS);
  /** Breaker's episode the call probes for, 0 for none. */
  probe = new Int32Array(SLOTS);
  /** Waits to be tried again; and was dropped while it did. */
  waiting = new Uint8Array(SLOTS);
  dropped = new Uint8Array(SLOTS);
  freeCalls = Int32Array.from({ length: SLOTS }, (_, index) => index);
  freeCallCount = SLOTS;
  // Attempts.
  call = new Int32Array(SLOTS);
  callGeneration = new Int32Array(SLOTS);
  replica = new Int32Array(SLOTS);
  keyLow = new Int32Array(SLOTS);
  keyHigh = new Int32Array(SLOTS);
  phase = new Uint8Array(SLOTS);
  holdsSlot = new Uint8Array(SLOTS);
  launching = new Uint8Array(SLOTS);
  failed = new Uint8Array(SLOTS);
  /** Calls it waits for, at most two. */
  left = new Int32Array(SLOTS);
  right = new Int32Array(SLOTS);
  behind = new Int32Array(SLOTS);
  freeAttempts = Int32Array.from({ length: SLOTS }, (_, index) => index);
  freeAttemptCount = SLOTS;

  constructor(plan, seed) {
    const { services, traffic } = plan;
    this.arrivals = new Arrivals(traffic[0], seed);
    this.salts = services.map(service => saltOf(service, plan));
    this.layReplicas(services);
    this.layChains(services, traffic[0].edge);
  }

  layReplicas(services) {
    const tiers = services.flatMap((service, tier) => new Array(service.replicas).fill(tier));
    this.tier = Int32Array.from(tiers);
    this.works = services.map(service => new Exponential(service.operations[0].work.mean));
    this.firstReplica = services.map((_, tier) => tiers.indexOf(tier));
    this.replicas = services.map(service => service.replicas);
    this.idle = Int32Array.from(tiers, tier => services[tier].concurrency);
    this.head = new Int32Array(tiers.length).fill(NOBODY);
    this.tail = new Int32Array(tiers.length).fill(NOBODY);
    this.returningHead = new Int32Array(tiers.length).fill(NOBODY);
    this.returningTail = new Int32Array(tiers.length).fill(NOBODY);
  }

  /** Chain 0 is the clients'; then each replica's, in order: two of a gateway, one of a service. */
  layChains(services, entry) {
    const edges = [entry];
    const starts = [0];
    this.firstChain = new Int32Array(this.tier.length);
    for (const [replica, tier] of this.tier.entries()) {
      this.firstChain[replica] = edges.length;
      edges.push(...services[tier].edges);
      // Round-robin starts at the number of the process, so that processes do not move in step.
      for (const _ of services[tier].edges) starts.push(replica - this.firstReplica[tier]);
    }
    const settings = (edge, kind) => edge.policies.find(policy => policy.kind === kind).settings;
    const limits = edges.map(edge => settings(edge, 'attempt-timeout').limit);
    this.retry = settings(entry, 'retry');
    this.target = Int32Array.from(edges, edge => edge.target);
    this.turn = Int32Array.from(starts);
    this.lanes = [...new Set(limits)].map(limit => new Lane(limit));
    this.laneOf = Int32Array.from(limits, limit => this.lanes.findIndex(lane => lane.delay === limit));
    this.breakers = new Breakers(edges.length, settings(entry, 'breaker'));
    this.budgets = new RetryBudgets(edges.length, this.retry.budget);
    this.soonest = 0;
  }

  run(until) {
    const { future, lanes } = this;
    future.push(this.arrivals.next(), this.sequence++, ARRIVAL);
    for (;;) {
      const time = future.times[0];
      const lane = lanes[this.soonest];
      if (lane.headTime < time || (lane.headTime === time && lane.headSequence < future.sequences[0])) {
        if (lane.headTime > until) break;
        this.now = lane.headTime;
        const call = lane.take();
        this.findSoonest();
        if (call >= 0) this.timedOut(call);
        continue;
      }
      if (time > until) break;
      this.now = time;
      const code = future.codes[0];
      future.pop();
      this.events++;
      if ((code & 3) === WORKED) this.workDone(code >> 2);
      else if (code === ARRIVAL) this.arrive();
      else this.tryAgain(code >> 2);
    }
    return { requests: this.born, events: this.events, ended: this.ended, sojourns: this.sojourns };
  }

  arrive() {
    this.future.push(this.arrivals.next(), this.sequence++, ARRIVAL);
    this.born++;
    const call = this.openCall(0, NOBODY);
    const salt = this.salts[GATEWAY];
    this.callKeyLow[call] = mix(this.arrivals.key(), salt);
    this.callKeyHigh[call] = mix(this.arrivals.key(), salt);
    this.begin(call);
  }

  // --- the caller's side --------------------------------------------------------------------------------------------

  openCall(chain, parent) {
    if (this.freeCallCount === 0) throw new RangeError('the reference has more calls in flight than it has room for');
    const call = this.freeCalls[--this.freeCallCount];
    this.chain[call] = chain;
    this.parent[call] = parent;
    this.birth[call] = this.now;
    this.sent[call] = 0;
    this.waiting[call] = 0;
    return call;
  }

  begin(call) {
    this.budgets.called(this.chain[call], this.now);
    this.enter(call);
  }

  enter(call) {
    const chain = this.chain[call];
    const permission = this.breakers.admit(chain, this.now);
    if (permission === NOBODY) {
      this.endCall(call, 1);
      return;
    }
    this.probe[call] = permission;
    const lane = this.lanes[this.laneOf[chain]];
    this.timeout[call] = lane.set(this.now, this.sequence++, call);
    if (lane.headTime < this.lanes[this.soonest].headTime) this.soonest = this.laneOf[chain];
    this.send(call, chain);
  }

  send(call, chain) {
    const tier = this.target[chain];
    const place = this.turn[chain] % this.replicas[tier];
    this.turn[chain] = place + 1;
    const before = this.sent[call]++;
    const attempt = this.freeAttempts[--this.freeAttemptCount];
    this.call[attempt] = call;
    this.callGeneration[attempt] = this.generation[call];
    this.replica[attempt] = this.firstReplica[tier] + place;
    this.keyLow[attempt] = before === 0 ? this.callKeyLow[call] : mix(this.callKeyLow[call], before);
    this.keyHigh[attempt] = this.callKeyHigh[call];
    this.phase[attempt] = FIRST_HALF;
    this.failed[attempt] = 0;
    this.left[attempt] = NOBODY;
    this.right[attempt] = NOBODY;
    this.accept(attempt);
  }

  receive(attempt, failed) {
    const call = this.call[attempt];
    const isCurrent = this.callGeneration[attempt] === this.generation[call];
    this.freeAttempts[this.freeAttemptCount++] = attempt;
    if (!isCurrent) return;
    const chain = this.chain[call];
    this.lanes[this.laneOf[chain]].cancel(this.timeout[call]);
    this.breakers.settle(chain, this.now, failed, this.probe[call]);
    this.endCall(call, failed);
  }

  timedOut(call) {
    const chain = this.chain[call];
    const tries = this.sent[call];
    this.events++;
    this.generation[call]++;
    this.breakers.settle(chain, this.now, 1, this.probe[call]);
    if (tries >= this.retry.attempts || !this.budgets.allows(chain, this.now)) {
      this.endCall(call, 1);
      return;
    }
    this.waiting[call] = 1;
    this.future.push(this.now + this.wait(call, tries), this.sequence++, (call << 2) | RETRY);
  }

  wait(call, tries) {
    const { base, factor, max } = this.retry.backoff;
    let ceiling = base;
    for (let i = 1; i < tries && ceiling < max; i++) ceiling *= factor;
    this.keyed.rekey(this.callKeyLow[call], this.callKeyHigh[call], (BACKOFF + tries) | 0);
    return Math.round(Math.min(ceiling, max) * this.keyed.uniform());
  }

  tryAgain(call) {
    this.waiting[call] = 0;
    if (this.dropped[call] === 0) {
      this.enter(call);
      return;
    }
    this.events--;
    this.dropped[call] = 0;
    this.freeCalls[this.freeCallCount++] = call;
  }

  endCall(call, failed) {
    const parent = this.parent[call];
    if (parent !== NOBODY) this.callEnded(parent, call, failed);
    else if (failed === 0) {
      this.ended++;
      this.sojourns += this.now - this.birth[call];
    }
    this.generation[call]++;
    this.freeCalls[this.freeCallCount++] = call;
  }

  /** Its caller has failed for another reason. A retry that is due stays in the heap and frees the slot when it comes. */
  drop(call) {
    const chain = this.chain[call];
    this.generation[call]++;
    if (this.waiting[call] === 1) {
      this.dropped[call] = 1;
      return;
    }
    this.breakers.abandon(chain, this.probe[call]);
    this.lanes[this.laneOf[chain]].cancel(this.timeout[call]);
    this.freeCalls[this.freeCallCount++] = call;
  }

  // --- the callee's side --------------------------------------------------------------------------------------------

  accept(attempt) {
    const replica = this.replica[attempt];
    if (this.idle[replica] > 0 && this.head[replica] === NOBODY) this.seat(attempt, replica);
    else {
      const tail = this.tail[replica];
      this.behind[attempt] = NOBODY;
      if (tail === NOBODY) this.head[replica] = attempt;
      else this.behind[tail] = attempt;
      this.tail[replica] = attempt;
    }
  }

  seat(attempt, replica) {
    this.idle[replica]--;
    this.holdsSlot[attempt] = 1;
    this.keyed.rekey(this.keyLow[attempt], this.keyHigh[attempt], WORK);
    const tier = this.tier[replica];
    const whole = this.works[tier].duration(this.keyed);
    const length = tier === GATEWAY ? Math.round(whole * 0.5) : whole;
    this.future.push(this.now + length, this.sequence++, (attempt << 2) | WORKED);
  }

  workDone(attempt) {
    const tier = this.tier[this.replica[attempt]];
    if (tier === DATABASE || this.phase[attempt] === SECOND_HALF) this.finish(attempt);
    else this.ask(attempt, tier);
  }

  ask(attempt, tier) {
    const chain = this.firstChain[this.replica[attempt]];
    this.launching[attempt] = 1;
    this.left[attempt] = this.makeCall(attempt, chain);
    if (tier === GATEWAY && this.failed[attempt] === 0) this.right[attempt] = this.makeCall(attempt, chain + 1);
    this.launching[attempt] = 0;
    if (this.failed[attempt] === 1) this.fail(attempt);
    else if (tier === GATEWAY) this.freeSlot(attempt);
  }

  /** Returns the call in flight; NOBODY when an open breaker has ended it already. */
  makeCall(attempt, chain) {
    const salt = this.salts[this.target[chain]];
    const call = this.openCall(chain, attempt);
    this.callKeyLow[call] = mix(this.keyLow[attempt], salt);
    this.callKeyHigh[call] = mix(this.keyHigh[attempt], salt);
    this.begin(call);
    return this.failed[attempt] === 1 ? NOBODY : call;
  }

  callEnded(attempt, call, failed) {
    if (failed === 1) this.failed[attempt] = 1;
    if (this.left[attempt] === call) this.left[attempt] = NOBODY;
    else if (this.right[attempt] === call) this.right[attempt] = NOBODY;
    if (this.launching[attempt] === 1) return;
    if (failed === 1) this.fail(attempt);
    else if (this.left[attempt] === NOBODY && this.right[attempt] === NOBODY) this.goOn(attempt);
  }

  fail(attempt) {
    if (this.left[attempt] !== NOBODY) this.drop(this.left[attempt]);
    if (this.right[attempt] !== NOBODY) this.drop(this.right[attempt]);
    this.finish(attempt);
  }

  /** All answers are there: a service is done, a gateway queues for its second half, ahead of newcomers. */
  goOn(attempt) {
    const replica = this.replica[attempt];
    if (this.tier[replica] !== GATEWAY) {
      this.finish(attempt);
      return;
    }
    this.phase[attempt] = SECOND_HALF;
    if (this.idle[replica] > 0) {
      this.seat(attempt, replica);
      return;
    }
    const tail = this.returningTail[replica];
    this.behind[attempt] = NOBODY;
    if (tail === NOBODY) this.returningHead[replica] = attempt;
    else this.behind[tail] = attempt;
    this.returningTail[replica] = attempt;
  }

  finish(attempt) {
    if (this.holdsSlot[attempt] === 1) this.freeSlot(attempt);
    this.receive(attempt, this.failed[attempt]);
  }

  freeSlot(attempt) {
    const replica = this.replica[attempt];
    this.holdsSlot[attempt] = 0;
    this.idle[replica]++;
    const returning = this.returningHead[replica];
    if (returning !== NOBODY) {
      this.returningHead[replica] = this.behind[returning];
      if (this.returningHead[replica] === NOBODY) this.returningTail[replica] = NOBODY;
      this.seat(returning, replica);
      return;
    }
    const next = this.head[replica];
    if (next === NOBODY) return;
    this.head[replica] = this.behind[next];
    if (this.head[replica] === NOBODY) this.tail[replica] = NOBODY;
    this.seat(next, replica);
  }

  findSoonest() {
    let soonest = 0;
    const { lanes } = this;
    for (let lane = 1; lane < lanes.length; lane++) if (isBefore(lanes[lane], lanes[soonest])) soonest = lane;
    this.soonest = soonest;
  }
}

function isBefore(lane, other) {
  return lane.headTime < other.headTime || (lane.headTime === other.headTime && lane.headSequence < other.headSequence);
}

/**
 * A call graph as a plain loop. Without retries a call has exactly one attempt, so both are one node: a visit to a
 * service. It lives until the service has answered, and `awaited` says whether anybody still listens.
 */
import { Exponential } from '../../dist/engine/distributions/exponential.js';
import { mix, Random } from '../../dist/engine/random.js';
import { WORK } from '../../dist/model/draws.js';
import { Arrivals } from './arrivals.mjs';
import { FutureEventList, Lane } from './future-event-list.mjs';
import { saltOf } from './salt.mjs';

const NODES = 1 << 17;
const NOBODY = -1;

/** Returns requests born, events, and the number and summed sojourn time of the requests that ended well. */
export function w4(plan, seed) {
  return new CallGraph(plan, seed).run(plan.duration);
}

class CallGraph {
  future = new FutureEventList();
  keyed = new Random();
  now = 0;
  sequence = 0;
  events = 0;
  born = 0;
  ended = 0;
  sojourns = 0;
  // Visits.
  service = new Int32Array(NODES);
  parent = new Int32Array(NODES);
  birth = new Float64Array(NODES);
  keyLow = new Int32Array(NODES);
  keyHigh = new Int32Array(NODES);
  lane = new Int32Array(NODES);
  timeout = new Int32Array(NODES);
  awaited = new Uint8Array(NODES);
  failed = new Uint8Array(NODES);
  /** Calls it waits for: how many, the first, and each one's next. */
  pending = new Int32Array(NODES);
  child = new Int32Array(NODES);
  sibling = new Int32Array(NODES);
  /** Next in its service's queue. */
  behind = new Int32Array(NODES);
  free = Int32Array.from({ length: NODES }, (_, index) => NODES - 1 - index);
  freeCount = NODES;
  /** The lane whose first timeout is the earliest of all. */
  soonest = 0;

  constructor(plan, seed) {
    const { services, traffic } = plan;
    const count = services.length;
    this.work = new Exponential(services[0].operations[0].work.mean);
    this.idle = Int32Array.from(services, service => service.concurrency);
    this.head = new Int32Array(count).fill(NOBODY);
    this.tail = new Int32Array(count).fill(NOBODY);
    this.layEdges(services);
    this.sources = traffic.map(source => new Arrivals(source, seed));
    this.entries = traffic.map(source => source.edge.target);
    this.entryLanes = traffic.map(source => this.laneOf(source.edge));
    this.salts = services.map(service => saltOf(service, plan));
    for (let source = 0; source < traffic.length; source++) this.await(source);
  }

  /** Edges of service s are those from edgesFrom[s] up to edgesFrom[s + 1]. */
  layEdges(services) {
    const edges = services.flatMap(service => service.edges);
    this.lanes = [];
    this.edgesFrom = new Int32Array(services.length + 1);
    for (const [index, service] of services.entries())
      this.edgesFrom[index + 1] = this.edgesFrom[index] + service.edges.length;
    this.targets = Int32Array.from(edges, edge => edge.target);
    this.edgeLanes = Int32Array.from(edges, edge => this.laneOf(edge));
  }

  laneOf(edge) {
    const { limit } = edge.policies[0].settings;
    const known = this.lanes.findIndex(lane => lane.delay === limit);
    return known >= 0 ? known : this.lanes.push(new Lane(limit)) - 1;
  }

  run(until) {
    const { future, lanes } = this;
    for (;;) {
      const time = future.times[0];
      const lane = lanes[this.soonest];
      if (lane.headTime < time || (lane.headTime === time && lane.headSequence < future.sequences[0])) {
        if (lane.headTime > until) break;
        this.now = lane.headTime;
        const visit = lane.take();
        this.findSoonest();
        if (visit >= 0) this.giveUp(visit);
        continue;
      }
      if (time > until) break;
      this.now = time;
      const code = future.codes[0];
      future.pop();
      this.events++;
      if (code & 1) this.workDone(code >> 1);
      else this.arrive(code >> 1);
    }
    return { requests: this.born, events: this.events, ended: this.ended, sojourns: this.sojourns };
  }

  await(source) {
    this.future.push(this.sources[source].next(), this.sequence++, source << 1);
  }

  arrive(source) {
    this.await(source);
    this.born++;
    const service = this.entries[source];
    const salt = this.salts[service];
    const arrivals = this.sources[source];
    const visit = this.open(service, NOBODY, mix(arrivals.key(), salt), mix(arrivals.key(), salt));
    this.begin(visit, this.entryLanes[source]);
  }

  open(service, parent, keyLow, keyHigh) {
    if (this.freeCount === 0) throw new RangeError('the reference has more visits in progress than it has room for');
    const visit = this.free[--this.freeCount];
    this.service[visit] = service;
    this.parent[visit] = parent;
    this.birth[visit] = this.now;
    this.keyLow[visit] = keyLow;
    this.keyHigh[visit] = keyHigh;
    this.awaited[visit] = 1;
    this.failed[visit] = 0;
    this.pending[visit] = 0;
    this.child[visit] = NOBODY;
    return visit;
  }

  begin(visit, lane) {
    this.lane[visit] = lane;
    this.timeout[visit] = this.lanes[lane].set(this.now, this.sequence++, visit);
    if (this.lanes[lane].headTime < this.lanes[this.soonest].headTime) this.soonest = lane;
    const service = this.service[visit];
    if (this.idle[service] > 0) {
      this.idle[service]--;
      this.startWork(visit);
    } else this.enqueue(visit, service);
  }

  enqueue(visit, service) {
    const tail = this.tail[service];
    this.behind[visit] = NOBODY;
    if (tail === NOBODY) this.head[service] = visit;
    else this.behind[tail] = visit;
    this.tail[service] = visit;
  }

  startWork(visit) {
    this.keyed.rekey(this.keyLow[visit], this.keyHigh[visit], WORK);
    this.future.push(this.now + this.work.duration(this.keyed), this.sequence++, (visit << 1) | 1);
  }

  workDone(visit) {
    const service = this.service[visit];
    const from = this.edgesFrom[service];
    const to = this.edgesFrom[service + 1];
    for (let edge = from; edge < to; edge++) this.call(visit, edge);
    this.freeSlot(service);
    if (from === to) this.answer(visit);
  }

  call(visit, edge) {
    const target = this.targets[edge];
    const salt = this.salts[target];
    const child = this.open(target, visit, mix(this.keyLow[visit], salt), mix(this.keyHigh[visit], salt));
    this.sibling[child] = this.child[visit];
    this.child[visit] = child;
    this.pending[visit]++;
    this.begin(child, this.edgeLanes[edge]);
  }

  freeSlot(service) {
    const visit = this.head[service];
    if (visit === NOBODY) {
      this.idle[service]++;
      return;
    }
    this.head[service] = this.behind[visit];
    if (this.head[service] === NOBODY) this.tail[service] = NOBODY;
    this.startWork(visit);
  }

  answer(visit) {
    if (this.awaited[visit] === 1) {
      this.lanes[this.lane[visit]].cancel(this.timeout[visit]);
      this.callEnded(visit, this.failed[visit]);
    }
    this.free[this.freeCount++] = visit;
  }

  giveUp(visit) {
    this.events++;
    this.awaited[visit] = 0;
    this.callEnded(visit, 1);
  }

  callEnded(visit, failed) {
    const parent = this.parent[visit];
    if (parent === NOBODY) this.requestEnded(visit, failed);
    else if (failed === 1) this.fail(parent, visit);
    else {
      this.unlink(parent, visit);
      if (--this.pending[parent] === 0) this.answer(parent);
    }
  }

  requestEnded(visit, failed) {
    if (failed === 1) return;
    this.ended++;
    this.sojourns += this.now - this.birth[visit];
  }

  /** The other calls go on, but nobody listens. */
  fail(visit, culprit) {
    this.failed[visit] = 1;
    for (let child = this.child[visit]; child !== NOBODY; child = this.sibling[child]) {
      if (child === culprit) continue;
      this.awaited[child] = 0;
      this.lanes[this.lane[child]].cancel(this.timeout[child]);
    }
    this.answer(visit);
  }

  unlink(parent, visit) {
    let link = this.child[parent];
    if (link === visit) {
      this.child[parent] = this.sibling[visit];
      return;
    }
    while (this.sibling[link] !== visit) link = this.sibling[link];
    this.sibling[link] = this.sibling[visit];
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

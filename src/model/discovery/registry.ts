/**
 * A registry: nodes that keep a list of who is there. Requests to it are ordinary requests to its nodes - they take time,
 * wait, get lost - and when a node has worked on one, it asks here what comes of it.
 *
 * With a quorum, one node leads. Changes are accepted by nodes that reach the leader, while the leader reaches a
 * majority; they are known at once to all nodes it reaches, and the others catch up when they reach it again. A leader
 * that is gone is missed after a silence, drawn by each node between one and two election timeouts; a new one gives
 * every entry a new lease. Nothing expires without a leader. Among peers, every node takes changes and tells the peers
 * it reaches, sweeps its own list, and stops expiring when too few renewals come (Eureka's self-preservation).
 *
 * Left out: the log and its replication delay, terms and split votes. A vote is won by the first node to miss the
 * leader, if it reaches a majority.
 */
import type { Lane } from '../../engine/lane.ts';
import type { Random } from '../../engine/random.ts';
import { Actor, KIND_BITS } from '../../engine/simulator.ts';
import type { Place } from '../call/parties.ts';
import { NOBODY } from '../call/slots.ts';
import { ERROR, OK, type Outcome } from '../outcome.ts';
import type { World } from '../world.ts';
import type { Instances } from './instances.ts';
import { Ledger } from './ledger.ts';
import type { RegistryPlan } from './plan.ts';

const TICK = 0;
const ELECT = 1;
const SWEEP = 2;
/** Argument: node * instances + instance. */
const CHECK = 3;

const MINUTE = 60e9;

export interface RegistryNode extends Place {
  readonly name: string;
  probe(): 'answers' | 'refuses' | 'silent';
}

export interface RegistryParts {
  readonly name: string;
  readonly plan: RegistryPlan;
  readonly nodes: readonly RegistryNode[];
  readonly instances: Instances;
  readonly luck: Random;
}

/** What a request to the registry wants, by the operation it is sent with. */
export type RegistryRequest =
  | { readonly verb: 'renew' | 'remove'; readonly instance: number }
  | { readonly verb: 'lookup'; readonly answer: Uint8Array; readonly from: number };

export class Registry extends Actor {
  private readonly world: World;
  private readonly parts: RegistryParts;
  private readonly ledgers: readonly Ledger[];
  private readonly pulse: Lane;
  private readonly sweeps: Lane | null;
  /** Nodes that missed a change, or were down: they have something to learn. */
  private readonly isBehind: Uint8Array;
  /** By node and instance: whether a check is on its way. */
  private readonly checking: Uint8Array;
  private leader = 0;
  private lastLed = 0;
  private electionDue = false;
  /** Both of the measured part of the run. */
  private leaderlessTime = 0;
  private measuredFrom = 0;
  private isPreserving: Uint8Array;

  constructor(world: World, parts: RegistryParts) {
    super(world.simulator);
    const { plan, nodes, instances } = parts;
    this.world = world;
    this.parts = parts;
    this.ledgers = nodes.map(() => new Ledger(instances.detectors()));
    this.pulse = world.simulator.lane(plan.election.heartbeat);
    this.sweeps = plan.sweep > 0 ? world.simulator.lane(plan.sweep) : null;
    this.isBehind = new Uint8Array(nodes.length);
    this.isPreserving = new Uint8Array(nodes.length);
    this.checking = new Uint8Array(nodes.length * instances.count);
    this.enterFigures();
  }

  /** The run begins with everybody who is there registered, and everybody knows it. */
  start(): void {
    const { plan, luck, nodes, instances } = this.parts;
    this.simulator.schedule(Math.floor(luck.uniform() * plan.election.heartbeat), this.id, TICK, 0);
    nodes.forEach((_, node) => {
      this.ledgers[node]!.fill(this.simulator.now, instance => instances.isThere(instance));
      if (this.sweeps) this.simulator.schedule(Math.floor(luck.uniform() * plan.sweep), this.id, SWEEP, node);
      else this.checkAll(node);
    });
  }

  override on(kind: number, argument: number): void {
    if (kind === TICK) this.tick();
    else if (kind === ELECT) this.elect(argument);
    else if (kind === SWEEP) this.sweep(argument);
    else this.check(argument);
  }

  /** A node has worked on a request: what it answers. */
  handle(node: number, request: RegistryRequest): Outcome {
    const { plan } = this.parts;
    const isQuorum = plan.consistency === 'quorum';
    if (request.verb === 'lookup') {
      if (isQuorum && plan.reads === 'quorum' && !this.isServing(node)) return ERROR;
      const seen = this.ledgers[node]!.seen(this.simulator.now, plan.responseCache);
      request.answer.set(seen.subarray(request.from, request.from + request.answer.length));
      return OK;
    }
    if (isQuorum && !this.isServing(node)) return ERROR;
    if (request.verb === 'remove')
      this.world.recorder.log(
        'deregistered',
        this.parts.name,
        `${this.parts.instances.nameOf(request.instance)} leaves`,
      );
    this.change(isQuorum ? this.leader : node, request.verb, request.instance);
    return OK;
  }

  isListed(instance: number): boolean {
    const node = this.parts.plan.consistency === 'quorum' && this.leader !== NOBODY ? this.leader : 0;
    return this.ledgers[node]!.listed[instance] === 1;
  }

  /** Applies a change at `source` and at every node it reaches. */
  private change(source: number, verb: 'renew' | 'remove', instance: number): void {
    const now = this.simulator.now;
    if (verb === 'renew' && this.ledgers[source]!.listed[instance] === 0)
      this.world.recorder.log('registered', this.parts.name, `${this.parts.instances.nameOf(instance)} registers`);
    this.ledgers.forEach((ledger, node) => {
      if (!this.reaches(source, node)) {
        this.isBehind[node] = 1;
        return;
      }
      if (verb === 'remove') ledger.remove(instance);
      else {
        ledger.renew(instance, now);
        if (!this.sweeps) this.checkLater(node, instance);
      }
    });
  }

  // ---- who reaches whom

  private isUp(node: number): boolean {
    return this.parts.nodes[node]!.probe() === 'answers';
  }

  private reaches(from: number, to: number): boolean {
    const { nodes } = this.parts;
    return from === to || (this.isUp(from) && this.isUp(to) && nodes[from]!.island === nodes[to]!.island);
  }

  private hasMajority(node: number): boolean {
    const { nodes } = this.parts;
    if (!this.isUp(node)) return false;
    return 2 * nodes.filter((_, other) => this.reaches(node, other)).length > nodes.length;
  }

  /** Whether a node can take a change now: there is a leader, it leads, and the node reaches it. */
  private isServing(node: number): boolean {
    return this.leader !== NOBODY && this.hasMajority(this.leader) && this.reaches(node, this.leader);
  }

  // ---- the leader's heartbeat, and catching up

  private tick(): void {
    this.pulse.schedule((this.id << KIND_BITS) | TICK, 0);
    if (this.parts.plan.consistency === 'peers') this.meetPeers();
    else this.follow();
  }

  private follow(): void {
    const now = this.simulator.now;
    if (this.leader !== NOBODY && this.hasMajority(this.leader)) {
      this.lastLed = now;
      this.catchUp(this.leader);
      return;
    }
    if (this.electionDue) return;
    this.electionDue = true;
    const { luck, nodes, plan } = this.parts;
    let [first, soonest] = [NOBODY, Infinity];
    nodes.forEach((_, node) => {
      const patience = plan.election.timeout * (1 + luck.uniform());
      if (node === this.leader || !this.hasMajority(node) || patience >= soonest) return;
      [first, soonest] = [node, patience];
    });
    const due = first === NOBODY ? now + plan.election.timeout : Math.max(now, this.lastLed + Math.round(soonest));
    this.simulator.schedule(due - now, this.id, ELECT, first);
  }

  private elect(candidate: number): void {
    this.electionDue = false;
    if (this.leader !== NOBODY && this.hasMajority(this.leader)) return;
    const { name, nodes } = this.parts;
    if (this.leader !== NOBODY) {
      this.world.recorder.log('leader-lost', name, `${nodes[this.leader]!.name} leads no more`);
      this.leader = NOBODY;
    }
    if (candidate === NOBODY || !this.hasMajority(candidate)) return;
    const now = this.simulator.now;
    this.leader = candidate;
    this.leaderlessTime += this.sinceLed();
    this.lastLed = now;
    this.world.recorder.log('leader-elected', name, `${nodes[candidate]!.name} leads`);
    this.catchUp(candidate);
    this.ledgers[candidate]!.grace(now);
    if (!this.sweeps) this.checkAll(candidate);
  }

  /** Nodes that missed something and reach `source` again take over what it knows. */
  private catchUp(source: number): void {
    for (let node = 0; node < this.isBehind.length; node++) {
      if (this.isBehind[node] === 0 || !this.reaches(source, node)) continue;
      this.isBehind[node] = 0;
      if (node === source) continue;
      this.ledgers[node]!.learn(this.ledgers[source]!, this.simulator.now);
      if (!this.sweeps) this.checkAll(node);
    }
  }

  /** A peer that was down comes back with an empty list, and asks another for his. */
  private meetPeers(): void {
    const { nodes } = this.parts;
    nodes.forEach((_, node) => {
      if (!this.isUp(node)) {
        this.isBehind[node] = 2;
        return;
      }
      if (this.isBehind[node] !== 2) return;
      this.isBehind[node] = 0;
      const peer = nodes.findIndex(
        (_other, other) => other !== node && this.isBehind[other] !== 2 && this.reaches(node, other),
      );
      if (peer === NOBODY) this.ledgers[node]!.forget();
      else this.ledgers[node]!.learn(this.ledgers[peer]!, this.simulator.now);
      if (!this.sweeps) this.checkAll(node);
    });
  }

  // ---- expiry

  private sweep(node: number): void {
    this.sweeps!.schedule((this.id << KIND_BITS) | SWEEP, node);
    if (!this.mayExpire(node)) return;
    const silent = this.ledgers[node]!.expired(this.simulator.now);
    for (const instance of silent.slice(0, this.mostAtOnce(node))) this.expire(node, instance);
  }

  private check(argument: number): void {
    const { count } = this.parts.instances;
    const [node, instance] = [Math.floor(argument / count), argument % count];
    this.checking[argument] = 0;
    const ledger = this.ledgers[node]!;
    if (ledger.listed[instance] === 0) return;
    if (this.simulator.now < ledger.deadlineOf(instance)) this.checkLater(node, instance);
    else if (this.mayExpire(node)) this.expire(node, instance);
    else if (this.parts.plan.consistency === 'peers') this.look(node, instance, MINUTE);
  }

  private checkAll(node: number): void {
    for (let i = 0; i < this.parts.instances.count; i++)
      if (this.ledgers[node]!.listed[i] === 1) this.checkLater(node, i);
  }

  private checkLater(node: number, instance: number): void {
    this.look(node, instance, Math.max(0, this.ledgers[node]!.deadlineOf(instance) - this.simulator.now));
  }

  private look(node: number, instance: number, delay: number): void {
    const argument = node * this.parts.instances.count + instance;
    if (this.checking[argument] === 1) return;
    this.checking[argument] = 1;
    this.simulator.schedule(delay, this.id, CHECK, argument);
  }

  /** Whether this node may remove anybody now. */
  private mayExpire(node: number): boolean {
    if (this.parts.plan.consistency === 'quorum') return node === this.leader && this.isServing(node);
    return this.isUp(node) && !this.preserves(node);
  }

  /** Too few renewals: more likely the network is at fault than all those who are silent. */
  private preserves(node: number): boolean {
    const { plan, instances, name, nodes } = this.parts;
    if (plan.selfPreservation === 0 || this.simulator.now < MINUTE) return false;
    const { listed } = this.ledgers[node]!;
    const expected = instances.renewalsPerMinute(listed);
    const isPreserving = this.ledgers[node]!.renewalsPerMinute(this.simulator.now) < plan.selfPreservation * expected;
    if (isPreserving !== (this.isPreserving[node] === 1)) {
      this.isPreserving[node] = isPreserving ? 1 : 0;
      const what = isPreserving ? 'self-preservation' : 'self-preservation-over';
      const text = isPreserving ? 'removes nobody any more: too few renewals' : 'removes the silent again';
      this.world.recorder.log(what, name, `${nodes[node]!.name} ${text}`);
    }
    return isPreserving;
  }

  /** In one sweep Eureka removes no more than what would leave the threshold's share of its entries. */
  private mostAtOnce(node: number): number {
    const { consistency, selfPreservation } = this.parts.plan;
    if (consistency === 'quorum' || selfPreservation === 0) return Infinity;
    const size = this.ledgers[node]!.listed.reduce((sum, one) => sum + one, 0);
    return size - Math.floor(size * selfPreservation);
  }

  private expire(node: number, instance: number): void {
    const { instances, name, plan } = this.parts;
    const wasKnown =
      plan.consistency === 'peers' &&
      this.ledgers.some((ledger, other) => other !== node && ledger.listed[instance] === 0);
    if (plan.consistency === 'quorum') this.change(node, 'remove', instance);
    else this.ledgers[node]!.remove(instance);
    if (wasKnown) return;
    this.world.recorder.log('expired', name, `${instances.nameOf(instance)} is removed: no heartbeat for too long`);
    instances.removed(instance);
  }

  /** How long nobody has been seen to lead, at most since the measured part began. */
  private sinceLed(): number {
    return this.simulator.now - Math.max(this.lastLed, this.measuredFrom);
  }

  private enterFigures(): void {
    const { name, plan } = this.parts;
    if (plan.consistency === 'peers') return;
    const { recorder } = this.world;
    recorder.whenMeasuring(() => {
      this.leaderlessTime = 0;
      this.measuredFrom = this.simulator.now;
    });
    recorder.figure(name, 'leaderless', () => {
      const isLed = this.leader !== NOBODY && this.hasMajority(this.leader);
      const leaderless = this.leaderlessTime + (isLed ? 0 : this.sinceLed());
      return leaderless / (this.simulator.now - this.measuredFrom);
    });
  }
}

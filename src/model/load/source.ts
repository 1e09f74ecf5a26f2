/**
 * Traffic: requests born in an open loop (whatever happens to them, the next one comes) or a closed loop (a user thinks,
 * asks, waits for the answer, thinks again). Latency counts from the intended arrival. Requests are dealt to the source's
 * client processes in turn; a user of a closed loop keeps to one.
 */

import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import { mix, Random } from '../../engine/random.ts';
import { Actor } from '../../engine/simulator.ts';
import type { Call } from '../call/call.ts';
import type { CallTable } from '../call/call-table.ts';
import type { Chain } from '../call/chain.ts';
import type { Caller } from '../call/parties.ts';
import { NOBODY } from '../call/slots.ts';
import { childKey, type KeyStep, MIX, THINK } from '../draws.ts';
import { Items, NO_ITEM } from '../items.ts';
import type { Outcome } from '../outcome.ts';
import type { ArrivalsPlan, TrafficPlan } from '../plan.ts';
import type { SourceMeter } from '../source-meter.ts';
import type { World } from '../world.ts';
import { ArrivalProcess } from './arrival-process.ts';

export interface SourceParts {
  readonly plan: TrafficPlan;
  /** Its number among the sources. */
  readonly number: number;
  readonly meter: SourceMeter;
  /** From a request's key to that of its call. */
  readonly key: KeyStep;
}

/** What all traffic has in common: giving birth to requests and hearing of their end. */
export abstract class Source extends Actor implements Caller {
  /** One per client process; set once by the system. */
  clients: readonly Chain[] = [];
  protected readonly plan: TrafficPlan;
  protected readonly calls: CallTable;
  protected readonly keyed: Random;
  private readonly number: number;
  private readonly meter: SourceMeter;
  /** From a request's key to that of its call. */
  private readonly salt: number;
  private readonly mask: number;
  private readonly carriesItems: boolean;
  private readonly items: Items | null;
  private readonly weights: number;
  private readonly priority: number;
  /** What all requests ask for; NOBODY when there is a mix. */
  private readonly onlyOperation: number;
  private readonly surges: number[] = [];

  constructor(world: World, parts: SourceParts) {
    super(world.simulator);
    this.plan = parts.plan;
    this.calls = world.calls;
    this.keyed = world.keyed;
    this.number = parts.number;
    this.meter = parts.meter;
    this.salt = parts.key.salt;
    this.mask = parts.key.mask;
    this.carriesItems = world.carriesItems;
    this.items = parts.plan.keys && new Items(parts.plan.keys);
    this.weights = parts.plan.mix.reduce((sum, part) => sum + part.weight, 0);
    this.priority = parts.plan.priority;
    this.onlyOperation = parts.plan.mix.length === 1 ? parts.plan.mix[0]!.operation : NOBODY;
  }

  /** From now on this client's requests go another way; those on theirs end as they will. */
  moveClient(client: number, chain: Chain): void {
    this.clients = this.clients.with(client, chain);
  }

  abstract start(): void;

  /** Offered load is multiplied by `factor` until `ebb` takes it back. */
  surge(factor: number): void {
    this.surges.push(factor);
    this.scaleTo(this.surgeFactor());
  }

  ebb(factor: number): void {
    this.surges.splice(this.surges.indexOf(factor), 1);
    this.scaleTo(this.surgeFactor());
  }

  callEnded(call: Call, outcome: Outcome, root: Outcome): void {
    this.meter.ended(call, outcome, root);
    this.requestEnded(call);
  }

  protected abstract requestEnded(call: Call): void;

  /** From now on the offered load is `factor` times that of the plan. */
  protected abstract scaleTo(factor: number): void;

  /** A product of those that last, not a running one: 0 cannot be divided out, and thirds would leave a trace. */
  private surgeFactor(): number {
    return this.surges.reduce((product, factor) => product * factor, 1);
  }

  protected bear(client: number, keyLow: number, keyHigh: number, user: number): void {
    const chain = this.clients[client]!;
    const call = chain.open();
    call.keyLow = childKey(keyLow, this.salt);
    call.keyHigh = childKey(keyHigh, this.salt) ^ this.mask;
    call.parent = user;
    call.operation = this.onlyOperation === NOBODY ? this.pickOperation(keyLow, keyHigh) : this.onlyOperation;
    call.source = this.number;
    call.priority = this.priority;
    call.first = 1;
    if (this.carriesItems === true) call.item = this.items?.of(this.keyed, keyLow, keyHigh) ?? NO_ITEM;
    this.meter.born();
    chain.begin(call);
  }

  private pickOperation(keyLow: number, keyHigh: number): number {
    this.keyed.rekey(keyLow, keyHigh, MIX);
    let left = this.keyed.uniform() * this.weights;
    for (const part of this.plan.mix) {
      left -= part.weight;
      if (left < 0) return part.operation;
    }
    return this.plan.mix.at(-1)!.operation;
  }
}

export class OpenSource extends Source {
  private readonly process: ArrivalProcess;
  private readonly keys: Random;
  private ticket = NOBODY;
  private turn = 0;

  constructor(world: World, parts: SourceParts, arrivals: Extract<ArrivalsPlan, { kind: 'open' }>) {
    super(world, parts);
    const luck = Random.named(`${world.seed}/traffic/${parts.plan.name}/arrivals`);
    this.process = new ArrivalProcess(arrivals.rate, arrivals.period, arrivals.pacing === 'poisson' ? luck : null);
    this.keys = Random.named(`${world.seed}/traffic/${parts.plan.name}/keys`);
  }

  override start(): void {
    this.awaitArrival();
  }

  override on(): void {
    this.arrive();
  }

  private arrive(): void {
    this.process.next();
    this.awaitArrival();
    const client = this.turn;
    this.turn = client + 1 === this.clients.length ? 0 : client + 1;
    this.bear(client, this.keys.bits(), this.keys.bits(), 0);
  }

  protected override requestEnded(): void {}

  protected override scaleTo(factor: number): void {
    if (this.ticket !== NOBODY) this.simulator.cancel(this.ticket);
    this.process.scale(this.simulator.now, factor);
    this.awaitArrival();
  }

  private awaitArrival(): void {
    const delay = this.process.at - this.simulator.now;
    this.ticket = delay === Infinity ? NOBODY : this.simulator.schedule(delay > 0 ? delay : 0, this.id, 0, 0);
  }
}

const THOUGHT = 0;

export class ClosedSource extends Source {
  private readonly thinkTime: Distribution;
  private users: number;
  private readonly base: number;
  private readonly luck: Random;
  /** Per user: a random key of its own, and how many requests it has made. */
  private keysLow: Int32Array;
  private keysHigh: Int32Array;
  private asked: Int32Array;
  /** Users beyond this number leave after their next answer; these have. */
  private present: number;
  private readonly absent: number[] = [];

  constructor(world: World, parts: SourceParts, arrivals: Extract<ArrivalsPlan, { kind: 'closed' }>) {
    super(world, parts);
    this.thinkTime = buildDistribution(arrivals.thinkTime);
    this.base = arrivals.users;
    this.users = 0;
    this.present = arrivals.users;
    this.luck = Random.named(`${world.seed}/traffic/${parts.plan.name}/users`);
    this.keysLow = new Int32Array(arrivals.users);
    this.keysHigh = new Int32Array(arrivals.users);
    this.asked = new Int32Array(arrivals.users);
  }

  override start(): void {
    this.welcome(this.base);
  }

  override on(_thought: number, user: number): void {
    const count = this.asked[user]!++;
    const keyLow = mix(this.keysLow[user]!, count);
    this.bear(user % this.clients.length, keyLow, this.keysHigh[user]!, user);
  }

  /** A surge brings that many times the users; when it ends, the extra ones leave after their answer. */
  protected override scaleTo(factor: number): void {
    this.present = Math.round(this.base * factor);
    for (const user of this.absent.splice(0)) {
      if (user < this.present) this.think(user);
      else this.absent.push(user);
    }
    this.welcome(this.present);
  }

  protected override requestEnded(call: Call): void {
    const user = call.parent;
    if (user < this.present) this.think(user);
    else this.absent.push(user);
  }

  private welcome(total: number): void {
    if (total > this.asked.length) this.makeRoom(total);
    for (; this.users < total; this.users++) {
      this.keysLow[this.users] = this.luck.bits();
      this.keysHigh[this.users] = this.luck.bits();
      this.think(this.users);
    }
  }

  private makeRoom(total: number): void {
    const longer = (column: Int32Array): Int32Array => {
      const wide = new Int32Array(total);
      wide.set(column);
      return wide;
    };
    this.keysLow = longer(this.keysLow);
    this.keysHigh = longer(this.keysHigh);
    this.asked = longer(this.asked);
  }

  private think(user: number): void {
    this.keyed.rekey(mix(this.keysLow[user]!, this.asked[user]!), this.keysHigh[user]!, THINK);
    this.simulator.schedule(this.thinkTime.duration(this.keyed), this.id, THOUGHT, user);
  }
}

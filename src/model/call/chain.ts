/**
 * The client side of one edge in one process: the policies around its calls, the balancer that picks a replica, and the
 * network in between. Outermost first: fallback, total timeout, retry, circuit breaker, rate limiter, bulkhead,
 * hedge, per-attempt timeout, replica choice, network, service.
 *
 * `depth[call]` says how many policies have let the call in. A call ends exactly once, in `complete` or `drop`. An
 * attempt may outlive its call: its answer is then stale, and the work that went into it is wasted.
 */

import type { Distribution } from '../../engine/distribution.ts';
import type { Random } from '../../engine/random.ts';
import { Actor, KIND_BITS, type Simulator } from '../../engine/simulator.ts';
import type { Balancer } from '../balancer/balancer.ts';
import { childKey, REPLY_LATENCY, REPLY_LOSS, REQUEST_LATENCY, REQUEST_LOSS } from '../draws.ts';
import type { EdgeMeter } from '../edge-meter.ts';
import type { Counter } from '../figure-book.ts';
import type { FigureName } from '../figures.ts';
import { NOWHERE } from '../infrastructure-plan.ts';
import { ADMIT, GONE, HOLD, type Policy, type PolicyHost } from '../mitigation/policy.ts';
import type { Distances } from '../network/distances.ts';
import type { Link } from '../network/link.ts';
import {
  DEPENDENCY_FAILED,
  isSuccess,
  NO_HEALTHY_REPLICA,
  NOT_DISCOVERED,
  type Outcome,
  UNREACHABLE,
} from '../outcome.ts';
import type { Recorder } from '../recorder.ts';
import type { Disturbances, World } from '../world.ts';
import { ANSWERED, type AttemptTable, TRAVELLING, WITHDRAWN } from './attempt-table.ts';
import type { AttemptWatch } from './attempt-watch.ts';
import type { CallTable } from './call-table.ts';
import type { Callee, Caller, Place } from './parties.ts';
import { NOBODY } from './slots.ts';
import { TransportPatience } from './transport.ts';

/** Kinds below are the policies' alarms, by index. */
const ARRIVE = 32;
const REPLY = 33;
const PATIENCE_SPENT = 34;

export interface ChainParts {
  readonly meter: EdgeMeter;
  /** Which of the caller's processes this is. */
  readonly number: number;
  readonly policies: readonly Policy[];
  readonly balancer: Balancer;
  /** What tells the balancer whom to leave out. */
  readonly informants: readonly { reset(): void }[];
  /** Learns from every attempt; null for nobody. */
  readonly watch: AttemptWatch | null;
  readonly link: Link;
  readonly targets: readonly Callee[];
  readonly caller: Caller;
  readonly home: Place;
  /** Several replicas make their calls through this chain: messages leave from whichever it is, not from `home`. */
  readonly shared: boolean;
  readonly cancellation: boolean;
  /** Attempts carry a deadline: the parent's, or these limits from now if they are sooner. */
  readonly deadline: boolean;
  readonly attemptLimit: number;
  readonly totalLimit: number;
}

export class Chain extends Actor implements PolicyHost {
  override readonly simulator: Simulator;
  readonly index: number;
  readonly name: string;
  readonly calls: CallTable;
  readonly keyed: Random;
  private readonly attempts: AttemptTable;
  private readonly callees: readonly Callee[];
  private readonly disturbances: Disturbances;
  private readonly distances: Distances | null;
  private readonly recorder: Recorder;
  readonly meter: EdgeMeter;
  private readonly policies: readonly Policy[];
  private readonly patience: TransportPatience | null;
  private readonly balancer: Balancer;
  private readonly informants: readonly { reset(): void }[];
  private readonly watch: AttemptWatch | null;
  private readonly link: Link;
  private readonly targets: readonly Callee[];
  private readonly caller: Caller;
  private readonly home: Place;
  private readonly shared: boolean;
  private readonly cancellation: boolean;
  private readonly deadline: boolean;
  private readonly attemptLimit: number;
  private readonly totalLimit: number;
  private readonly carriesItems: boolean;
  readonly luckName: string;
  /** Copies under way, and what each is a copy of: calls of this chain that no caller knows of. Null as long as there never was one. */
  twins: Map<number, number> | null = null;

  constructor(world: World, parts: ChainParts) {
    super(world.simulator);
    this.simulator = world.simulator;
    this.index = world.chains.push(this) - 1;
    this.name = parts.meter.name;
    this.luckName = `${world.seed}/client/${this.name}/${parts.number}`;
    this.calls = world.calls;
    this.attempts = world.attempts;
    this.callees = world.callees;
    this.disturbances = world.disturbances;
    this.distances = world.distances;
    this.keyed = world.keyed;
    this.carriesItems = world.carriesItems;
    this.recorder = world.recorder;
    this.meter = parts.meter;
    this.balancer = parts.balancer;
    this.informants = parts.informants;
    this.watch = parts.watch;
    this.link = parts.link;
    this.targets = parts.targets;
    this.caller = parts.caller;
    this.home = parts.home;
    this.shared = parts.shared;
    this.cancellation = parts.cancellation;
    this.deadline = parts.deadline;
    this.attemptLimit = parts.attemptLimit;
    this.totalLimit = parts.totalLimit;
    const unlimited = parts.attemptLimit === Infinity && parts.totalLimit === Infinity;
    this.patience = unlimited ? new TransportPatience(this, PATIENCE_SPENT) : null;
    this.policies = parts.policies;
    this.seatPolicies();
  }

  /** A new call, not yet begun: the caller sets `parent`, `tag` and the rest of the columns it owns. */
  open(): number {
    const { calls, simulator } = this;
    const call = calls.open(this.index);
    calls.startedAt[call] = simulator.now;
    calls.askedAt[call] = simulator.now;
    return call;
  }

  begin(call: number): void {
    this.meter.called();
    this.descend(call);
  }

  override on(kind: number, argument: number): void {
    if (kind === REPLY) this.receive(argument, this.attempts.outcome[argument]!, this.attempts.root[argument]!);
    else if (kind === ARRIVE) this.deliver(argument);
    else if (kind === PATIENCE_SPENT) this.losePatience(argument);
    else this.policies[kind]!.fire(argument);
  }

  alarm(index: number): number {
    return (this.id << KIND_BITS) | index;
  }

  wakeAfter(delay: number, index: number, call: number): number {
    return this.simulator.schedule(delay, this.id, index, call);
  }

  descend(call: number): void {
    const policies = this.policies;
    const depth = this.calls.depth;
    for (let i = depth[call]!; i < policies.length; i++) {
      const verdict = policies[i]!.admit(call);
      if (verdict === ADMIT) continue;
      if (verdict === HOLD) {
        depth[call] = i + 1;
        return;
      }
      depth[call] = i;
      this.ascend(call, verdict);
      return;
    }
    this.calls.depth[call] = policies.length;
    this.send(call);
  }

  interrupt(call: number, index: number, outcome: Outcome): void {
    const replica = this.calls.replica[call]!;
    if (this.watch !== null && replica !== NOBODY) this.watch.over(call, replica, outcome);
    this.abandonInside(call, index);
    this.calls.depth[call] = index;
    this.ascend(call, outcome);
  }

  restart(call: number, index: number): void {
    this.abandonInside(call, index);
    this.calls.askedAt[call] = this.simulator.now;
    this.calls.depth[call] = index + 1;
    this.descend(call);
  }

  /** The caller is gone, or wants no answer any more: the call ends without one. */
  drop(call: number): void {
    this.abandonInside(call, -1);
    this.recorder.wasted(this.calls.source[call]!, this.calls.spent[call]!);
    this.meter.dropped++;
    this.calls.close(call);
  }

  openTwin(call: number, index: number): number {
    const { calls } = this;
    const twin = calls.openLike(call);
    calls.startedAt[twin] = this.simulator.now;
    calls.askedAt[twin] = calls.askedAt[call]!;
    calls.depth[twin] = index + 1;
    // Every attempt of a call has luck of its own: this one's number is now taken.
    calls.sent[call]!++;
    this.meter.everCalled++;
    this.twins ??= new Map();
    this.twins.set(twin, call);
    return twin;
  }

  closeTwin(twin: number, heir: number): void {
    const { calls } = this;
    if (heir === NOBODY) this.recorder.wasted(calls.source[twin]!, calls.spent[twin]!);
    else {
      calls.spent[heir] = calls.spent[heir]! + calls.spent[twin]!;
      calls.root[heir] = calls.root[twin]!;
    }
    this.meter.dropped++;
    this.twins!.delete(twin);
    calls.close(twin);
  }

  dropTwin(twin: number, index: number): void {
    this.abandonInside(twin, index);
    this.closeTwin(twin, NOBODY);
  }

  recall(call: number): void {
    const replica = this.calls.replica[call]!;
    if (replica !== NOBODY) this.giveUpAttempt(call, replica, true);
  }

  /** The callee answers an attempt. `root` is what went wrong at the bottom, for a failure. */
  answer(attempt: number, outcome: Outcome, root: Outcome): void {
    if (this.isLost(attempt, REPLY_LOSS)) this.vanish(attempt);
    else if (this.link.instant) this.receive(attempt, outcome, root);
    else {
      const attempts = this.attempts;
      attempts.state[attempt] = ANSWERED;
      attempts.outcome[attempt] = outcome;
      attempts.root[attempt] = root;
      this.travel(attempt, REPLY, REPLY_LATENCY);
    }
  }

  /** The attempt will never be answered, and nobody is told. */
  vanish(attempt: number): void {
    const { attempts, calls } = this;
    const call = attempts.call[attempt]!;
    this.waste(attempt);
    attempts.hints.delete(attempt);
    if (calls.generation[call] === attempts.generation[attempt]) {
      calls.silent[call] = 1;
      calls.attempt[call] = NOBODY;
      this.patience?.start(call);
    }
    this.meter.vanished++;
    attempts.close(attempt);
  }

  /** The attempt was stopped on its caller's word. */
  discard(attempt: number): void {
    this.waste(attempt);
    this.meter.withdrawn++;
    this.attempts.close(attempt);
  }

  /** The process was started anew: it remembers nothing. */
  reset(): void {
    for (const policy of this.policies) policy.reset();
    for (const informant of this.informants) informant.reset();
    this.balancer.reset();
  }

  log(what: string, text: string): void {
    this.recorder.log(what, this.name, text);
  }

  counter(name: FigureName): Counter {
    const caller = this.name.split(/\/|->/)[0]!;
    return this.recorder.counter(caller, name);
  }

  private seatPolicies(): void {
    let memoryStart = 0;
    this.policies.forEach((policy, index) => {
      policy.join(this, index, memoryStart);
      memoryStart += policy.memorySize;
    });
    this.calls.reserveMemory(memoryStart);
  }

  private ascend(call: number, failure: Outcome): void {
    const policies = this.policies;
    let outcome = failure;
    for (let i = this.calls.depth[call]!; i > 0; i--) {
      const verdict = policies[i - 1]!.settle(call, outcome);
      if (verdict === HOLD) {
        this.calls.depth[call] = i;
        return;
      }
      if (verdict === GONE) return;
      outcome = verdict;
    }
    this.complete(call, outcome);
  }

  private complete(call: number, outcome: Outcome): void {
    const calls = this.calls;
    this.meter.ended(outcome);
    const root = outcome === DEPENDENCY_FAILED ? calls.root[call]! : outcome;
    this.caller.callEnded(call, outcome, root);
    calls.close(call);
  }

  /** Policies inside `index` let go of the call, and so does the attempt in flight. */
  private abandonInside(call: number, index: number): void {
    const { calls, policies } = this;
    for (let i = calls.depth[call]! - 1; i > index; i--) policies[i]!.abandon(call);
    if (calls.silent[call] === 1) this.patience?.stop(call);
    const replica = calls.replica[call]!;
    if (replica !== NOBODY) this.giveUpAttempt(call, replica, this.cancellation);
    calls.disown(call);
  }

  private losePatience(call: number): void {
    this.patience!.spent(call);
    this.interrupt(call, this.policies.length, UNREACHABLE);
  }

  private giveUpAttempt(call: number, replica: number, cancels: boolean): void {
    const { calls, attempts } = this;
    const attempt = calls.attempt[call]!;
    calls.replica[call] = NOBODY;
    this.balancer.ended(replica);
    if (!cancels || attempt === NOBODY) return;
    calls.disown(call);
    if (attempts.state[attempt] === TRAVELLING) attempts.state[attempt] = WITHDRAWN;
    else this.targets[replica]!.withdraw(attempt);
  }

  private send(call: number): void {
    const calls = this.calls;
    const target = this.twins === null ? this.balancer.pick(call) : this.pickWithTwins(call, this.twins);
    calls.replica[call] = target;
    if (target === NOBODY) {
      this.ascend(call, this.balancer.isListEmpty ? NOT_DISCOVERED : NO_HEALTHY_REPLICA);
      return;
    }
    const attempt = this.openAttempt(call, this.targets[target]!.index);
    this.balancer.begun(target);
    if (this.watch !== null) this.watch.sent(call, target);
    this.meter.sent();
    if (this.isLost(attempt, REQUEST_LOSS)) this.vanish(attempt);
    else if (this.link.instant) this.targets[target]!.accept(attempt);
    else this.travel(attempt, ARRIVE, REQUEST_LATENCY);
  }

  /** A copy goes elsewhere than what it is a copy of. */
  private pickWithTwins(call: number, twins: ReadonlyMap<number, number>): number {
    const original = twins.get(call);
    if (original === undefined) return this.balancer.pick(call);
    return this.balancer.pickOther(call, this.calls.replica[original]!);
  }

  private openAttempt(call: number, replica: number): number {
    const { calls, attempts } = this;
    const attempt = attempts.open();
    const before = calls.sent[call]!;
    calls.sent[call] = before + 1;
    calls.attempt[call] = attempt;
    attempts.call[attempt] = call;
    attempts.generation[attempt] = calls.generation[call]!;
    attempts.chain[attempt] = this.index;
    attempts.replica[attempt] = replica;
    attempts.keyLow[attempt] = childKey(calls.keyLow[call]!, before);
    attempts.keyHigh[attempt] = calls.keyHigh[call]!;
    attempts.operation[attempt] = calls.operation[call]!;
    attempts.priority[attempt] = calls.priority[call]!;
    const source = calls.source[call]!;
    const first = before === 0 ? calls.first[call]! : 0;
    attempts.source[attempt] = source;
    attempts.first[attempt] = first;
    attempts.deadline[attempt] = this.deadline ? this.deadlineOf(call) : Infinity;
    if (this.carriesItems) attempts.item[attempt] = calls.item[call]!;
    this.recorder.sent(source, first);
    return attempt;
  }

  private deadlineOf(call: number): number {
    const perAttempt = this.simulator.now + this.attemptLimit;
    const perCall = this.calls.askedAt[call]! + this.totalLimit;
    const inherited = this.calls.deadline[call]!;
    return Math.min(inherited, perAttempt, perCall);
  }

  private isLost(attempt: number, purpose: number): boolean {
    const { passing } = this.link;
    if (passing === 1 && this.disturbances.count === 0) return false;
    const { attempts } = this;
    const home = this.shared ? this.homeOf(attempt) : this.home;
    const replica = this.targetOf(attempt);
    if (home.island !== replica.island) return true;
    if (passing === 1 && replica.loss === 0 && home.loss === 0) return false;
    this.keyed.rekey(attempts.keyLow[attempt]!, attempts.keyHigh[attempt]!, purpose);
    return this.keyed.uniform() >= passing * (1 - replica.loss) * (1 - home.loss);
  }

  /** The replica that made the call; if it has let go of it, where the answer goes does not matter. */
  private homeOf(attempt: number): Place {
    const { attempts, calls } = this;
    const call = attempts.call[attempt]!;
    if (calls.generation[call] !== attempts.generation[attempt]) return this.home;
    return this.callees[attempts.replica[calls.parent[call]!]!]!;
  }

  private waste(attempt: number): void {
    this.recorder.wasted(this.attempts.source[attempt]!, this.attempts.spent[attempt]!);
    this.meter.target.wastedWork += this.attempts.ownWork[attempt]!;
  }

  private targetOf(attempt: number): Callee {
    return this.callees[this.attempts.replica[attempt]!]!;
  }

  private travel(attempt: number, kind: number, purpose: number): void {
    const link = this.link;
    if (link.lane !== null && link.undisturbed) {
      link.lane.schedule((this.id << KIND_BITS) | kind, attempt);
      return;
    }
    this.keyed.rekey(this.attempts.keyLow[attempt]!, this.attempts.keyHigh[attempt]!, purpose);
    this.simulator.schedule(link.delay(this.keyed, this.distanceOf(attempt)), this.id, kind, attempt);
  }

  /** What lies between the zones of the two ends. */
  private distanceOf(attempt: number): Distribution | null {
    if (this.distances === null) return null;
    const home = this.shared ? this.homeOf(attempt) : this.home;
    const { zone } = this.targetOf(attempt);
    if (zone !== NOWHERE && home.zone !== NOWHERE) {
      this.meter.hops++;
      if (zone !== home.zone) this.meter.farHops++;
    }
    return this.distances.between(home.zone, zone);
  }

  private deliver(attempt: number): void {
    if (this.attempts.state[attempt] === WITHDRAWN) this.discard(attempt);
    else this.targetOf(attempt).accept(attempt);
  }

  /** The answer is here: taken up if the call still waits for this attempt, wasted if not. */
  private receive(attempt: number, outcome: Outcome, root: Outcome): void {
    const { attempts, calls } = this;
    const call = attempts.call[attempt]!;
    const isCurrent = calls.generation[call] === attempts.generation[attempt];
    this.meter.answered++;
    if (isCurrent && isSuccess(outcome)) {
      calls.spent[call] = calls.spent[call]! + attempts.spent[attempt]!;
      this.meter.target.usefulWork += attempts.ownWork[attempt]!;
    } else {
      this.waste(attempt);
      if (attempts.hints.size > 0) this.passHint(attempt);
    }
    attempts.close(attempt);
    if (!isCurrent) return;
    const replica = calls.replica[call]!;
    this.balancer.ended(replica);
    if (this.watch !== null) this.watch.over(call, replica, outcome);
    calls.replica[call] = NOBODY;
    calls.attempt[call] = NOBODY;
    calls.root[call] = root;
    this.ascend(call, outcome);
  }

  /** The refusal of an attempt says how long to wait: whoever retries the call may read it, while it is dealt with. */
  private passHint(attempt: number): void {
    const { attempts, calls } = this;
    const wait = attempts.hints.get(attempt);
    if (wait === undefined) return;
    attempts.hints.delete(attempt);
    const call = attempts.call[attempt]!;
    if (calls.generation[call] === attempts.generation[attempt]) calls.advise(call, wait);
  }
}

/**
 * The client side of one edge in one process: the policies around its calls, the balancer that picks a replica, and the
 * network in between. Outermost first: fallback, total timeout, retry, circuit breaker, rate limiter, bulkhead,
 * hedge, per-attempt timeout, replica choice, network, service.
 *
 * A call's `depth` says how many policies have let the call in. A call ends exactly once, in `complete` or `drop`. An
 * attempt may outlive its call: its answer is then stale, and the work that went into it is wasted.
 */

import type { Distribution } from '../../engine/distribution.ts';
import type { Random } from '../../engine/random.ts';
import { Actor, KIND_BITS, type Simulator } from '../../engine/simulator.ts';
import type { Choice } from '../balancer/balancer.ts';
import { childKey, REPLY_LATENCY, REPLY_LOSS, REQUEST_LATENCY, REQUEST_LOSS } from '../draws.ts';
import type { EdgeMeter } from '../edge-meter.ts';
import type { Counter } from '../figure-book.ts';
import type { FigureName } from '../figures.ts';
import { NOWHERE } from '../infrastructure-plan.ts';
import { ADMIT, GONE, HOLD, type Policy, type PolicyHost } from '../mitigation/policy.ts';
import type { Distances } from '../network/distances.ts';
import type { Link, LinkEnd } from '../network/link.ts';
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
import { ANSWERED, type Attempt, TRAVELLING, WITHDRAWN } from './attempt.ts';
import type { AttemptTable } from './attempt-table.ts';
import type { AttemptWatch } from './attempt-watch.ts';
import type { Call } from './call.ts';
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
  readonly balancer: Choice;
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

export class Chain extends Actor implements PolicyHost, LinkEnd {
  override readonly simulator: Simulator;
  // What every call comes by stands together, and in memory as it stands here (reception.ts).
  /** Copies under way, and what each is a copy of: calls of this chain that no caller knows of. Null as long as there never was one. */
  twins: Map<Call, Call> | null = null;
  /** Told by the link. */
  isPlain = false;
  readonly calls: CallTable;
  readonly meter: EdgeMeter;
  /** Policies know who is next to them: with hundreds of services, an array of them is not in the cache. */
  private readonly outermost: Policy | null;
  private readonly innermost: Policy | null;
  private readonly policyCount: number;
  private readonly balancer: Choice;
  /** Attempts in progress by target, where the balancer asks for them. */
  private readonly inProgress: Int32Array | null;
  private readonly targets: readonly Callee[];
  /** The only one, as most often; null when there are several. */
  private readonly sole: Callee | null;
  private readonly attempts: AttemptTable;
  private readonly policies: readonly Policy[];
  private readonly deadline: boolean;
  private readonly carriesItems: boolean;
  private readonly recorder: Recorder;
  private readonly watch: AttemptWatch | null;
  private readonly link: Link;
  private readonly disturbances: Disturbances;
  private readonly caller: Caller;
  private readonly patience: TransportPatience | null;
  readonly index: number;
  readonly name: string;
  readonly luckName: string;
  readonly keyed: Random;
  private readonly distances: Distances | null;
  private readonly informants: readonly { reset(): void }[];
  private readonly home: Place;
  private readonly shared: boolean;
  private readonly cancellation: boolean;
  private readonly attemptLimit: number;
  private readonly totalLimit: number;

  constructor(world: World, parts: ChainParts) {
    super(world.simulator);
    this.simulator = world.simulator;
    this.calls = world.calls;
    this.meter = parts.meter;
    this.outermost = parts.policies[0] ?? null;
    this.innermost = parts.policies.at(-1) ?? null;
    this.policyCount = parts.policies.length;
    this.balancer = parts.balancer;
    this.inProgress = parts.balancer.inProgress;
    this.targets = parts.targets;
    this.sole = parts.targets.length === 1 ? parts.targets[0]! : null;
    this.attempts = world.attempts;
    this.policies = parts.policies;
    this.deadline = parts.deadline;
    this.carriesItems = world.carriesItems;
    this.recorder = world.recorder;
    this.watch = parts.watch;
    this.link = parts.link;
    this.disturbances = world.disturbances;
    this.caller = parts.caller;
    const unlimited = parts.attemptLimit === Infinity && parts.totalLimit === Infinity;
    this.patience = unlimited ? new TransportPatience(this, PATIENCE_SPENT) : null;
    this.index = world.chains.push(this) - 1;
    this.name = parts.meter.name;
    this.luckName = `${world.seed}/client/${this.name}/${parts.number}`;
    this.keyed = world.keyed;
    this.distances = world.distances;
    this.informants = parts.informants;
    this.home = parts.home;
    this.shared = parts.shared;
    this.cancellation = parts.cancellation;
    this.attemptLimit = parts.attemptLimit;
    this.totalLimit = parts.totalLimit;
    this.seatPolicies();
    parts.link.attach(this);
  }

  /** A new call, not yet begun: the caller sets `parent`, `tag` and whatever else is its to say. */
  open(): Call {
    const { now } = this.simulator;
    const call = this.calls.open(this);
    call.startedAt = now;
    call.askedAt = now;
    return call;
  }

  begin(call: Call): void {
    this.meter.called();
    this.descend(call);
  }

  override on(kind: number, argument: number): void {
    this.happen(kind, argument);
  }

  private happen(kind: number, argument: number): void {
    if (kind === REPLY) this.arrived(this.attempts.at(argument));
    else if (kind === ARRIVE) this.deliver(this.attempts.at(argument));
    else if (kind === PATIENCE_SPENT) this.losePatience(this.calls.at(argument));
    else if (argument < 0) this.policies[kind]!.ring(argument);
    else this.policies[kind]!.fire(this.calls.at(argument));
  }

  alarm(index: number): number {
    return (this.id << KIND_BITS) | index;
  }

  wakeAfter(delay: number, index: number, call: Call): number {
    return this.simulator.schedule(delay, this.id, index, call.id);
  }

  descend(call: Call): void {
    let { depth } = call;
    let policy = depth === 0 ? this.outermost : this.policyAt(depth);
    for (; policy !== null; policy = policy.inner) {
      const verdict = policy.admit(call);
      if (verdict !== ADMIT) {
        this.keepOut(call, depth, verdict);
        return;
      }
      depth++;
    }
    call.depth = depth;
    this.send(call);
  }

  private policyAt(index: number): Policy | null {
    return index >= 0 && index < this.policies.length ? this.policies[index]! : null;
  }

  /** The policy at `index` has not let the call in. */
  private keepOut(call: Call, index: number, verdict: number): void {
    if (verdict === HOLD) call.depth = index + 1;
    else {
      call.depth = index;
      this.ascend(call, verdict);
    }
  }

  interrupt(call: Call, index: number, outcome: Outcome): void {
    const { replica } = call;
    if (this.watch !== null && replica !== NOBODY) this.watch.over(call, replica, outcome);
    this.abandonInside(call, index);
    call.depth = index;
    this.ascend(call, outcome);
  }

  restart(call: Call, index: number): void {
    this.abandonInside(call, index);
    call.askedAt = this.simulator.now;
    call.depth = index + 1;
    this.descend(call);
  }

  /** The caller is gone, or wants no answer any more: the call ends without one. */
  drop(call: Call): void {
    this.abandonInside(call, -1);
    this.recorder.wasted(call.source, call.spent);
    this.meter.dropped++;
    this.calls.close(call);
  }

  openTwin(call: Call, index: number): Call {
    const twin = this.calls.openLike(call);
    twin.startedAt = this.simulator.now;
    twin.askedAt = call.askedAt;
    twin.depth = index + 1;
    // Every attempt of a call has luck of its own: this one's number is now taken.
    call.sent++;
    this.meter.copied();
    this.twins ??= new Map();
    this.twins.set(twin, call);
    return twin;
  }

  closeTwin(twin: Call, heir: Call | null): void {
    if (heir === null) this.recorder.wasted(twin.source, twin.spent);
    else {
      heir.spent += twin.spent;
      heir.root = twin.root;
    }
    this.meter.dropped++;
    this.twins!.delete(twin);
    this.calls.close(twin);
  }

  dropTwin(twin: Call, index: number): void {
    this.abandonInside(twin, index);
    this.closeTwin(twin, null);
  }

  recall(call: Call): void {
    if (call.replica !== NOBODY) this.giveUpAttempt(call, call.replica, true);
  }

  /** The callee answers an attempt. `root` is what went wrong at the bottom, for a failure. */
  answer(attempt: Attempt, outcome: Outcome, root: Outcome): void {
    if (this.isPlain === true && this.disturbances.count === 0) this.receive(attempt, outcome, root);
    else this.answerOver(attempt, outcome, root);
  }

  private answerOver(attempt: Attempt, outcome: Outcome, root: Outcome): void {
    if (this.isLost(attempt, REPLY_LOSS)) this.vanish(attempt);
    else if (this.link.instant === true) this.receive(attempt, outcome, root);
    else this.reply(attempt, outcome, root);
  }

  private reply(attempt: Attempt, outcome: Outcome, root: Outcome): void {
    attempt.state = ANSWERED;
    attempt.outcome = outcome;
    attempt.root = root;
    this.travel(attempt, REPLY, REPLY_LATENCY);
  }

  /** The attempt will never be answered, and nobody is told. */
  vanish(attempt: Attempt): void {
    const { call } = attempt;
    this.waste(attempt);
    attempt.hint = 0;
    if (call.generation === attempt.generation) {
      call.silent = true;
      call.attempt = null;
      this.patience?.start(call);
    }
    this.meter.vanished++;
    this.attempts.close(attempt);
  }

  /** The attempt was stopped on its caller's word. */
  discard(attempt: Attempt): void {
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
      policy.outer = this.policyAt(index - 1);
      policy.inner = this.policyAt(index + 1);
      policy.join(this, index, memoryStart);
      memoryStart += policy.memorySize;
    });
    this.calls.reserveMemory(memoryStart);
  }

  private ascend(call: Call, failure: Outcome): void {
    let outcome = failure;
    let { depth } = call;
    let policy = depth === this.policyCount ? this.innermost : this.policyAt(depth - 1);
    for (; policy !== null; policy = policy.outer) {
      const verdict = policy.settle(call, outcome);
      if (verdict === HOLD) {
        call.depth = depth;
        return;
      }
      if (verdict === GONE) return;
      outcome = verdict;
      depth--;
    }
    this.complete(call, outcome);
  }

  private complete(call: Call, outcome: Outcome): void {
    this.meter.ended(outcome);
    const root = outcome === DEPENDENCY_FAILED ? call.root : outcome;
    this.caller.callEnded(call, outcome, root);
    this.calls.close(call);
  }

  /** Policies inside `index` let go of the call, and so does the attempt in flight. */
  private abandonInside(call: Call, index: number): void {
    const { policies } = this;
    for (let i = call.depth - 1; i > index; i--) policies[i]!.abandon(call);
    if (call.silent) this.patience?.stop(call);
    if (call.replica !== NOBODY) this.giveUpAttempt(call, call.replica, this.cancellation);
    call.disown();
  }

  private losePatience(call: Call): void {
    this.patience!.spent(call);
    this.interrupt(call, this.policies.length, UNREACHABLE);
  }

  private giveUpAttempt(call: Call, replica: number, cancels: boolean): void {
    const { attempt } = call;
    call.replica = NOBODY;
    if (this.inProgress !== null) this.inProgress[replica]!--;
    if (!cancels || attempt === null) return;
    call.disown();
    if (attempt.state === TRAVELLING) attempt.state = WITHDRAWN;
    else this.targets[replica]!.withdraw(attempt);
  }

  private send(call: Call): void {
    const target = this.twins === null ? this.balancer.pick(call) : this.pickWithTwins(call, this.twins);
    call.replica = target;
    if (target === NOBODY) {
      this.findNobody(call);
      return;
    }
    const callee = this.sole === null ? this.targets[target]! : this.sole;
    const attempt = this.openAttempt(call, callee);
    if (this.inProgress !== null) this.inProgress[target]!++;
    if (this.watch !== null) this.watch.sent(call, target);
    this.meter.sent();
    if (this.isPlain === true && this.disturbances.count === 0) callee.accept(attempt);
    else this.sendOver(attempt);
  }

  private sendOver(attempt: Attempt): void {
    if (this.isLost(attempt, REQUEST_LOSS)) this.vanish(attempt);
    else if (this.link.instant === true) attempt.callee!.accept(attempt);
    else this.travel(attempt, ARRIVE, REQUEST_LATENCY);
  }

  private findNobody(call: Call): void {
    this.ascend(call, this.balancer.isListEmpty ? NOT_DISCOVERED : NO_HEALTHY_REPLICA);
  }

  /** A copy goes elsewhere than what it is a copy of. */
  private pickWithTwins(call: Call, twins: ReadonlyMap<Call, Call>): number {
    const original = twins.get(call);
    if (original === undefined) return this.balancer.pick(call);
    return this.balancer.pickOther(call, original.replica);
  }

  private openAttempt(call: Call, callee: Callee): Attempt {
    const attempt = this.attempts.open();
    const { source, sent } = call;
    const first = sent === 0 ? call.first : 0;
    call.sent = sent + 1;
    call.attempt = attempt;
    attempt.call = call;
    attempt.generation = call.generation;
    attempt.chain = this;
    attempt.callee = callee;
    attempt.keyLow = childKey(call.keyLow, sent);
    attempt.keyHigh = call.keyHigh;
    attempt.operation = call.operation;
    attempt.priority = call.priority;
    attempt.source = source;
    attempt.first = first;
    attempt.deadline = this.deadline === true ? this.deadlineOf(call) : Infinity;
    if (this.carriesItems === true) attempt.item = call.item;
    this.recorder.sent(source, first);
    return attempt;
  }

  private deadlineOf(call: Call): number {
    const perAttempt = this.simulator.now + this.attemptLimit;
    const perCall = call.askedAt + this.totalLimit;
    const inherited = call.deadline;
    return Math.min(inherited, perAttempt, perCall);
  }

  private isLost(attempt: Attempt, purpose: number): boolean {
    return (this.link.passing < 1 || this.disturbances.count > 0) && this.isLostOnItsWay(attempt, purpose);
  }

  private isLostOnItsWay(attempt: Attempt, purpose: number): boolean {
    const { passing } = this.link;
    const home = this.shared ? this.homeOf(attempt) : this.home;
    const replica = attempt.callee!;
    if (home.island !== replica.island) return true;
    if (passing === 1 && replica.loss === 0 && home.loss === 0) return false;
    this.keyed.rekey(attempt.keyLow, attempt.keyHigh, purpose);
    return this.keyed.uniform() >= passing * (1 - replica.loss) * (1 - home.loss);
  }

  /** The replica that made the call; if it has let go of it, where the answer goes does not matter. */
  private homeOf(attempt: Attempt): Place {
    const { call } = attempt;
    if (call.generation !== attempt.generation) return this.home;
    return call.asker!.callee!;
  }

  private waste(attempt: Attempt): void {
    this.recorder.wasted(attempt.source, attempt.spent);
    this.meter.target.wastedWork += attempt.ownWork;
  }

  private travel(attempt: Attempt, kind: number, purpose: number): void {
    const link = this.link;
    if (link.lane !== null && link.undisturbed) {
      link.lane.schedule((this.id << KIND_BITS) | kind, attempt.id);
      return;
    }
    this.keyed.rekey(attempt.keyLow, attempt.keyHigh, purpose);
    this.simulator.schedule(link.delay(this.keyed, this.distanceOf(attempt)), this.id, kind, attempt.id);
  }

  /** What lies between the zones of the two ends. */
  private distanceOf(attempt: Attempt): Distribution | null {
    if (this.distances === null) return null;
    const home = this.shared ? this.homeOf(attempt) : this.home;
    const { zone } = attempt.callee!;
    if (zone !== NOWHERE && home.zone !== NOWHERE) {
      this.meter.hops++;
      if (zone !== home.zone) this.meter.farHops++;
    }
    return this.distances.between(home.zone, zone);
  }

  private arrived(attempt: Attempt): void {
    this.receive(attempt, attempt.outcome, attempt.root);
  }

  private deliver(attempt: Attempt): void {
    if (attempt.state === WITHDRAWN) this.discard(attempt);
    else attempt.callee!.accept(attempt);
  }

  /** The answer is here: taken up if the call still waits for this attempt, wasted if not. */
  private receive(attempt: Attempt, outcome: Outcome, root: Outcome): void {
    const { call } = attempt;
    const { meter } = this;
    const isCurrent = call.generation === attempt.generation;
    meter.answered++;
    if (isCurrent && isSuccess(outcome)) {
      call.spent = call.spent + attempt.spent;
      meter.target.usefulWork += attempt.ownWork;
    } else this.hearInVain(attempt);
    this.attempts.close(attempt);
    if (!isCurrent) return;
    const { replica } = call;
    if (this.inProgress !== null) this.inProgress[replica]!--;
    if (this.watch !== null) this.watch.over(call, replica, outcome);
    call.replica = NOBODY;
    call.attempt = null;
    call.root = root;
    this.ascend(call, outcome);
  }

  private hearInVain(attempt: Attempt): void {
    this.waste(attempt);
    if (attempt.hint > 0) this.passHint(attempt);
  }

  /** The refusal of an attempt says how long to wait: whoever retries the call may read it, while it is dealt with. */
  private passHint(attempt: Attempt): void {
    const { call, hint } = attempt;
    attempt.hint = 0;
    if (call.generation === attempt.generation) this.calls.advise(call, hint);
  }
}

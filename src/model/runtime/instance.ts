/**
 * One replica in its runtime: ordered, started, probed, restarted when it dies, ended with grace. It acts on the process
 * by the process's own verbs, and holds it down (one `crash` of its own) whenever it must not run: while it does not
 * exist and while a restart waits. A fault that holds it down as well makes every restart fail until the fault is over,
 * and the waits grow meanwhile: a crash loop goes on after its cause is gone.
 */
import type { Random } from '../../engine/random.ts';
import { Actor } from '../../engine/simulator.ts';
import type { Ballast, Guardian } from '../guardian.ts';
import { isSuccess, type Outcome } from '../outcome.ts';
import type { Recorder } from '../recorder.ts';
import type { RuntimePlan } from '../runtime-plan.ts';
import type { World } from '../world.ts';
import { BackOff } from './back-off.ts';
import type { Memory } from './memory.ts';
import type { Prober } from './prober.ts';
import type { Listing, Tended } from './tended.ts';

const RESTART = 0;
const TOLD_TO_END = 1;
const LOOK = 2;
const CRASH = 3;

/** How often it is looked whether a process that was told to end has finished. */
const LOOK_EVERY = 10e6;

export interface InstanceParts {
  readonly number: number;
  readonly plan: RuntimePlan;
  readonly process: Tended;
  readonly listing: Listing | null;
  readonly service: string;
  /** What this kind of thing costs to have: told of every change. */
  readonly existence: { changed(delta: number): void };
  readonly luck: Random;
}

/** Counted for the whole service. */
export interface InstanceFigures {
  restarted(): void;
  outOfMemory(): void;
  started(took: number): void;
}

/** Told of what becomes of an instance: the deployment it belongs to. */
export interface InstanceListener {
  becameReady(instance: Instance): void;
  /** It is given up where nobody can reach it. */
  stranded(instance: Instance): void;
  ended(instance: Instance): void;
}

/** What is wrong with the version it runs, beyond what a fault's verbs can say. */
export interface Defect {
  /** It dies so long after each start; Infinity for not at all. */
  readonly crashAfter: number;
  readonly isNeverReady: boolean;
}

export class Instance extends Actor implements Guardian, Ballast {
  readonly number: number;
  readonly name: string;
  isReady = true;
  isEnding = false;
  version = 0;
  readySince = 0;
  /** What it has answered in its life, and how much of that was no success. */
  answers = 0;
  failures = 0;
  listener: InstanceListener | null = null;
  /** Set by whoever assembles: they need the instance first. */
  readiness: Prober | null = null;
  liveness: Prober | null = null;
  memory: Memory | null = null;
  /** Whether the machine is up: on a dead one nobody restarts anything. */
  isHostDown: () => boolean = () => false;
  /** Whether the machine is heard of: otherwise the list says what it said, whatever is true. */
  isUnheard: () => boolean = () => false;
  /** It takes the place of one that was lost so long ago with its machine; null for none. */
  replacesSince: number | null = null;
  private readonly parts: InstanceParts;
  private readonly recorder: Recorder;
  private readonly figures: InstanceFigures;
  private readonly backOff: BackOff | null;
  private defect: Defect | null = null;
  /** What is found on its machine, whether or not that is heard of. */
  private isWell = true;
  private isStranded = false;
  private holds = 0;
  private isBeingKilled = false;
  private startedAt = 0;
  private wantedSince = 0;
  private endsAt = 0;
  /** Events scheduled for an older process are void. */
  private round = 0;

  constructor(world: World, parts: InstanceParts, figures: InstanceFigures) {
    super(world.simulator);
    this.parts = parts;
    this.number = parts.number;
    this.name = parts.process.name;
    this.recorder = world.recorder;
    this.figures = figures;
    this.backOff = parts.plan.restart && new BackOff(parts.plan.restart);
  }

  get exists(): boolean {
    return this.parts.process.exists;
  }

  /** Before time begins: it is a place for more, not a replica yet. */
  isPlace(): void {
    this.parts.process.exists = false;
    this.isReady = false;
    this.isWell = false;
    this.parts.existence.changed(-1);
    this.hold();
  }

  /** It has been running for a while when time begins: its probes are somewhere in their period. */
  start(): void {
    if (!this.exists) return;
    const { readiness, liveness } = this.parts.plan;
    this.readiness?.start(true, Math.floor(this.parts.luck.uniform() * (readiness?.period ?? 0)));
    this.liveness?.start(true, Math.floor(this.parts.luck.uniform() * (liveness?.period ?? 0)));
  }

  /** It comes into being and starts; `pull` is what its image takes to get there. */
  order(pull: number, version: number, defect: Defect | null): void {
    this.parts.process.exists = true;
    this.isEnding = false;
    this.isStranded = false;
    this.version = version;
    this.answers = 0;
    this.failures = 0;
    this.defect = defect;
    this.wantedSince = this.simulator.now;
    this.parts.existence.changed(1);
    this.backOff?.reset();
    this.startAnew(pull);
  }

  /** It is to end: off the lists at once, told after `preStop`, killed when its grace is over. */
  end(): void {
    if (!this.exists || this.isEnding) return;
    this.isEnding = true;
    this.becomeUnready();
    this.parts.process.sayGoodbye();
    this.schedule(this.parts.plan.preStop, TOLD_TO_END);
  }

  /** Its machine has not been heard of for too long. */
  lost(): void {
    this.becomeUnready();
  }

  /** Given up while its machine cannot be reached: it runs on, and ends when it hears of that. */
  strand(): void {
    if (!this.exists || this.isEnding) return;
    if (!this.isUnheard()) {
      this.end();
      return;
    }
    this.isEnding = true;
    this.isStranded = true;
    this.becomeUnready();
    this.listener?.stranded(this);
  }

  /** Its machine can be reached again. */
  heardAgain(): void {
    if (!this.exists) return;
    if (this.isStranded) {
      this.isStranded = false;
      this.parts.process.sayGoodbye();
      this.schedule(this.parts.plan.preStop, TOLD_TO_END);
    } else this.report();
  }

  /** It is given up, wherever it is, and is nobody's cost any more. */
  giveUp(): void {
    this.becomeUnready();
    this.vanish();
  }

  /** What it runs leaks from now on; without a limit of memory that is nobody's concern. */
  leak(perRequest: number, perSecond: number): void {
    this.memory?.leak(perRequest, perSecond);
  }

  entered(): void {
    this.memory?.entered();
  }

  left(outcome: Outcome): void {
    this.memory?.left();
    this.answers++;
    if (!isSuccess(outcome)) this.failures++;
  }

  died(): void {
    const ran = this.simulator.now - this.startedAt;
    // On a machine that nobody hears of, nobody notices: the list says what it said.
    this.probed(false);
    this.readiness?.stop();
    this.liveness?.stop();
    this.memory?.ended();
    this.round++;
    this.wantedSince = this.simulator.now;
    if (this.holds > 0 || this.isBeingKilled) return;
    if (this.isEnding) this.vanish();
    else if (!this.isHostDown()) this.restartLater(ran);
  }

  serves(): void {
    this.startedAt = this.simulator.now;
    this.figures.started(this.simulator.now - (this.replacesSince ?? this.wantedSince));
    this.replacesSince = null;
    this.memory?.started();
    this.liveness?.start(true);
    if (this.defect !== null && this.defect.crashAfter < Infinity) this.schedule(this.defect.crashAfter, CRASH);
    if (this.defect?.isNeverReady) return;
    if (this.readiness === null) this.probed(true);
    else this.readiness.start(false);
  }

  /** What a readiness probe found. */
  probed(isWell: boolean): void {
    this.isWell = isWell;
    if (!this.isUnheard()) this.report();
  }

  private report(): void {
    if (this.isWell) this.becomeReady();
    else this.becomeUnready();
  }

  /** A liveness probe has given up on it. A process that hears nothing of its end is killed when its grace is over. */
  foundDead(): void {
    if (this.isEnding || !this.exists) return;
    this.recorder.log('liveness-failed', this.parts.service, `${this.name} fails its liveness probe and is restarted`);
    this.probed(false);
    this.liveness?.stop();
    this.endsAt = this.simulator.now + this.parts.plan.terminationGrace;
    this.parts.process.sayGoodbye();
    this.parts.process.close();
    this.schedule(0, LOOK);
  }

  ranOutOfMemory(): void {
    this.recorder.log('out-of-memory', this.parts.service, `${this.name} is over its memory limit and is killed`);
    this.figures.outOfMemory();
    this.fall(true);
  }

  /** It dies of what is inside it. */
  private fall(isOutOfMemory = false): void {
    const ran = this.simulator.now - this.startedAt;
    this.kill(isOutOfMemory);
    if (this.isEnding) this.vanish();
    else this.restartLater(ran);
  }

  override on(kind: number, round: number): void {
    if (round !== this.round) return;
    if (kind === RESTART) this.restart();
    else if (kind === TOLD_TO_END) this.hearOfEnd();
    else if (kind === CRASH) this.fall();
    else this.look();
  }

  private schedule(delay: number, kind: number): void {
    this.simulator.schedule(delay, this.id, kind, this.round);
  }

  private hearOfEnd(): void {
    this.parts.process.close();
    this.endsAt = this.simulator.now + this.parts.plan.terminationGrace;
    this.look();
  }

  /** Whether it is done, or its time is up. */
  private look(): void {
    const { process } = this.parts;
    const isDone = process.isEmpty && process.probe() !== 'silent';
    if (!isDone && this.simulator.now < this.endsAt) {
      this.schedule(Math.min(LOOK_EVERY, this.endsAt - this.simulator.now), LOOK);
      return;
    }
    if (this.isEnding) this.vanish();
    else this.fall();
  }

  /** The process dies by our hand and stays down until we let go. */
  private kill(isOutOfMemory = false): void {
    this.isBeingKilled = true;
    this.hold(isOutOfMemory);
    this.isBeingKilled = false;
  }

  private vanish(): void {
    this.round++;
    if (this.holds === 0) this.kill();
    this.parts.process.exists = false;
    this.isEnding = false;
    this.parts.existence.changed(-1);
    this.listener?.ended(this);
  }

  private restartLater(ran: number): void {
    if (this.backOff === null) return;
    this.wantedSince = this.simulator.now;
    const delay = this.backOff.next(ran);
    if (this.holds === 0) this.hold();
    this.schedule(delay, RESTART);
  }

  private restart(): void {
    this.figures.restarted();
    this.startAnew(0);
    // Something else holds it down: it started and died at once.
    if (this.parts.process.isHeld && !this.isHostDown()) this.restartLater(0);
  }

  private startAnew(pull: number): void {
    const { process } = this.parts;
    process.renew();
    process.delayStart(pull);
    this.round++;
    this.release();
  }

  private hold(isOutOfMemory = false): void {
    this.holds++;
    if (isOutOfMemory) this.parts.process.runOutOfMemory();
    else this.parts.process.crash(false);
  }

  private release(): void {
    while (this.holds > 0) {
      this.holds--;
      this.parts.process.restore(false);
    }
  }

  private becomeReady(): void {
    if (this.isReady || this.isEnding || !this.exists) return;
    this.isReady = true;
    this.readySince = this.simulator.now;
    this.parts.listing?.list(this.number);
    this.listener?.becameReady(this);
  }

  private becomeUnready(): void {
    if (!this.isReady) return;
    this.isReady = false;
    this.parts.listing?.unlist(this.number);
  }
}

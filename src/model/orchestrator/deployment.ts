/**
 * Keeps a service at the number of replicas, and at the version, that it is to have. Replicas that are missing are ordered,
 * those too many are ended with grace. A new version is brought out a few at a time: at most `maxSurge` more than wanted
 * exist, at least wanted - `maxUnavailable` are available. A version that makes no progress, or answers with errors, is
 * given up, if the rollout says so, by bringing out the old one in the same way.
 */
import { Actor } from '../../engine/simulator.ts';
import type { Recorder } from '../recorder.ts';
import type { RolloutPlan } from '../runtime-plan.ts';
import type { World } from '../world.ts';
import type { Scalable } from './autoscaler.ts';

const RECONCILE = 0;
const DEADLINE = 1;
const JUDGE = 2;

/** Answers below which a share of errors says nothing. */
const ENOUGH_ANSWERS = 20;

/** A replica as its deployment sees it. */
export interface Unit {
  readonly number: number;
  readonly exists: boolean;
  readonly isReady: boolean;
  readonly isEnding: boolean;
  readonly version: number;
  readonly readySince: number;
  readonly answers: number;
  readonly failures: number;
  end(): void;
}

export interface DeploymentParts {
  readonly name: string;
  readonly units: readonly Unit[];
  readonly wanted: number;
  readonly rollout: RolloutPlan;
  /** Finds a place and orders the replica there; false when there is no place. */
  readonly order: (unit: number, version: number) => boolean;
}

/** Replicas that exist and are not on their way out; of these, those of the version that is wanted, and who is available. */
interface Standing {
  readonly alive: number;
  readonly current: number;
  readonly available: number;
}

export class Deployment extends Actor implements Scalable {
  readonly name: string;
  wanted: number;
  private readonly parts: DeploymentParts;
  private readonly recorder: Recorder;
  private version = 0;
  private isDue = false;
  /** Rollouts so far: events of an older one are void. */
  private rollouts = 0;
  private progressAt = 0;
  private judged = { answers: 0, failures: 0 };
  private isPending = false;
  /** When places are looked for again. */
  private nextLook = 0;
  /** Counted since the last change; null when that has to be done again. */
  private counted: Standing | null = null;

  constructor(world: World, parts: DeploymentParts) {
    super(world.simulator);
    this.parts = parts;
    this.name = parts.name;
    this.wanted = parts.wanted;
    this.recorder = world.recorder;
  }

  get readyCount(): number {
    return this.alive.filter(({ isReady }) => isReady).length;
  }

  get existingCount(): number {
    return this.parts.units.filter(({ exists }) => exists).length;
  }

  scaleTo(replicas: number): void {
    this.wanted = replicas;
    this.reconcileSoon();
  }

  /** Brings out another version. */
  roll(version: number): void {
    this.version = version;
    this.rollouts++;
    this.progressAt = this.simulator.now;
    this.judged = this.tally();
    const { progressDeadline, interval, maxErrors } = this.parts.rollout;
    this.recorder.log('rollout', this.name, `version ${version + 1} of ${this.name} is brought out`);
    if (progressDeadline < Infinity) this.simulator.schedule(progressDeadline, this.id, DEADLINE, this.rollouts);
    if (maxErrors < 1) this.simulator.schedule(interval, this.id, JUDGE, this.rollouts);
    this.reconcileSoon();
  }

  /** Whether replicas of `version` exist or are to. */
  isOut(version: number): boolean {
    return this.version === version;
  }

  unitChanged(unit: Unit): void {
    if (unit.isReady && unit.version === this.version) this.progressAt = this.simulator.now;
    this.reconcileSoon();
    // It becomes available only when it has been ready for long enough.
    if (unit.isReady && this.parts.rollout.minReady > 0)
      this.simulator.schedule(this.parts.rollout.minReady, this.id, RECONCILE, 0);
  }

  override on(kind: number, rollout: number): void {
    if (kind === RECONCILE) this.reconcile();
    else if (rollout !== this.rollouts) return;
    else if (kind === DEADLINE) this.checkProgress();
    else this.judge();
  }

  private get alive(): readonly Unit[] {
    return this.parts.units.filter(({ exists, isEnding }) => exists && !isEnding);
  }

  /** In an event of its own: whoever says that something changed is in the middle of changing it. */
  private reconcileSoon(): void {
    if (this.isDue) return;
    this.isDue = true;
    this.simulator.schedule(0, this.id, RECONCILE, 0);
  }

  private reconcile(): void {
    this.isDue = false;
    this.counted = null;
    this.orderMissing();
    this.endOld();
    this.endSurplus();
  }

  /** New ones, as many as are wanted and as the surge has room for. */
  private orderMissing(): void {
    const { units, rollout } = this.parts;
    const { alive, current } = this.standing();
    const room = this.wanted + (current === alive ? 0 : rollout.maxSurge) - alive;
    let missing = Math.min(this.wanted - current, current === alive ? this.wanted - alive : room);
    for (let number = 0; missing > 0 && number < units.length; number++) {
      const unit = units[number]!;
      if (unit.exists) continue;
      if (!this.parts.order(unit.number, this.version)) {
        this.waitForPlace();
        return;
      }
      this.counted = null;
      missing--;
    }
    this.isPending = false;
  }

  /** One look at a time, however many changes there are meanwhile: each would bring another, and these yet more. */
  private waitForPlace(): void {
    if (!this.isPending)
      this.recorder.log('pending', this.name, `there is no machine with room for another ${this.name}`);
    this.isPending = true;
    const { now } = this.simulator;
    if (this.nextLook > now) return;
    this.nextLook = now + RETRY_PLACING;
    this.simulator.schedule(RETRY_PLACING, this.id, RECONCILE, 0);
  }

  /** Old ones, as far as enough stay available; those that are not available first, they cost nothing. */
  private endOld(): void {
    const { alive, current, available } = this.standing();
    if (current === alive) return;
    const old = this.alive.filter(({ version }) => version !== this.version);
    const spare = Math.max(0, available - (this.wanted - this.parts.rollout.maxUnavailable));
    const serving = old.filter(unit => this.isAvailable(unit));
    const leaving = [...old.filter(unit => !this.isAvailable(unit)), ...serving.slice(0, spare)];
    if (leaving.length === 0) return;
    for (const unit of leaving) unit.end();
    this.counted = null;
    // An old one that was ended makes room for a new one.
    this.orderMissing();
  }

  /** Those too many: the ones that are not ready, then the youngest. */
  private endSurplus(): void {
    const { alive, current } = this.standing();
    const surplus = alive - this.wanted;
    if (current !== alive || surplus <= 0) return;
    [...this.alive]
      .sort((a, b) => Number(a.isReady) - Number(b.isReady) || b.readySince - a.readySince || b.number - a.number)
      .slice(0, surplus)
      .forEach(unit => void unit.end());
  }

  /** Counted in one go and without lists: thousands of replicas change one after the other, and each change asks. */
  private standing(): Standing {
    if (this.counted !== null) return this.counted;
    let alive = 0;
    let current = 0;
    let available = 0;
    for (const unit of this.parts.units) {
      if (!unit.exists || unit.isEnding) continue;
      alive++;
      if (unit.version === this.version) current++;
      if (this.isAvailable(unit)) available++;
    }
    this.counted = { alive, current, available };
    return this.counted;
  }

  private isAvailable({ isReady, readySince }: Unit): boolean {
    const { minReady } = this.parts.rollout;
    // What was there before time began has always been ready.
    return isReady && (readySince === 0 || this.simulator.now - readySince >= minReady);
  }

  private get isComplete(): boolean {
    const current = this.alive.filter(({ version }) => version === this.version);
    return current.length === this.alive.length && current.filter(unit => this.isAvailable(unit)).length >= this.wanted;
  }

  private checkProgress(): void {
    if (this.isComplete) return;
    const left = this.progressAt + this.parts.rollout.progressDeadline - this.simulator.now;
    if (left > 0) this.simulator.schedule(left, this.id, DEADLINE, this.rollouts);
    else this.fail(`version ${this.version + 1} of ${this.name} makes no progress`);
  }

  private judge(): void {
    const { interval, maxErrors } = this.parts.rollout;
    const now = this.tally();
    const answers = Math.max(0, now.answers - this.judged.answers);
    const failures = now.failures - this.judged.failures;
    if (answers >= ENOUGH_ANSWERS) {
      this.judged = now;
      if (failures > maxErrors * answers) {
        this.fail(`${Math.round((100 * failures) / answers)} % of what version ${this.version + 1} answers fails`);
        return;
      }
    }
    this.simulator.schedule(interval, this.id, JUDGE, this.rollouts);
  }

  private tally(): { answers: number; failures: number } {
    const current = this.parts.units.filter(({ version, exists }) => exists && version === this.version);
    return {
      answers: current.reduce((sum, { answers }) => sum + answers, 0),
      failures: current.reduce((sum, { failures }) => sum + failures, 0),
    };
  }

  private fail(why: string): void {
    this.recorder.log('rollout-failed', this.name, why);
    if (this.parts.rollout.isRolledBack && this.version !== 0) this.roll(0);
  }
}

/** How often a replica that found no place looks for one again. */
const RETRY_PLACING = 5e9;

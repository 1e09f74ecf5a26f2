/**
 * The people who repair. A failure that needs them waits, first come first served, until one of them is free; that one
 * then needs the response time to get to work, and is busy until the repair is done. With one person and two failures at
 * a time, the person is the single point of failure.
 *
 * Who is called, and when, a fault says (fault-injector.ts); shifts and skills are left out.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import { Random } from '../../engine/random.ts';
import { Actor } from '../../engine/simulator.ts';
import type { CrewPlan } from '../plan.ts';
import type { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';

/** Whoever waits for the crew. */
export interface Failure {
  /** In words, for the log. */
  readonly struck: string;
  /** A member is there and the repair of this episode begins. */
  repairBegins(episode: number): void;
}

interface Job {
  readonly failure: Failure;
  readonly episode: number;
  readonly since: number;
}

export class Crew extends Actor {
  readonly name: string;
  private readonly size: number;
  private readonly responds: Distribution | null;
  private readonly luck: Random;
  private readonly recorder: Recorder;
  private busy = 0;
  private readonly waiting: Job[] = [];
  /** On their way to the failure: a job by the argument of its event. */
  private readonly travelling = new Map<number, Job>();
  private sent = 0;
  // What was measured, from `measuredFrom` on.
  private measuredFrom = 0;
  private since = 0;
  private busyTime = 0;
  private repairs = 0;
  private waited = 0;

  constructor(world: World, plan: CrewPlan) {
    super(world.simulator);
    this.name = plan.name;
    this.size = plan.size;
    this.responds = plan.responds && buildDistribution(plan.responds);
    this.luck = Random.named(`${world.seed}/crews/${plan.name}`);
    this.recorder = world.recorder;
    this.enterFigures();
  }

  /** Something has failed: somebody comes, now or when the failures before it are repaired. */
  call(failure: Failure, episode: number): void {
    this.waiting.push({ failure, episode, since: this.simulator.now });
    this.dispatch();
  }

  /** A repair is done and its member free. */
  release(): void {
    this.busyChanged(-1);
    this.dispatch();
  }

  override on(_arrival: number, journey: number): void {
    const job = this.travelling.get(journey)!;
    this.travelling.delete(journey);
    const wait = this.simulator.now - job.since;
    this.repairs++;
    this.waited += wait;
    if (wait > 0) this.recorder.log('repair-begins', this.name, `at work on ${job.failure.struck}`);
    job.failure.repairBegins(job.episode);
  }

  private enterFigures(): void {
    this.recorder.whenMeasuring(() => this.startMeasuring());
    this.recorder.figure(this.name, 'repairWait', () => (this.repairs === 0 ? null : this.waited / this.repairs));
    this.recorder.figure(this.name, 'crewUtilisation', () => this.utilisation());
    this.recorder.sampled(this.name, 'repairBacklog', () => this.waiting.length);
  }

  private startMeasuring(): void {
    this.catchUp();
    this.measuredFrom = this.simulator.now;
    this.busyTime = 0;
    this.repairs = 0;
    this.waited = 0;
  }

  /** Share of the members' time spent on failures, the way there included; null before anything is measured. */
  private utilisation(): number | null {
    this.catchUp();
    const length = this.simulator.now - this.measuredFrom;
    return length === 0 ? null : this.busyTime / (length * this.size);
  }

  private dispatch(): void {
    while (this.busy < this.size && this.waiting.length > 0) {
      const job = this.waiting.shift()!;
      this.busyChanged(1);
      const journey = this.sent++;
      this.travelling.set(journey, job);
      const delay = this.responds === null ? 0 : this.responds.duration(this.luck);
      this.simulator.schedule(delay, this.id, 0, journey);
    }
  }

  private busyChanged(delta: number): void {
    this.catchUp();
    this.busy += delta;
  }

  private catchUp(): void {
    this.busyTime += (this.simulator.now - this.since) * this.busy;
    this.since = this.simulator.now;
  }
}

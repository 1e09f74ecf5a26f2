/**
 * A service that waits to be needed: off, or running with fewer replicas than it has. When it is called for, the others
 * start after the time their machines, images or data take to be there. Only what runs is paid for.
 *
 * It stays up once it is: going back to the old place is planned work, and not simulated.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import { Random } from '../../engine/random.ts';
import { Actor } from '../../engine/simulator.ts';
import type { StandbyPlan } from '../plan.ts';
import type { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';

export interface Startable {
  crash(silent: boolean): void;
  restore(silent: boolean): void;
}

/** Whoever has to do something when the standby is called for. */
export interface Called {
  calledFor(): void;
}

export class Standby extends Actor {
  private readonly service: string;
  private readonly waiting: readonly Startable[];
  private readonly activation: Distribution | null;
  private readonly luck: Random;
  private readonly recorder: Recorder;
  private readonly warmup: number;
  private readonly called: Called | null;
  private isCalledFor = false;
  /** When the waiting replicas began to cost something; null while they do not. */
  private paidSince: number | null = null;

  constructor(world: World, service: string, plan: StandbyPlan, replicas: readonly Startable[], called: Called | null) {
    super(world.simulator);
    this.service = service;
    this.waiting = replicas.slice(plan.running);
    this.activation = plan.activation && buildDistribution(plan.activation);
    this.luck = Random.named(`${world.seed}/standby/${service}`);
    this.recorder = world.recorder;
    this.warmup = world.recorder.plan.warmup;
    this.called = called;
  }

  start(): void {
    for (const replica of this.waiting) replica.crash(false);
  }

  /** It is needed: whoever asks a second time changes nothing. */
  callFor(): void {
    if (this.isCalledFor) return;
    this.isCalledFor = true;
    this.paidSince = this.simulator.now;
    this.recorder.log('standby-called', this.service, whoStarts(this.waiting.length));
    this.called?.calledFor();
    const delay = this.activation === null ? 0 : this.activation.duration(this.luck);
    this.simulator.schedule(delay, this.id, 0, 0);
  }

  override on(): void {
    this.recorder.log('standby-starts', this.service, 'what they need is there');
    for (const replica of this.waiting) replica.restore(false);
  }

  /** Replica time of the measured part that nothing was paid for. */
  unpaidTime(): number {
    const until = Math.max(this.paidSince ?? this.simulator.now, this.warmup);
    return Math.max(0, until - this.warmup) * this.waiting.length;
  }
}

function whoStarts(waiting: number): string {
  if (waiting === 0) return 'needed from now on; all of its replicas run already';
  return waiting === 1 ? '1 replica is started' : `${waiting} replicas are started`;
}

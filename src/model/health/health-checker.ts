/**
 * Active health checks of one client process: it probes every replica at its own pace and tells its balancer what it
 * believes. A probe of a process that is up comes back at once, or is refused at once when the port is closed; a hung or
 * unreachable one costs the whole timeout. Probes that cost work are ordinary attempts: they wait for a slot and take
 * one, so an overloaded replica can fail its probes.
 */

import type { Lane } from '../../engine/lane.ts';
import type { Random } from '../../engine/random.ts';
import { Actor, KIND_BITS } from '../../engine/simulator.ts';
import { type Balancer, UNHEALTHY } from '../balancer/balancer.ts';
import type { Call } from '../call/call.ts';
import type { Caller, Place } from '../call/parties.ts';
import type { Counter } from '../figure-book.ts';
import type { Link } from '../network/link.ts';
import { isSuccess, type Outcome } from '../outcome.ts';
import type { HealthCheckPlan } from '../plan.ts';
import type { World } from '../world.ts';

const PROBE = 0;
const TIMED_OUT = 1;

export interface Probed extends Place {
  readonly name: string;
  /** Nobody probes a place for a replica that does not exist. */
  readonly exists: boolean;
  probe(): 'answers' | 'refuses' | 'silent';
}

/** Sends a probe that costs work; the checker hears of its end as its caller. */
export type CostlyProbe = (replica: number) => void;

export interface HealthCheckerParts {
  readonly plan: HealthCheckPlan;
  /** `caller->callee`, for the log. */
  readonly name: string;
  /** Whose replicas they are. */
  readonly service: string;
  readonly balancer: Balancer;
  readonly targets: readonly Probed[];
  readonly home: Place;
  /** Probes go the way the calls go, in no time. */
  readonly link: Link;
  readonly luck: Random;
}

export class HealthChecker extends Actor implements Caller {
  /** Set by the system when probes cost work. */
  costlyProbe: CostlyProbe | null = null;
  private readonly world: World;
  private readonly parts: HealthCheckerParts;
  private readonly period: Lane;
  private readonly patience: Lane;
  private readonly isOut: Uint8Array;
  /** Probes in a row that spoke against what is believed of the replica. */
  private readonly against: Int32Array;
  private readonly removals: Counter;

  constructor(world: World, parts: HealthCheckerParts) {
    super(world.simulator);
    this.world = world;
    this.parts = parts;
    this.period = world.simulator.lane(parts.plan.interval);
    this.patience = world.simulator.lane(parts.plan.timeout);
    this.isOut = new Uint8Array(parts.targets.length);
    this.against = new Int32Array(parts.targets.length);
    this.removals = world.recorder.counter(parts.service, 'removals');
  }

  /** Each replica is first probed at a random moment of the first interval, as processes started at random do. */
  start(): void {
    this.parts.targets.forEach((_, replica) => {
      const offset = Math.floor(this.parts.luck.uniform() * this.parts.plan.interval);
      this.simulator.schedule(offset, this.id, PROBE, replica);
    });
  }

  override on(kind: number, replica: number): void {
    if (kind === TIMED_OUT) this.heard(replica, false);
    else {
      this.period.schedule((this.id << KIND_BITS) | PROBE, replica);
      if (!this.parts.targets[replica]!.exists) this.forget(replica);
      else if (this.costlyProbe) this.costlyProbe(replica);
      else this.probe(replica);
    }
  }

  callEnded(call: Call, outcome: Outcome): void {
    this.heard(call.parent, isSuccess(outcome));
  }

  /** The process was started anew and believes in every replica again. */
  reset(): void {
    this.against.fill(0);
    for (let replica = 0; replica < this.isOut.length; replica++) if (this.isOut[replica] === 1) this.takeBack(replica);
  }

  private probe(replica: number): void {
    const target = this.parts.targets[replica]!;
    const answer = this.gets(target) ? target.probe() : 'silent';
    if (answer === 'silent') this.patience.schedule((this.id << KIND_BITS) | TIMED_OUT, replica);
    else this.heard(replica, answer === 'answers');
  }

  /** Whether a probe reaches the replica and its answer comes back. */
  private gets({ island, loss }: Probed): boolean {
    const { home, link, luck } = this.parts;
    if (island !== home.island) return false;
    const passing = link.passing * (1 - loss) * (1 - home.loss);
    return passing === 1 || luck.chance(passing * passing);
  }

  /** Whoever comes to this place is another one, and nothing speaks against it yet. */
  private forget(replica: number): void {
    this.against[replica] = 0;
    if (this.isOut[replica] === 0) return;
    this.isOut[replica] = 0;
    this.parts.balancer.include(replica, UNHEALTHY);
  }

  private heard(replica: number, isHealthy: boolean): void {
    if (!this.parts.targets[replica]!.exists) return;
    const believed = this.isOut[replica] === 0;
    if (isHealthy === believed) {
      this.against[replica] = 0;
      return;
    }
    const { unhealthyThreshold, healthyThreshold } = this.parts.plan;
    this.against[replica]!++;
    if (this.against[replica]! < (believed ? unhealthyThreshold : healthyThreshold)) return;
    this.against[replica] = 0;
    if (believed) this.takeOut(replica);
    else this.takeBack(replica);
  }

  private takeOut(replica: number): void {
    this.isOut[replica] = 1;
    this.removals.add();
    this.parts.balancer.exclude(replica, UNHEALTHY);
    this.world.recorder.log(
      'replica-out',
      this.parts.name,
      `${this.parts.targets[replica]!.name} failed its health checks`,
    );
  }

  private takeBack(replica: number): void {
    this.isOut[replica] = 0;
    this.parts.balancer.include(replica, UNHEALTHY);
    this.world.recorder.log('replica-in', this.parts.name, `${this.parts.targets[replica]!.name} is healthy again`);
  }
}

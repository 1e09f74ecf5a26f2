/**
 * Traffic that goes elsewhere when its target is gone, as a name service with health checks does it: somebody asks the
 * replicas of the target every so often; when none has answered a few times in a row it is decided to move, what waits
 * at the other place is called for, and as soon as that answers the name points there. Each client follows when its copy
 * of the answer has run out.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import { Random } from '../../engine/random.ts';
import { Actor } from '../../engine/simulator.ts';
import type { Place } from '../call/parties.ts';
import type { TrafficFailoverPlan } from '../plan.ts';
import type { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';

const CHECK = 0;
const DECIDED = 1;
const MOVE = 2;

export interface Answering extends Place {
  probe(): 'answers' | 'refuses' | 'silent';
}

export interface TrafficFailoverParts {
  /** Of the traffic source. */
  readonly name: string;
  readonly plan: TrafficFailoverPlan;
  readonly target: readonly Answering[];
  /** What must answer at the other place before anybody is sent there: one replica of each. */
  readonly elsewhere: readonly (readonly Answering[])[];
  readonly standbys: readonly { callFor(): void }[];
  readonly clients: number;
  /** The client goes to the other place from now on. */
  readonly move: (client: number) => void;
}

export class TrafficFailover extends Actor {
  private readonly parts: TrafficFailoverParts;
  private readonly decision: Distribution | null;
  private readonly luck: Random;
  private readonly recorder: Recorder;
  private failures = 0;
  private failingSince = 0;
  private state: 'there' | 'deciding' | 'starting' | 'elsewhere' = 'there';
  private switchTime: number | null = null;

  constructor(world: World, parts: TrafficFailoverParts) {
    super(world.simulator);
    this.parts = parts;
    this.decision = parts.plan.decision && buildDistribution(parts.plan.decision);
    this.luck = Random.named(`${world.seed}/failover/${parts.name}`);
    this.recorder = world.recorder;
    this.recorder.figure(parts.name, 'switchTime', () => this.switchTime);
  }

  start(): void {
    this.simulator.schedule(Math.floor(this.luck.uniform() * this.parts.plan.interval), this.id, CHECK, 0);
  }

  override on(kind: number, client: number): void {
    if (kind === MOVE) this.parts.move(client);
    else if (kind === DECIDED) this.begin();
    else this.check();
  }

  private check(): void {
    if (this.state === 'elsewhere') return;
    this.simulator.schedule(this.parts.plan.interval, this.id, CHECK, 0);
    if (this.state === 'starting') this.tryToSwitch();
    else if (this.state === 'there') this.watchTarget();
  }

  private watchTarget(): void {
    if (answers(this.parts.target)) {
      this.failures = 0;
      return;
    }
    if (this.failures === 0) this.failingSince = this.simulator.now;
    this.failures++;
    if (this.failures < this.parts.plan.threshold) return;
    this.state = 'deciding';
    this.recorder.log('failover-due', this.parts.name, 'the target does not answer any more');
    const delay = this.decision === null ? 0 : this.decision.duration(this.luck);
    this.simulator.schedule(delay, this.id, DECIDED, 0);
  }

  /** Whoever decides looks once more. */
  private begin(): void {
    if (answers(this.parts.target)) {
      this.state = 'there';
      this.failures = 0;
      return;
    }
    this.state = 'starting';
    for (const standby of this.parts.standbys) standby.callFor();
    this.tryToSwitch();
  }

  private tryToSwitch(): void {
    if (!this.parts.elsewhere.every(answers)) return;
    const { plan, clients } = this.parts;
    this.state = 'elsewhere';
    this.switchTime = this.simulator.now - this.failingSince;
    this.recorder.log('failover', this.parts.name, 'the name points to the other place');
    for (let client = 0; client < clients; client++)
      this.simulator.schedule(Math.floor(this.luck.uniform() * plan.ttl), this.id, MOVE, client);
  }
}

/** From outside: a replica that is cut off, wherever to, does not. */
const answers = (replicas: readonly Answering[]): boolean =>
  replicas.some(replica => replica.island === 0 && replica.probe() === 'answers');

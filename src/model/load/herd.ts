/**
 * Clients that act in step. Bursts: so many requests at the full minute, as from machines whose clocks agree. Connections:
 * clients that hold one open and ask for nothing more until it breaks; then each comes back after a wait of its own, and
 * again after a refusal. Without randomness in the wait they all come at once.
 */

import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import { mix, Random } from '../../engine/random.ts';
import type { Call } from '../call/call.ts';
import { THINK } from '../draws.ts';
import { isSuccess, type Outcome } from '../outcome.ts';
import type { ArrivalsPlan } from '../plan.ts';
import type { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';
import { Source, type SourceParts } from './source.ts';

const BURST = 0;
const REQUEST = 1;

export class BurstSource extends Source {
  private readonly arrivals: Extract<ArrivalsPlan, { kind: 'bursts' }>;
  private readonly keys: Random;
  private readonly jitter: Random;
  private factor = 1;
  private turn = 0;

  constructor(world: World, parts: SourceParts, arrivals: Extract<ArrivalsPlan, { kind: 'bursts' }>) {
    super(world, parts);
    this.arrivals = arrivals;
    this.keys = Random.named(`${world.seed}/traffic/${parts.plan.name}/keys`);
    this.jitter = Random.named(`${world.seed}/traffic/${parts.plan.name}/arrivals`);
  }

  override start(): void {
    this.simulator.schedule(this.arrivals.first, this.id, BURST, 0);
  }

  override on(kind: number): void {
    if (kind === REQUEST) this.request();
    else this.burst();
  }

  protected override requestEnded(): void {}

  protected override scaleTo(factor: number): void {
    this.factor = factor;
  }

  /** Every request has an event of its own, also without jitter: one that is refused at once must not hold up the next. */
  private burst(): void {
    const { requests, every, within } = this.arrivals;
    this.simulator.schedule(every, this.id, BURST, 0);
    for (let n = 0; n < Math.round(requests * this.factor); n++)
      this.simulator.schedule(Math.floor(this.jitter.uniform() * within), this.id, REQUEST, 0);
  }

  private request(): void {
    const client = this.turn;
    this.turn = client + 1 === this.clients.length ? 0 : client + 1;
    this.bear(client, this.keys.bits(), this.keys.bits(), 0);
  }
}

const RECONNECT = 0;
const MISSED = 1;

/** What a connection hangs on. */
export interface Connected {
  probe(): 'answers' | 'refuses' | 'silent';
  readonly watchers: { down(): void; up(): void }[];
}

export class ConnectionSource extends Source {
  private readonly wait: Distribution;
  private readonly keepalive: number;
  private readonly recorder: Recorder;
  private readonly luck: Random;
  private replicas: readonly Connected[] = [];
  /** Per client: a random key, how often it has come back, the replica it is connected to (-1: none), since when it is not. */
  private readonly keysLow: Int32Array;
  private readonly keysHigh: Int32Array;
  private readonly tries: Int32Array;
  private readonly home: Int32Array;
  private readonly lostAt: Float64Array;
  private connected: number;
  private present: number;
  private reconnections = 0;
  private waited = 0;

  constructor(world: World, parts: SourceParts, arrivals: Extract<ArrivalsPlan, { kind: 'connections' }>) {
    super(world, parts);
    this.wait = buildDistribution(arrivals.wait);
    this.keepalive = arrivals.keepalive;
    this.recorder = world.recorder;
    this.luck = Random.named(`${world.seed}/traffic/${parts.plan.name}/connections`);
    this.connected = arrivals.clients;
    this.present = arrivals.clients;
    this.keysLow = Int32Array.from({ length: arrivals.clients }, () => this.luck.bits());
    this.keysHigh = Int32Array.from({ length: arrivals.clients }, () => this.luck.bits());
    this.tries = new Int32Array(arrivals.clients);
    this.home = new Int32Array(arrivals.clients);
    this.lostAt = new Float64Array(arrivals.clients);
    this.enterFigures(parts.plan.name);
  }

  /** Called once, when the replicas are there: connections are spread over them evenly. */
  connectTo(replicas: readonly Connected[]): void {
    this.replicas = replicas;
    this.home.forEach((_, client) => {
      this.home[client] = client % replicas.length;
    });
    replicas.forEach((replica, number) => {
      replica.watchers.push({ down: () => this.replicaDown(number), up: () => {} });
    });
  }

  override start(): void {}

  override on(kind: number, argument: number): void {
    if (kind === RECONNECT) this.reconnect(argument);
    else if (this.replicas[argument]!.probe() !== 'answers') this.loseAll(argument);
  }

  /** A surge brings no further clients: there are as many as there are. */
  protected override scaleTo(): void {}

  override callEnded(call: Call, outcome: Outcome, root: Outcome): void {
    const client = call.parent;
    super.callEnded(call, outcome, root);
    if (isSuccess(outcome)) this.isBack(client);
    else this.awaitReconnect(client);
  }

  protected override requestEnded(): void {}

  /** A process that dies breaks its connections; one that goes silent is missed when the keep-alives stay out. */
  private replicaDown(number: number): void {
    if (this.replicas[number]!.probe() === 'refuses') this.loseAll(number);
    else this.simulator.schedule(this.keepalive, this.id, MISSED, number);
  }

  private loseAll(number: number): void {
    for (let client = 0; client < this.present; client++) {
      if (this.home[client] !== number) continue;
      this.home[client] = -1;
      this.lostAt[client] = this.simulator.now;
      this.connected--;
      this.awaitReconnect(client);
    }
  }

  private awaitReconnect(client: number): void {
    this.keyed.rekey(mix(this.keysLow[client]!, this.tries[client]!), this.keysHigh[client]!, THINK);
    this.simulator.schedule(this.wait.duration(this.keyed), this.id, RECONNECT, client);
  }

  private reconnect(client: number): void {
    const key = mix(this.keysLow[client]!, this.tries[client]!++);
    this.bear(client % this.clients.length, key, this.keysHigh[client]!, client);
  }

  /** Which replica answered is the balancer's business; the connection is taken to be with any that lives, each alike. */
  private isBack(client: number): void {
    const living = this.replicas.flatMap((replica, number) => (replica.probe() === 'answers' ? [number] : []));
    this.home[client] = living[Math.floor(this.luck.uniform() * living.length)] ?? client % this.replicas.length;
    this.connected++;
    this.reconnections++;
    this.waited += this.simulator.now - this.lostAt[client]!;
  }

  private enterFigures(name: string): void {
    this.recorder.sampled(name, 'connected', () => this.connected);
    this.recorder.figure(name, 'reconnections', () => this.reconnections);
    this.recorder.figure(name, 'timeToReconnect', () =>
      this.reconnections === 0 ? null : this.waited / this.reconnections,
    );
    this.recorder.whenMeasuring(() => {
      this.reconnections = 0;
      this.waited = 0;
    });
  }
}

/**
 * A bad configuration or release on its way through a service: it reaches a growing share of the replicas, wave by wave,
 * and is rolled back one replica after another. What it does to a replica is one of the effects beside this file.
 */
import { Actor } from '../../engine/simulator.ts';
import { NOBODY } from '../call/slots.ts';
import type { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';
import type { Effect } from './effect.ts';

const WAVE = 0;
const ROLL_BACK = 1;

export interface RolloutParts {
  readonly name: string;
  /** Of the service, for the log. */
  readonly service: string;
  /** Replicas reached after each wave, rising. */
  readonly reached: readonly number[];
  /** Between two waves, and between two replicas of a roll-back. */
  readonly pause: number;
  readonly undo: number;
  /** On each replica, in the order in which they are reached. */
  readonly effects: readonly Effect[];
}

export class Rollout extends Actor implements Effect {
  private readonly parts: RolloutParts;
  private readonly recorder: Recorder;
  private waves = 0;
  private affected = 0;
  private ticket = NOBODY;

  constructor(world: World, parts: RolloutParts) {
    super(world.simulator);
    this.parts = parts;
    this.recorder = world.recorder;
  }

  begin(): void {
    this.waves = 0;
    this.wave();
  }

  /** Stops the waves and starts rolling back. */
  end(): void {
    if (this.ticket !== NOBODY) this.simulator.cancel(this.ticket);
    this.ticket = NOBODY;
    for (let number = 0; number < this.affected; number++)
      this.simulator.schedule((number + 1) * this.parts.undo, this.id, ROLL_BACK, number);
    this.affected = 0;
  }

  /** How long a roll-back begun now would take. */
  get undoTime(): number {
    return this.affected * this.parts.undo;
  }

  override on(kind: number, number: number): void {
    if (kind === WAVE) this.wave();
    else this.parts.effects[number]!.end();
  }

  private wave(): void {
    const { reached, effects, pause, name, service } = this.parts;
    const until = reached[this.waves++]!;
    while (this.affected < until) effects[this.affected++]!.begin();
    this.recorder.log('rollout', name, `${name} has reached ${until} of ${effects.length} ${service}`);
    this.ticket = this.waves < reached.length ? this.simulator.schedule(pause, this.id, WAVE, 0) : NOBODY;
  }
}

/** Replicas reached after each wave: at least one, and more in each wave; waves that reach nobody new are left out. */
export function reachOf(shares: readonly number[], replicas: number): readonly number[] {
  // A share that makes exactly a whole number of replicas must not reach one more because of rounding.
  const counts = shares.map(share => Math.max(1, Math.ceil(share * replicas - 1e-9)));
  return [...new Set(counts)].sort((a, b) => a - b);
}

/** A second amplifier beside software retries: the user who sees nothing happen and asks again. */

import type { Lane } from '../../engine/lane.ts';
import type { Call } from '../call/call.ts';
import { NOBODY } from '../call/slots.ts';
import { RELOAD } from '../draws.ts';
import { ADMIT, defineMitigation, Policy, type PolicyHost } from './policy.ts';

/** Scenario key `reload` of a traffic source: impatient users press reload; the abandoned page is still being made. */
export interface ReloadSettings {
  /** Time without an answer. */
  readonly after: number;
  /** Chance that a user who waited that long reloads, each time anew. */
  readonly probability: number;
  /** Reloads of one request at most. */
  readonly max: number;
}

export const reload = defineMitigation<ReloadSettings>({
  kind: 'reload',
  order: 0,
  build: settings => new Reload(settings),
});

class Reload extends Policy {
  /** Reloads so far; ticket of the user's patience. */
  override readonly memorySize = 2;
  private readonly settings: ReloadSettings;
  private lane: Lane = null!;

  constructor(settings: ReloadSettings) {
    super();
    this.settings = settings;
  }

  override join(host: PolicyHost, index: number, memoryStart: number): void {
    super.join(host, index, memoryStart);
    this.lane = host.simulator.lane(this.settings.after);
  }

  override admit(call: Call): number {
    call.memory[this.placeOf(call)] = 0;
    this.startWaiting(call);
    return ADMIT;
  }

  override settle(call: Call, outcome: number): number {
    this.abandon(call);
    return outcome;
  }

  override abandon(call: Call): void {
    const ticket = call.memory[this.placeOf(call) + 1]!;
    if (ticket !== NOBODY) this.lane.cancel(ticket);
  }

  /** The user has waited long enough to press reload, if this is one who does and the limit allows. */
  override fire(call: Call): void {
    const reloads = call.memory[this.placeOf(call)]!;
    const { keyed } = this.host;
    call.memory[this.placeOf(call) + 1] = NOBODY;
    if (reloads >= this.settings.max) return;
    keyed.rekey(call.keyLow, call.keyHigh, (RELOAD + reloads) | 0);
    call.memory[this.placeOf(call)] = reloads + 1;
    this.startWaiting(call);
    if (keyed.chance(this.settings.probability)) this.host.restart(call, this.index);
  }

  private startWaiting(call: Call): void {
    call.memory[this.placeOf(call) + 1] = this.lane.schedule(this.host.alarm(this.index), call.id);
  }
}

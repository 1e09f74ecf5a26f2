/**
 * Notices dead machines. Each renews a lease; a controller looks at the leases every so often, and one that is older than
 * the grace is a machine lost: its replicas go off the lists. When it stays away for the toleration they are given up, to
 * be started elsewhere. Until then nobody restarts anything: the machine may come back. All it knows are leases: a machine
 * that is cut off is given up like a dead one, though what runs on it goes on.
 */

import type { Random } from '../../engine/random.ts';
import { Actor } from '../../engine/simulator.ts';
import type { Recorder } from '../recorder.ts';
import type { NodeControlPlan } from '../runtime-plan.ts';
import type { World } from '../world.ts';

const CHECK = 0;
const EVICT = 1;

export interface Machine {
  readonly name: string;
  /** Down or cut off: the controller hears nothing of it and cannot tell which. */
  readonly isSilent: boolean;
  readonly silentSince: number;
}

export interface NodeEvents {
  lost(node: number): void;
  found(node: number): void;
  evicted(node: number): void;
}

interface Watch {
  readonly machine: Machine;
  /** Where in the period of its lease it renews it. */
  readonly phase: number;
  isLost: boolean;
  /** Evictions planned for an older loss are void. */
  losses: number;
}

export class NodeMonitor extends Actor {
  private readonly plan: NodeControlPlan;
  private readonly watches: readonly Watch[];
  private readonly events: NodeEvents;
  private readonly recorder: Recorder;
  private readonly luck: Random;

  constructor(world: World, plan: NodeControlPlan, machines: readonly Machine[], events: NodeEvents, luck: Random) {
    super(world.simulator);
    this.plan = plan;
    this.events = events;
    this.recorder = world.recorder;
    this.luck = luck;
    this.watches = machines.map(machine => ({
      machine,
      phase: Math.floor(luck.uniform() * plan.lease),
      isLost: false,
      losses: 0,
    }));
  }

  start(): void {
    this.simulator.schedule(Math.floor(this.luck.uniform() * this.plan.check), this.id, CHECK, 0);
  }

  override on(kind: number, argument: number): void {
    if (kind === CHECK) this.check();
    else this.evict(argument);
  }

  private check(): void {
    this.simulator.schedule(this.plan.check, this.id, CHECK, 0);
    this.watches.forEach((watch, node) => {
      const age = this.simulator.now - this.lastRenewal(watch);
      if (!watch.isLost && age >= this.plan.grace) this.lose(watch, node);
      else if (watch.isLost && age < this.plan.grace) this.find(watch, node);
    });
  }

  private lastRenewal({ machine, phase }: Watch): number {
    const { lease } = this.plan;
    const until = machine.isSilent ? machine.silentSince : this.simulator.now;
    return Math.floor((until - phase) / lease) * lease + phase;
  }

  private lose(watch: Watch, node: number): void {
    watch.isLost = true;
    watch.losses++;
    this.recorder.log(
      'node-lost',
      watch.machine.name,
      `${watch.machine.name} has not been heard of and is taken for dead`,
    );
    this.events.lost(node);
    if (this.plan.toleration < Infinity)
      this.simulator.schedule(this.plan.toleration, this.id, EVICT, node * MOST_LOSSES + (watch.losses % MOST_LOSSES));
  }

  private find(watch: Watch, node: number): void {
    watch.isLost = false;
    this.events.found(node);
    this.recorder.log('node-found', watch.machine.name, `${watch.machine.name} is back`);
  }

  private evict(argument: number): void {
    const node = Math.floor(argument / MOST_LOSSES);
    const watch = this.watches[node]!;
    if (!watch.isLost || watch.losses % MOST_LOSSES !== argument % MOST_LOSSES) return;
    this.recorder.log(
      'node-evicted',
      watch.machine.name,
      `what ran on ${watch.machine.name} is given up and started elsewhere`,
    );
    this.events.evicted(node);
  }
}

/** Losses of one machine told apart in an event's argument. */
const MOST_LOSSES = 4096;

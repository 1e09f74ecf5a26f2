/**
 * What a fault does, and how that is undone. Effects act on targets by the verbs the targets have, never on their
 * fields; verbs count, so faults may overlap.
 */
import type { Place } from '../call/parties.ts';
import type { Condition } from '../condition.ts';
import type { PlainEffect } from '../plan.ts';
import type { World } from '../world.ts';
import type { Afflicted, Affliction } from './affliction.ts';
import { Leak } from './leak.ts';
import { Pauses } from './pauses.ts';
import { Poison } from './poison.ts';
import { Restarts } from './restarts.ts';

export interface Effect {
  begin(): void;
  end(): void;
  /** How long it takes until an `end` called now has undone everything; at once without it. */
  readonly undoTime?: number;
}

export interface StrikableReplica extends Place, Afflicted {
  flush(): void;
  slowBy(factor: number, added: number): void;
  recoverSpeed(factor: number, added: number): void;
  failShare(share: number): void;
  stopFailing(share: number): void;
  loseCapacity(share: number): void;
  regainCapacity(share: number): void;
  loseMessages(share: number): void;
  stopLosingMessages(share: number): void;
  leakMemory(perRequest: number, perSecond: number): void;
  keepMemory(perRequest: number, perSecond: number): void;
  isolate(island: number): void;
  rejoin(island: number): void;
}

export interface StrikableLink {
  readonly name: string;
  cut(): void;
  mend(): void;
  lose(share: number): void;
  stopLosing(share: number): void;
  slowBy(factor: number, added: number): void;
  recoverSpeed(factor: number, added: number): void;
}

export interface StrikableSource {
  surge(factor: number): void;
  ebb(factor: number): void;
}

export interface LeakyPool {
  leak(share: number): void;
  stopLeaking(share: number): void;
}

/** Keeps a service at a version. */
export interface StrikableDeployment {
  /** Brings out a version in which every replica stands under `condition` and has these defects; its number. */
  bringOut(condition: Condition<StrikableReplica>, defect: { crashAfter: number; isNeverReady: boolean }): number;
  takeBack(version: number): void;
}

/** A machine or a zone: strikes whoever is there. */
export interface StrikableHost {
  strike(condition: Condition<StrikableReplica>): void;
  relieve(condition: Condition<StrikableReplica>): void;
}

export interface Struck {
  readonly replicas: readonly StrikableReplica[];
  readonly hosts: readonly StrikableHost[];
  readonly deployments: readonly StrikableDeployment[];
  readonly links: readonly StrikableLink[];
  readonly sources: readonly StrikableSource[];
  /** Of the clients at the near end of the links. */
  readonly pools: readonly LeakyPool[];
}

/** What effects that are actors themselves are built with. */
export interface Means {
  readonly world: World;
  /** Of the fault. */
  readonly name: string;
}

/** `island` names the island that replicas cut off together share; it is not 0, where everybody else is. */
export function buildEffect(plan: PlainEffect, struck: Struck, island: number, means: Means): Effect {
  switch (plan.kind) {
    case 'surge':
      return onEach(
        struck.sources,
        s => void s.surge(plan.factor),
        s => void s.ebb(plan.factor),
      );
    case 'connection-leak':
      return onEach(
        struck.pools,
        pool => pool.leak(plan.share),
        pool => pool.stopLeaking(plan.share),
      );
    case 'deploy':
      return deploy(plan, struck.deployments);
    case 'slow':
      return both(onReplicas(struck, conditionOf(plan, island)), slowLinks(plan.factor, plan.added, struck));
    case 'partition':
      return both(onReplicas(struck, conditionOf(plan, island)), cutLinks(struck));
    case 'loss':
      return both(onReplicas(struck, conditionOf(plan, island)), lossyLinks(plan.share, struck));
    case 'pause':
    case 'leak':
    case 'poison':
    case 'restart':
      enterCounters(plan, struck, means);
      return onReplicas(struck, afflictionOf(plan, means));
    default:
      return onReplicas(struck, conditionOf(plan, island));
  }
}

type Verb = (replica: StrikableReplica) => void;

const condition = (begin: Verb, end: Verb, kind?: 'death' | 'cut'): Condition<StrikableReplica> => ({
  begin,
  end,
  isDeath: kind === 'death',
  isCut: kind === 'cut',
});

type AfflictionEffect = Extract<PlainEffect, { kind: 'pause' | 'leak' | 'poison' | 'restart' }>;

function afflictionOf(plan: AfflictionEffect, means: Means): Condition<StrikableReplica> {
  const affliction = buildAffliction(plan, means);
  return condition(
    r => affliction.begin(r),
    r => affliction.end(r),
  );
}

const COUNTERS = { pause: 'pauses', leak: 'memoryDeaths', poison: 'poisonings', restart: null } as const;

/** What afflictions count is counted from the start, so that a run in which nothing happens says 0. */
function enterCounters({ kind }: AfflictionEffect, { replicas }: Struck, { world }: Means): void {
  const name = COUNTERS[kind];
  if (name === null) return;
  for (const service of new Set(replicas.map(replica => replica.service))) world.recorder.counter(service, name);
}

function buildAffliction(plan: AfflictionEffect, { world, name }: Means): Affliction {
  switch (plan.kind) {
    case 'pause':
      return new Pauses(world, { name }, plan);
    case 'leak':
      return new Leak(world, { name }, plan);
    case 'poison':
      return new Poison(world, { name }, plan);
    case 'restart':
      return new Restarts(world, { name }, plan);
  }
}

type ConditionEffect = Exclude<PlainEffect, AfflictionEffect | { kind: 'surge' | 'connection-leak' | 'deploy' }>;

/** What the effect is for a replica: a verb, and the one that undoes it. */
function conditionOf(plan: ConditionEffect, island: number): Condition<StrikableReplica> {
  switch (plan.kind) {
    case 'crash':
      return condition(
        r => r.crash(plan.silent),
        r => r.restore(plan.silent),
        'death',
      );
    case 'hang':
      return condition(
        r => r.hang(),
        r => r.thaw(),
      );
    case 'flush':
      return condition(
        r => r.flush(),
        () => {},
      );
    case 'errors':
      return condition(
        r => r.failShare(plan.share),
        r => r.stopFailing(plan.share),
      );
    case 'capacity':
      return condition(
        r => r.loseCapacity(plan.share),
        r => r.regainCapacity(plan.share),
      );
    case 'slow':
      return condition(
        r => r.slowBy(plan.factor, plan.added),
        r => r.recoverSpeed(plan.factor, plan.added),
      );
    case 'memory-leak':
      return condition(
        r => r.leakMemory(plan.perRequest, plan.perSecond),
        r => r.keepMemory(plan.perRequest, plan.perSecond),
      );
    case 'partition':
      return condition(
        r => r.isolate(island),
        r => r.rejoin(island),
        'cut',
      );
    case 'loss':
      return condition(
        r => r.loseMessages(plan.share),
        r => r.stopLosingMessages(plan.share),
      );
  }
}

/** Errors and slowness are conditions of the replicas that run the version; what else is wrong with it they are told. */
function deploy(plan: Extract<PlainEffect, { kind: 'deploy' }>, deployments: readonly StrikableDeployment[]): Effect {
  const { errors, factor, crashAfter, isNeverReady } = plan;
  const version = condition(
    r => {
      if (errors > 0) r.failShare(errors);
      if (factor !== 1) r.slowBy(factor, 0);
    },
    r => {
      if (errors > 0) r.stopFailing(errors);
      if (factor !== 1) r.recoverSpeed(factor, 0);
    },
  );
  let numbers: readonly number[] = [];
  return {
    begin: () => {
      numbers = deployments.map(each => each.bringOut(version, { crashAfter, isNeverReady }));
    },
    end: () => deployments.forEach((each, i) => void each.takeBack(numbers[i]!)),
  };
}

function onReplicas({ replicas, hosts }: Struck, what: Condition<StrikableReplica>): Effect {
  return {
    begin: () => {
      for (const replica of replicas) what.begin(replica);
      for (const host of hosts) host.strike(what);
    },
    end: () => {
      for (const replica of replicas) what.end(replica);
      for (const host of hosts) host.relieve(what);
    },
  };
}

const slowLinks = (factor: number, added: number, { links }: Struck): Effect =>
  onEach(
    links,
    l => void l.slowBy(factor, added),
    l => void l.recoverSpeed(factor, added),
  );

const cutLinks = ({ links }: Struck): Effect =>
  onEach(
    links,
    l => void l.cut(),
    l => void l.mend(),
  );

const lossyLinks = (share: number, { links }: Struck): Effect =>
  onEach(
    links,
    l => void l.lose(share),
    l => void l.stopLosing(share),
  );

function onEach<T>(targets: readonly T[], begin: (target: T) => void, end: (target: T) => void): Effect {
  return { begin: () => targets.forEach(begin), end: () => targets.forEach(end) };
}

function both(one: Effect, other: Effect): Effect {
  return {
    begin: () => [one, other].forEach(effect => void effect.begin()),
    end: () => [one, other].forEach(effect => void effect.end()),
  };
}

/**
 * What a fault does, and how that is undone. Effects act on targets by the verbs the targets have, never on their
 * fields; verbs count, so faults may overlap.
 */
import type { Place } from '../call/parties.ts';
import type { FaultEffect } from '../plan.ts';

export interface Effect {
  begin(): void;
  end(): void;
}

export interface StrikableReplica extends Place {
  readonly name: string;
  crash(silent: boolean): void;
  restore(silent: boolean): void;
  hang(): void;
  thaw(): void;
  slowBy(factor: number, added: number): void;
  recoverSpeed(factor: number, added: number): void;
  failShare(share: number): void;
  stopFailing(share: number): void;
  loseCapacity(share: number): void;
  regainCapacity(share: number): void;
  loseMessages(share: number): void;
  stopLosingMessages(share: number): void;
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

export interface Struck {
  readonly replicas: readonly StrikableReplica[];
  readonly links: readonly StrikableLink[];
  readonly sources: readonly StrikableSource[];
}

/** `island` names the island that replicas cut off together share; it is not 0, where everybody else is. */
export function buildEffect(plan: FaultEffect, struck: Struck, island: number): Effect {
  const { replicas, sources } = struck;
  switch (plan.kind) {
    case 'crash':
      return onEach(
        replicas,
        r => void r.crash(plan.silent),
        r => void r.restore(plan.silent),
      );
    case 'hang':
      return onEach(
        replicas,
        r => void r.hang(),
        r => void r.thaw(),
      );
    case 'errors':
      return onEach(
        replicas,
        r => void r.failShare(plan.share),
        r => void r.stopFailing(plan.share),
      );
    case 'capacity':
      return onEach(
        replicas,
        r => void r.loseCapacity(plan.share),
        r => void r.regainCapacity(plan.share),
      );
    case 'surge':
      return onEach(
        sources,
        s => void s.surge(plan.factor),
        s => void s.ebb(plan.factor),
      );
    case 'slow':
      return slow(plan.factor, plan.added, struck);
    case 'partition':
      return partition(island, struck);
    case 'loss':
      return loss(plan.share, struck);
  }
}

/** Replicas serve and links carry more slowly: the same verbs for both. */
function slow(factor: number, added: number, { replicas, links }: Struck): Effect {
  return onEach(
    [...replicas, ...links],
    target => void target.slowBy(factor, added),
    target => void target.recoverSpeed(factor, added),
  );
}

function partition(island: number, { replicas, links }: Struck): Effect {
  return both(
    onEach(
      replicas,
      r => void r.isolate(island),
      r => void r.rejoin(island),
    ),
    onEach(
      links,
      l => void l.cut(),
      l => void l.mend(),
    ),
  );
}

function loss(share: number, { replicas, links }: Struck): Effect {
  return both(
    onEach(
      replicas,
      r => void r.loseMessages(share),
      r => void r.stopLosingMessages(share),
    ),
    onEach(
      links,
      l => void l.lose(share),
      l => void l.stopLosing(share),
    ),
  );
}

function onEach<T>(targets: readonly T[], begin: (target: T) => void, end: (target: T) => void): Effect {
  return { begin: () => targets.forEach(begin), end: () => targets.forEach(end) };
}

function both(one: Effect, other: Effect): Effect {
  return {
    begin: () => [one, other].forEach(effect => void effect.begin()),
    end: () => [one, other].forEach(effect => void effect.end()),
  };
}

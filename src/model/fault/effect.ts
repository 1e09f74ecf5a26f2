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
  const { replicas, links, sources } = struck;
  const pair = <T>(targets: readonly T[], begin: (target: T) => void, end: (target: T) => void): Effect => ({
    begin: () => targets.forEach(begin),
    end: () => targets.forEach(end),
  });
  const both = (one: Effect, other: Effect): Effect => ({
    begin: () => [one, other].forEach(effect => void effect.begin()),
    end: () => [one, other].forEach(effect => void effect.end()),
  });
  switch (plan.kind) {
    case 'crash':
      return pair(
        replicas,
        r => void r.crash(plan.silent),
        r => void r.restore(plan.silent),
      );
    case 'hang':
      return pair(
        replicas,
        r => void r.hang(),
        r => void r.thaw(),
      );
    case 'slow':
      return both(
        pair(
          replicas,
          r => void r.slowBy(plan.factor, plan.added),
          r => void r.recoverSpeed(plan.factor, plan.added),
        ),
        pair(
          links,
          l => void l.slowBy(plan.factor, plan.added),
          l => void l.recoverSpeed(plan.factor, plan.added),
        ),
      );
    case 'errors':
      return pair(
        replicas,
        r => void r.failShare(plan.share),
        r => void r.stopFailing(plan.share),
      );
    case 'partition':
      return both(
        pair(
          replicas,
          r => void r.isolate(island),
          r => void r.rejoin(island),
        ),
        pair(
          links,
          l => void l.cut(),
          l => void l.mend(),
        ),
      );
    case 'loss':
      return both(
        pair(
          replicas,
          r => void r.loseMessages(plan.share),
          r => void r.stopLosingMessages(plan.share),
        ),
        pair(
          links,
          l => void l.lose(plan.share),
          l => void l.stopLosing(plan.share),
        ),
      );
    case 'capacity':
      return pair(
        replicas,
        r => void r.loseCapacity(plan.share),
        r => void r.regainCapacity(plan.share),
      );
    case 'surge':
      return pair(
        sources,
        s => void s.surge(plan.factor),
        s => void s.ebb(plan.factor),
      );
  }
}

/**
 * The cores of one machine, shared by the replicas on it. A slot in use wants a core. Ten times a second what everybody
 * wants is weighed against what there is: reserved cores are their owner's, the rest is shared in proportion to weights,
 * nobody gets more than it wants or may (weighted max-min fairness, what cgroup weights and quotas come to). Who gets less
 * than it wants works more slowly by that ratio - the work that it starts from then on.
 */
import { Actor, type Simulator } from '../../engine/simulator.ts';
import type { CpuSharePlan } from '../runtime-plan.ts';

const PERIOD = 100e6;

/** A replica as the machine sees it. */
export interface Tenant {
  readonly inUse: number;
  slowBy(factor: number, added: number): void;
  recoverSpeed(factor: number, added: number): void;
}

interface Claim {
  readonly tenant: Tenant;
  readonly plan: CpuSharePlan;
  factor: number;
}

export class CpuSharing extends Actor {
  private readonly cores: number;
  private readonly claims: Claim[] = [];
  /** Times somebody was short of cores, and times that was looked at. */
  looks = 0;
  shortages = 0;

  constructor(simulator: Simulator, cores: number) {
    super(simulator);
    this.cores = cores;
  }

  start(): void {
    this.simulator.schedule(PERIOD, this.id, 0, 0);
  }

  arrive(tenant: Tenant, plan: CpuSharePlan): void {
    this.claims.push({ tenant, plan, factor: 1 });
  }

  leave(tenant: Tenant): void {
    const place = this.claims.findIndex(claim => claim.tenant === tenant);
    if (place < 0) return;
    this.slow(this.claims[place]!, 1);
    this.claims.splice(place, 1);
  }

  override on(): void {
    this.simulator.schedule(PERIOD, this.id, 0, 0);
    const wants = this.claims.map(({ tenant, plan }) => Math.min(tenant.inUse, plan.limit));
    const got = shareOut(
      this.cores,
      wants,
      this.claims.map(({ plan }) => plan),
    );
    this.looks++;
    let isShort = false;
    this.claims.forEach((claim, i) => {
      const factor = got[i]! > 0 ? Math.max(1, claim.tenant.inUse / got[i]!) : 1;
      if (factor > 1) isShort = true;
      this.slow(claim, factor);
    });
    if (isShort) this.shortages++;
  }

  private slow(claim: Claim, factor: number): void {
    if (factor === claim.factor) return;
    if (claim.factor !== 1) claim.tenant.recoverSpeed(claim.factor, 0);
    if (factor !== 1) claim.tenant.slowBy(factor, 0);
    claim.factor = factor;
  }
}

/** What each gets: reserved cores first, then weighted max-min fairness among the others. */
export function shareOut(cores: number, wants: readonly number[], plans: readonly CpuSharePlan[]): readonly number[] {
  const got = wants.map((want, i) => (plans[i]!.isReserved ? Math.min(want, plans[i]!.request) : 0));
  let left = Math.max(0, cores - got.reduce((sum, share) => sum + share, 0));
  let open = wants.flatMap((want, i) => (plans[i]!.isReserved || want === 0 ? [] : [i]));
  while (open.length > 0 && left > 0) {
    const weight = open.reduce((sum, i) => sum + plans[i]!.request, 0);
    const perWeight = left / weight;
    const filled = open.filter(i => wants[i]! - got[i]! <= plans[i]!.request * perWeight);
    for (const i of filled.length > 0 ? filled : open) {
      const more = filled.length > 0 ? wants[i]! - got[i]! : plans[i]!.request * perWeight;
      got[i]! += more;
      left -= more;
    }
    if (filled.length === 0) break;
    open = open.filter(i => !filled.includes(i));
  }
  return got;
}

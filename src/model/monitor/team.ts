/**
 * The people who are paged. Each works on one page at a time: notices it after a while, looks, and - when the alert still
 * stands - acts after another while. Further pages wait for somebody to be free, which is what makes an operator of one
 * a single point of failure. Outside their hours people take longer (asleep), or the page waits for the morning.
 *
 * Not simulated: fatigue, escalation to another team, mistakes in acting.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import type { Random } from '../../engine/random.ts';
import { Actor, type Simulator } from '../../engine/simulator.ts';
import { untilHours } from '../clock-time.ts';
import type { Counter } from '../figure-book.ts';
import type { TeamPlan } from './plan.ts';

const LOOKS = 0;
const ACTS = 1;

/** Why somebody was paged, and what they can do about it. */
export interface Page {
  readonly monitor: string;
  readonly stands: boolean;
  act(): void;
  /** There was nothing to act on any more. */
  leave(): void;
}

export interface TeamParts {
  readonly plan: TeamPlan;
  /** Time of day at time 0. */
  readonly clock: number;
  readonly luck: Random;
  readonly log: (what: string, subject: string, text: string) => void;
  readonly pages: Counter;
}

export class Team extends Actor {
  private readonly parts: TeamParts;
  private readonly notices: Distribution;
  private readonly acts: Distribution;
  private readonly asleep: Distribution | null;
  /** Pages that somebody works on, by place; null where a person is free. */
  private readonly desks: (Page | null)[];
  private readonly waiting: Page[] = [];

  constructor(simulator: Simulator, parts: TeamParts) {
    super(simulator);
    this.parts = parts;
    this.notices = buildDistribution(parts.plan.notices);
    this.acts = buildDistribution(parts.plan.acts);
    this.asleep = parts.plan.asleep && buildDistribution(parts.plan.asleep);
    this.desks = Array.from({ length: parts.plan.people }, () => null);
  }

  /** Whoever is free takes it; otherwise it waits. */
  page(page: Page): void {
    this.parts.pages.add();
    const desk = this.desks.indexOf(null);
    if (desk === -1) this.waiting.push(page);
    else this.take(page, desk);
  }

  override on(kind: number, desk: number): void {
    const page = this.desks[desk]!;
    if (kind === LOOKS) this.look(page, desk);
    else this.act(page, desk);
  }

  private act(page: Page, desk: number): void {
    page.act();
    this.isFree(desk);
  }

  private take(page: Page, desk: number): void {
    this.desks[desk] = page;
    this.simulator.schedule(this.untilNoticed(), this.id, LOOKS, desk);
  }

  private untilNoticed(): number {
    const { plan, clock, luck } = this.parts;
    const wait = plan.hours === null ? 0 : untilHours(plan.hours, clock, this.simulator.now);
    if (wait > 0 && this.asleep !== null) return this.asleep.duration(luck);
    return wait + this.notices.duration(luck);
  }

  private look(page: Page, desk: number): void {
    const { plan, luck, log } = this.parts;
    if (page.stands) {
      log('operator-looks', plan.name, `${plan.name} looks at ${page.monitor}`);
      this.simulator.schedule(this.acts.duration(luck), this.id, ACTS, desk);
      return;
    }
    log('operator-looks', plan.name, `${plan.name} looks at ${page.monitor}, which is over by itself`);
    page.leave();
    this.isFree(desk);
  }

  private isFree(desk: number): void {
    this.desks[desk] = null;
    const next = this.waiting.shift();
    if (next !== undefined) this.take(next, desk);
  }
}

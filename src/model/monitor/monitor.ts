/**
 * One alert rule at work: scrapes, evaluates, fires, and has something done about it - by people who are paged, or by
 * automation after its own delay. What it sees is what its samples say, never the truth: a fault shows when a window
 * has filled enough with it, and a monitor whose own services are down sees nothing at all.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import type { Random } from '../../engine/random.ts';
import { Actor, type Simulator } from '../../engine/simulator.ts';
import { NOBODY } from '../call/slots.ts';
import type { Counter } from '../figure-book.ts';
import { Alert } from './alert.ts';
import type { MonitorPlan, RulePlan } from './plan.ts';
import { type Exporter, Scraper } from './scraper.ts';
import type { Page, Team } from './team.ts';

const SCRAPE = 0;
const EVALUATE = 1;
const ACT = 2;
const AGAIN = 3;

export interface MonitorParts {
  readonly plan: MonitorPlan;
  readonly exporterOf: (signal: RulePlan['signal']) => Exporter;
  /** Whether what the monitor itself depends on is there. */
  readonly works: () => boolean;
  readonly luck: Random;
  readonly team: Team | null;
  /** Carries out the response's actions. */
  readonly act: () => void;
  readonly log: (what: string, subject: string, text: string) => void;
  readonly actions: Counter;
}

/** A rule, the samples it is judged by, and what it said last. */
interface Watch {
  readonly rule: RulePlan;
  readonly scraper: Scraper;
  isMet: boolean;
}

export class Monitor extends Actor implements Page {
  /** When it fired, in order. */
  readonly firings: number[] = [];
  private readonly parts: MonitorParts;
  private readonly alert: Alert;
  private readonly scrapers: readonly Scraper[];
  private readonly watches: readonly Watch[];
  private readonly delay: Distribution | null;
  private nextScrape = 0;
  /** Somebody has been paged, or automation has been set off, and has not acted yet. */
  private isAwaited = false;
  private againTicket = NOBODY;

  constructor(simulator: Simulator, parts: MonitorParts) {
    super(simulator);
    const { plan } = parts;
    this.parts = parts;
    this.alert = new Alert(plan.pendingFor, plan.keepFor);
    this.delay = plan.response && buildDistribution(plan.response.delay);
    const scrapers = new Map<string, Scraper>();
    this.watches = plan.rules.map(rule => ({ rule, scraper: this.scraperOf(rule, scrapers), isMet: false }));
    this.scrapers = [...scrapers.values()];
  }

  /** The name of what people are paged for. */
  get monitor(): string {
    return this.parts.plan.name;
  }

  get stands(): boolean {
    return this.alert.state === 'firing';
  }

  start(): void {
    const offset = buildDistribution(this.parts.plan.offset).duration(this.parts.luck);
    this.nextScrape = offset;
    this.simulator.schedule(offset, this.id, SCRAPE, 0);
    this.simulator.schedule(offset, this.id, EVALUATE, 0);
  }

  override on(kind: number): void {
    if (kind === SCRAPE) this.scrapeIfDue();
    else if (kind === EVALUATE) this.evaluate();
    else if (kind === ACT) this.actIfStanding();
    else this.goOn();
  }

  /** What the response does, by hand or by automation. */
  act(): void {
    this.isAwaited = false;
    this.parts.actions.add(this.parts.plan.response!.actions.length);
    this.parts.act();
    const { again } = this.parts.plan.response!;
    if (again < Infinity) this.againTicket = this.simulator.schedule(again, this.id, AGAIN, 0);
  }

  /** Whoever was paged found nothing. */
  leave(): void {
    this.isAwaited = false;
  }

  private actIfStanding(): void {
    if (this.stands) this.act();
    else this.leave();
  }

  private goOn(): void {
    this.againTicket = NOBODY;
    if (this.stands) this.respond();
  }

  /** One for every subject: rules about the same one see the same samples. */
  private scraperOf(rule: RulePlan, known: Map<string, Scraper>): Scraper {
    const { kind, index } = rule.signal.of;
    const key = `${kind} ${index}`;
    const scraper = known.get(key) ?? this.newScraper(rule);
    known.set(key, scraper);
    return scraper;
  }

  private newScraper({ signal }: RulePlan): Scraper {
    const { plan, exporterOf } = this.parts;
    const about = plan.rules.filter(({ signal: { of } }) => of.kind === signal.of.kind && of.index === signal.of.index);
    const longest = Math.max(...about.map(({ window }) => window));
    const withLatency = about.some(({ signal: { metric } }) => metric === 'latency');
    return new Scraper(exporterOf(signal), longest + plan.lag + plan.scrape, withLatency);
  }

  /** At a time that is both, the scrape comes before the evaluation, whichever event does. */
  private scrapeIfDue(): void {
    const { now } = this.simulator;
    if (now < this.nextScrape) return;
    this.nextScrape = now + this.parts.plan.scrape;
    this.simulator.schedule(this.parts.plan.scrape, this.id, SCRAPE, 0);
    if (this.parts.works()) for (const scraper of this.scrapers) scraper.scrape(now);
  }

  private evaluate(): void {
    const { plan, log } = this.parts;
    const { now } = this.simulator;
    this.simulator.schedule(plan.every, this.id, EVALUATE, 0);
    this.scrapeIfDue();
    for (const watch of this.watches) watch.isMet = this.judge(watch, now - plan.lag);
    const transition = this.alert.evaluate(
      this.watches.every(({ isMet }) => isMet),
      now,
    );
    if (transition === 'resolved') log('alert-resolved', plan.name, `the alert ${plan.name} is resolved`);
    if (transition !== 'fired') return;
    this.firings.push(now);
    log('alert-fired', plan.name, `the alert ${plan.name} fires`);
    if (plan.response !== null) this.respond();
  }

  private judge({ rule, scraper, isMet }: Watch, until: number): boolean {
    const value = scraper.value(rule.signal, rule.window, until);
    if (value !== null) return compare(value, rule);
    const { missing } = this.parts.plan;
    return missing === 'keep' ? isMet : missing === 'alert';
  }

  /** When the alert fires, and again while it goes on; not twice for the same trouble. */
  private respond(): void {
    if (this.againTicket !== NOBODY) this.simulator.cancel(this.againTicket);
    this.againTicket = NOBODY;
    if (this.isAwaited) return;
    this.isAwaited = true;
    const { team, luck } = this.parts;
    if (team !== null) team.page(this);
    else this.simulator.schedule(this.delay!.duration(luck), this.id, ACT, 0);
  }
}

function compare(value: number, { comparison, bound }: RulePlan): boolean {
  switch (comparison) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}

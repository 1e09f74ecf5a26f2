/**
 * What the reader looks at: a moment, a variant to look into, and the variants shown. It lives in the address behind the
 * `#`, so that a link to it can be shared; listeners hear of every change.
 */
import type { PageData } from '../report/html/data.ts';

export interface View {
  /** ms */
  readonly moment: number;
  readonly chosen: string;
  readonly shown: readonly string[];
}

/** More lines than this in one chart are not read any more; the rest can be switched on. */
const SHOWN_AT_FIRST = 6;

export class State {
  view: View;
  private readonly data: PageData;
  private readonly listeners: ((view: View, before: View) => void)[] = [];

  constructor(data: PageData, hash: string) {
    this.data = data;
    this.view = this.read(hash);
  }

  listen(listener: (view: View, before: View) => void): void {
    this.listeners.push(listener);
  }

  change(part: Partial<View>): void {
    const before = this.view;
    this.view = { ...before, ...part };
    for (const listener of this.listeners) listener(this.view, before);
  }

  /** The view a link asks for; whatever it does not say, or says wrongly, is as at first. */
  read(hash: string): View {
    const words = new URLSearchParams(hash.replace(/^#/, ''));
    const names = this.data.variants.map(({ name }) => name);
    const chosen = words.get('v') ?? '';
    const shown = words.getAll('on').filter(name => names.includes(name));
    const moment = Number(words.get('t') ?? Number.NaN);
    return {
      moment: Number.isFinite(moment) ? Math.max(0, Math.min(this.data.duration, moment)) : this.firstMoment(),
      chosen: names.includes(chosen) ? chosen : (names[0] ?? ''),
      shown: shown.length > 0 ? shown : (this.view?.shown ?? this.firstShown(names)),
    };
  }

  /** `#t=150000&v=deadlines&on=baseline&on=deadlines`; variants only when they are not those shown at first. */
  get hash(): string {
    const { moment, chosen, shown } = this.view;
    const words = new URLSearchParams({ t: String(Math.round(moment)), v: chosen });
    const first = this.firstShown(this.data.variants.map(({ name }) => name));
    if (shown.join() !== first.join()) for (const name of shown) words.append('on', name);
    return `#${words}`;
  }

  /** A while into the first fault of the baseline: there is something to see. */
  private firstMoment(): number {
    const strikes = this.data.variants[0]?.faults.flatMap(fault => fault.strikes) ?? [];
    const [first] = strikes.toSorted((one, other) => one.start - other.start);
    if (first === undefined) return this.data.duration / 2;
    const end = first.end ?? this.data.duration;
    const half = Math.min((end - first.start) / 2, 60_000);
    // What is over at once shows a little later.
    const later = Math.min(10_000, (this.data.duration - first.start) / 10);
    return Math.round((first.start + Math.max(half, later)) / 1000) * 1000;
  }

  private firstShown(names: readonly string[]): readonly string[] {
    const { best } = this.data;
    const wanted = [...new Set([names[0] ?? '', best, ...names])].slice(0, SHOWN_AT_FIRST);
    return names.filter(name => wanted.includes(name));
  }
}

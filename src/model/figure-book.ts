/**
 * Where components enter the figures of figures.ts while the world is built: a number that is read when the run ends, a
 * counter that several of them share, or a level that is sampled at the end of every window. Nothing here happens per
 * event; a component that counts keeps its own count and forgets the warm-up when it is told that it is over.
 */
import { invariant } from '../engine/invariant.ts';
import type { FigureName } from './figures.ts';
import type { FigureRecord, FigureSeriesRecord } from './record.ts';

/** A number without data: JSON and typed arrays have no place for null, so a series keeps it as NaN. */
const NO_DATA = Number.NaN;

export class Counter {
  count = 0;

  add(n = 1): void {
    this.count += n;
  }
}

interface Entry {
  readonly subject: string;
  readonly name: FigureName;
  /** In the engine's units; null without data. */
  readonly read: () => number | null;
}

interface Sampled extends Entry {
  readonly values: Float64Array;
}

export class FigureBook {
  private readonly windowCount: number;
  private readonly entries: Entry[] = [];
  private readonly series: Sampled[] = [];
  private readonly counters = new Map<string, Counter>();
  private readonly listeners: (() => void)[] = [];

  constructor(windowCount: number) {
    this.windowCount = windowCount;
  }

  /** `subject` is the name of a service, source, monitor ...; a figure is entered once for a subject. */
  figure(subject: string, name: FigureName, read: () => number | null): void {
    const isNew = !this.entries.some(entry => entry.subject === subject && entry.name === name);
    invariant(isNew, `the figure ${name} of ${subject} is entered once`);
    this.entries.push({ subject, name, read });
  }

  /** The one counter of a figure, shared by all who count for the same subject; 0 when the measured part begins. */
  counter(subject: string, name: FigureName): Counter {
    const key = `${name} ${subject}`;
    const known = this.counters.get(key);
    if (known) return known;
    const counter = new Counter();
    this.counters.set(key, counter);
    this.whenMeasuring(() => {
      counter.count = 0;
    });
    this.figure(subject, name, () => counter.count);
    return counter;
  }

  /** A level at the end of every window of the run. */
  sampled(subject: string, name: FigureName, read: () => number | null): void {
    this.series.push({ subject, name, read, values: new Float64Array(this.windowCount).fill(NO_DATA) });
  }

  /** `listener` is called when the warm-up is over. */
  whenMeasuring(listener: () => void): void {
    this.listeners.push(listener);
  }

  startMeasuring(): void {
    for (const listener of this.listeners) listener();
  }

  closeWindow(index: number): void {
    for (const { read, values } of this.series) values[index] = read() ?? NO_DATA;
  }

  records(): readonly FigureRecord[] {
    return this.entries.map(({ subject, name, read }) => ({ subject, name, value: read() }));
  }

  seriesRecords(): readonly FigureSeriesRecord[] {
    return this.series.map(({ subject, name, values }) => ({ subject, name, values }));
  }
}

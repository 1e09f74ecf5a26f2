/** What components measure of their own (model/figures.ts), from records to the parts of a result. */
import { type Bounds, estimate, NOT_NEGATIVE, SHARE } from '../measure/interval.ts';
import { FIGURES, type FigureKind, type FigureName } from '../model/figures.ts';
import type { FigureSeriesRecord, ReplicationRecord } from '../model/record.ts';
import type { Estimate, Result, Series, VariantResult } from '../results/result.ts';
import type { Observation } from './observe.ts';
import { MILLISECOND } from './units.ts';

/** Of one replication, in the result's units; null without data. */
export type ComponentFigures = ReadonlyMap<string, ReadonlyMap<FigureName, number | null>>;

export function figuresOfComponents({ figures }: ReplicationRecord): ComponentFigures {
  const subjects = new Map<string, Map<FigureName, number | null>>();
  for (const { subject, name, value } of figures) {
    const known = subjects.get(subject) ?? new Map<FigureName, number | null>();
    subjects.set(subject, known.set(name, value === null ? null : inResultUnit(value, name)));
  }
  return subjects;
}

const kindOf = (name: FigureName): FigureKind => FIGURES[name];

const inResultUnit = (value: number, name: FigureName): number =>
  kindOf(name).unit === 'duration' ? value / MILLISECOND : value;

export const componentBoundsOf = (name: FigureName): Bounds => (kindOf(name).unit === 'share' ? SHARE : NOT_NEGATIVE);

/** Means over replications; one without data is left out of its mean. */
export function componentResults(observations: readonly Observation[]): VariantResult['figures'] {
  const ofFirst = [...(observations[0]?.components ?? [])];
  return Object.fromEntries(
    ofFirst.map(([subject, figures]) => [
      subject,
      Object.fromEntries([...figures.keys()].map(name => [name, estimated(subject, name, observations)])),
    ]),
  );
}

function estimated(subject: string, name: FigureName, observations: readonly Observation[]): Estimate | null {
  const values = observations.map(({ components }) => components.get(subject)?.get(name) ?? null);
  return estimate(values, 0.95, componentBoundsOf(name));
}

/** Means over the replications that have data in a window; null where none has. */
export function componentSeries(records: readonly ReplicationRecord[]): Series['figures'] {
  // A map first: a subject may be called `toString`, which every object has already.
  const series = new Map<string, [FigureName, (number | null)[]][]>();
  for (const [index, { subject, name }] of (records[0]?.figureSeries ?? []).entries()) {
    const values = averaged(records.map(({ figureSeries }) => figureSeries[index]!));
    series.set(subject, [...(series.get(subject) ?? []), [name, values]]);
  }
  return Object.fromEntries([...series].map(([subject, figures]) => [subject, Object.fromEntries(figures)]));
}

function averaged(series: readonly FigureSeriesRecord[]): (number | null)[] {
  const [first] = series;
  return Array.from(first?.values ?? [], (_, window) => {
    const present = series.map(({ values }) => values[window]!).filter(value => !Number.isNaN(value));
    if (present.length === 0) return null;
    return inResultUnit(present.reduce((sum, value) => sum + value, 0) / present.length, first!.name);
  });
}

/** The kinds of the figures that occur in a result, so that whoever reads it needs no other list. */
export function kindsIn(variants: readonly Pick<VariantResult, 'figures'>[]): Result['figureKinds'] {
  const names = new Set(variants.flatMap(({ figures }) => Object.values(figures).flatMap(Object.keys)));
  return Object.fromEntries(
    Object.entries<FigureKind>(FIGURES)
      .filter(([name]) => names.has(name))
      .map(([name, { unit, better, title }]) => [name, { unit, better, title }]),
  );
}

/** What components measured of their own - a cache its hits, a monitor its alerts - side by side for all variants. */
import type { Estimate, FigureKind, Result } from '../results/result.ts';
import { amount, figureOf, type Quantity, written } from './numbers.ts';
import { ranked } from './order.ts';

export interface FigureRow {
  /** `consul: time to detect` */
  readonly label: string;
  readonly subject: string;
  readonly title: string;
  /** One per variant in the order of `ranked`, with its interval and without. */
  readonly cells: readonly { readonly full: string; readonly short: string }[];
}

export const QUANTITY_OF_UNIT: Readonly<Record<FigureKind['unit'], Quantity>> = {
  share: 'share',
  duration: 'duration',
  rate: 'rate',
  count: 'plain',
  number: 'plain',
};

/** Rows by subject, then as the figures are declared; figures that no variant has data for are left out. */
export function figureRows(result: Result): readonly FigureRow[] {
  const variants = ranked(result);
  const subjects = [...new Set(variants.flatMap(({ figures }) => Object.keys(figures)))];
  return subjects.flatMap(subject =>
    Object.entries(result.figureKinds).flatMap(([name, kind]) => {
      const estimates = variants.map(({ figures }) =>
        Object.hasOwn(figures, subject) ? (figures[subject]![name] ?? null) : null,
      );
      return estimates.every(estimate => estimate === null) ? [] : [rowOf(subject, kind, estimates)];
    }),
  );
}

function rowOf(subject: string, { unit, title }: FigureKind, estimates: readonly (Estimate | null)[]): FigureRow {
  const figures = estimates.map(estimate => figureOf(estimate, QUANTITY_OF_UNIT[unit]));
  const cells = figures.map(figure => ({ full: written(figure), short: amount(figure) }));
  return { label: `${subject}: ${title}`, subject, title, cells };
}

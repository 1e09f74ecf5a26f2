/** What became of the `expect` statements, in words. The unit of what was observed follows from the metric the statement names. */
import type { ExpectResult, Result, Verdict } from '../results/result.ts';
import { QUANTITY_OF_UNIT } from './component-figures.ts';
import { figureOf, NO_DATA, type Quantity, written } from './numbers.ts';

export const VERDICT_MARK: Readonly<Record<Verdict, string>> = { holds: '✓', fails: '✗', undecided: '?' };

export interface VerdictLine {
  readonly variant: string;
  readonly statement: string;
  readonly verdict: Verdict;
  readonly observed: string;
  readonly reason: string;
}

/** All verdicts of a result, variant by variant in the order of the scenario. */
export const verdictsOf = (result: Result): VerdictLine[] =>
  result.variants.flatMap(({ name, expect }) =>
    expect.map(entry => ({
      variant: name,
      statement: entry.statement,
      verdict: entry.verdict,
      observed: observedIn(entry, result),
      reason: entry.reason,
    })),
  );

/** `6 hold, 1 fails, 2 undecided` */
export function tally(lines: readonly VerdictLine[]): string {
  const number = (verdict: Verdict): number => lines.filter(line => line.verdict === verdict).length;
  const parts = [
    number('holds') > 0 ? `${number('holds')} hold${number('holds') === 1 ? 's' : ''}` : '',
    number('fails') > 0 ? `${number('fails')} fail${number('fails') === 1 ? 's' : ''}` : '',
    number('undecided') > 0 ? `${number('undecided')} undecided` : '',
  ];
  return parts.filter(part => part !== '').join(', ');
}

const observedIn = ({ statement, observed }: ExpectResult, result: Result): string => {
  if (observed === null) return NO_DATA;
  if (observed === 'never') return 'never';
  if (typeof observed === 'boolean') return String(observed);
  return written(figureOf(observed, quantityOf(statement, result)));
};

const QUANTITIES: readonly (readonly [RegExp, Quantity])[] = [
  [/\b(availability|fullAvailability|timeAvailability|wastedWork|rejected|utilisation)\b/, 'share'],
  [/\bp\s*\(|\b(mean|max|recovery|longestOutage|waitingTime|sojournTime)\b/, 'duration'],
  [/\b(throughput|goodput)\b/, 'rate'],
  [/\breplicaHours\b/, 'hours'],
];

/** The subject before a colon may be named like a metric, so only what follows it is looked at. */
const quantityOf = (statement: string, { figureKinds }: Result): Quantity => {
  const metric = statement.slice(statement.indexOf(':') + 1);
  const ofComponent = figureKinds[/^\s*(\w+)/.exec(metric)?.[1] ?? ''];
  if (ofComponent !== undefined) return QUANTITY_OF_UNIT[ofComponent.unit];
  return QUANTITIES.find(([pattern]) => pattern.test(metric))?.[1] ?? 'plain';
};

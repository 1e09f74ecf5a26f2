/**
 * reports/matrix.md: which remedy helps against which cause, by how much, at what cost - read off the committed results.
 * A line of it is a variant with one mitigation that says what it answers and what kind of remedy it is.
 */
import { changeWritten, recoveryWritten } from '../src/report/comparison.ts';
import { type MarkdownColumn, markdownTable, prose } from '../src/report/markdown-text.ts';
import { amount, changeOf, relative, written } from '../src/report/numbers.ts';
import { availabilityEffect, baselineOf, latencyEffect } from '../src/report/order.ts';
import type { Result, VariantResult } from '../src/results/result.ts';
import { CASCADE_CAUSES, REMEDIES } from '../src/scenario/schema/schema.ts';

interface Trial {
  readonly result: Result;
  readonly variant: VariantResult;
}

/** Links are to files beside it. */
export function matrixOf(results: readonly Result[]): string {
  const trials = results
    .toSorted((one, other) => (one.scenario.name < other.scenario.name ? -1 : 1))
    .flatMap(result => result.variants.map(variant => ({ result, variant })))
    .filter(({ variant }) => variant.mitigations.length === 1 && variant.remedies.length > 0);
  const causes = CASCADE_CAUSES.flatMap(cause => causeSection(cause, trials));
  return [HEAD, '', ...overview(trials), '', LEGEND, ...causes, ''].join('\n');
}

const HEAD = `# Which remedy helps against which cause

Made by \`npm run reports\` from the results of the [shipped scenarios](README.md). A remedy's effect belongs to its scenario: the matrix says
where it was tried and what came of it there, not what it is worth everywhere.`;

const LEGEND =
  'A cell has the change of availability in percentage points, one entry per trial, best first: ▲ better, ▼ worse, ≈ next to nothing, = not measurable; ◆ no change of availability, but a measurably lower p99.';

const words = (name: string): string => name.replaceAll('-', ' ');

/** Remedies down, causes across. */
function overview(trials: readonly Trial[]): string[] {
  const columns = CASCADE_CAUSES.map(
    (cause): MarkdownColumn => ({
      head: words(cause),
      align: 'left',
      cells: REMEDIES.map(remedy =>
        trials
          .filter(({ variant }) => variant.remedies.includes(remedy) && variant.answers.includes(cause))
          .toSorted(byEffect)
          .map(cell)
          .join(', '),
      ),
    }),
  );
  return markdownTable([{ head: 'remedy', align: 'left', cells: REMEDIES.map(words) }, ...columns]);
}

const gain = ({ variant }: Trial): number => variant.difference?.availability?.mean ?? 0;

const byEffect = (one: Trial, other: Trial): number => gain(other) - gain(one);

const MARKS = { better: '▲', worse: '▼', slight: '≈', none: '=', unknown: '?' } as const;

function cell({ result, variant }: Trial): string {
  const effect = availabilityEffect(variant, result);
  const faster = effect !== 'better' && effect !== 'worse' && latencyEffect(variant, result) === 'better';
  const change = changeOf(variant.difference?.availability, 'share');
  const value = change === null ? '' : change.value;
  return `[${value} ${faster ? '◆' : MARKS[effect]}](${result.scenario.name}.md)`;
}

function causeSection(cause: string, trials: readonly Trial[]): string[] {
  const own = trials.filter(({ variant }) => variant.answers.includes(cause)).toSorted(byEffect);
  if (own.length === 0) return [];
  const column = (head: string, cellOf: (trial: Trial) => string): MarkdownColumn => ({
    head,
    align: 'left',
    cells: own.map(cellOf),
  });
  const table = markdownTable([
    column('remedy', ({ variant }) => variant.remedies.map(words).join(', ')),
    column('tried as', ({ variant }) => prose(variant.title)),
    column('in', ({ result }) => `[${prose(result.scenario.name)}](${result.scenario.name}.md)`),
    column('availability', ({ result, variant }) => changeWritten(variant, result)),
    column('p99', ({ variant }) => amount(changeOf(variant.difference?.p99, 'duration'))),
    column('recovery', ({ variant }) => recoveryWritten(variant, written)),
    column('wasted work', ({ variant }) => amount(changeOf(variant.difference?.wastedWork, 'share'))),
    column('replica-hours', costOf),
  ]);
  return ['', `## Against ${words(cause)}`, '', ...table];
}

/** In percent of the baseline's. */
function costOf({ result, variant }: Trial): string {
  const before = baselineOf(result)?.metrics.replicaHours ?? null;
  const now = variant.metrics.replicaHours;
  if (before === null || now === null || before.mean === 0 || now.mean === before.mean) return '0';
  return relative(now, before);
}

/**
 * reports/matrix.md: which remedy helps against which cause, by how much, at what cost - read off the committed results.
 * A line of it is a variant with one mitigation that says what it answers and what kind of remedy it is.
 */
import { EFFECT_MARK, recoveryWritten } from '../src/report/comparison.ts';
import { changeMarked } from '../src/report/markdown-comparison.ts';
import { type MarkdownColumn, markdownTable, prose, unbroken } from '../src/report/markdown-text.ts';
import { amount, changeOf, NO_DATA, relative, written } from '../src/report/numbers.ts';
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
  'A cell counts the trials by what came of availability - ▲ better, ▼ worse, ≈ next to nothing, = no measurable difference, ◆ the same but for a measurably lower p99 - with the least and the greatest change in percentage points. Each trial is a line further down.';

const words = (name: string): string => name.replaceAll('-', ' ');

/** Remedies down, causes across. */
function overview(trials: readonly Trial[]): string[] {
  const columns = CASCADE_CAUSES.map(
    (cause): MarkdownColumn => ({
      head: trials.some(({ variant }) => variant.answers.includes(cause))
        ? `[${words(cause)}](#against-${cause})`
        : words(cause),
      align: 'left',
      cells: REMEDIES.map(remedy =>
        cell(trials.filter(({ variant }) => variant.remedies.includes(remedy) && variant.answers.includes(cause))),
      ),
    }),
  );
  return markdownTable([{ head: 'remedy', align: 'left', cells: REMEDIES.map(words) }, ...columns]);
}

const gain = ({ variant }: Trial): number => variant.difference?.availability?.mean ?? 0;

const byEffect = (one: Trial, other: Trial): number => gain(other) - gain(one);

const FASTER = '◆';

/** `9 ▲ 1 =` over `0 to +73.4`; nothing where nothing was tried. */
function cell(trials: readonly Trial[]): string {
  if (trials.length === 0) return '';
  const marks = trials.map(markOf);
  const counts = [...Object.values(EFFECT_MARK), FASTER]
    .map(mark => ({ mark, count: marks.filter(each => each === mark).length }))
    .filter(({ count }) => count > 0)
    .map(({ mark, count }) => `${count} ${mark}`)
    .join(' ');
  const ordered = trials
    .toSorted(byEffect)
    .map(({ variant }) => changeOf(variant.difference?.availability, 'share')?.value ?? NO_DATA);
  const [most, least] = [ordered[0], ordered.at(-1)];
  return `${unbroken(counts)}<br>${unbroken(least === most ? most! : `${least} to ${most}`)}`;
}

function markOf({ result, variant }: Trial): string {
  const effect = availabilityEffect(variant, result);
  const faster = effect !== 'better' && effect !== 'worse' && latencyEffect(variant, result) === 'better';
  return faster ? FASTER : EFFECT_MARK[effect];
}

function causeSection(cause: string, trials: readonly Trial[]): string[] {
  const own = trials.filter(({ variant }) => variant.answers.includes(cause)).toSorted(byEffect);
  if (own.length === 0) return [];
  const column = (head: string, cellOf: (trial: Trial) => string): MarkdownColumn => ({
    head,
    align: 'left',
    cells: own.map(cellOf),
  });
  const figures = (head: string, cellOf: (trial: Trial) => string): MarkdownColumn => ({
    head,
    align: 'right',
    cells: own.map(trial => unbroken(cellOf(trial))),
  });
  const table = markdownTable([
    column('remedy', ({ variant }) => variant.remedies.map(words).join(', ')),
    column('tried as', ({ result, variant }) => `${prose(variant.title)} (${linkTo(result)})`),
    figures('availability', ({ result, variant }) => changeMarked(variant, result)),
    figures('p99', ({ variant }) => amount(changeOf(variant.difference?.p99, 'duration'))),
    figures('recovery', ({ variant }) => recoveryWritten(variant, written)),
    figures('replica-hours', costOf),
  ]);
  return ['', `## Against ${words(cause)}`, '', ...table];
}

const linkTo = ({ scenario: { name } }: Result): string => `[${prose(name)}](${name}.md)`;

/** In percent of the baseline's. */
function costOf({ result, variant }: Trial): string {
  const before = baselineOf(result)?.metrics.replicaHours ?? null;
  const now = variant.metrics.replicaHours;
  if (before === null || now === null || before.mean === 0 || now.mean === before.mean) return '0';
  return relative(now, before);
}

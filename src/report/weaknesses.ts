/** What `brownout spof` prints: a sentence on the whole, and a table with the worst outage first. */
import type { Estimate } from '../results/result.ts';
import type { OutageResult, WeaknessReport } from '../results/weakness.ts';
import { count, counted, figureOf, NO_DATA, share, span, written } from './numbers.ts';
import type { Paint } from './paint.ts';
import { type Column, renderTable } from './table.ts';
import { oneLine, wrapped } from './text.ts';

const VERDICTS: Readonly<
  Record<OutageResult['verdict'], { readonly title: string; readonly paint: 'bad' | 'doubtful' | 'faint' }>
> = {
  'single-point': { title: 'single point', paint: 'bad' },
  'weak-point': { title: 'weak point', paint: 'doubtful' },
  unclear: { title: 'unclear', paint: 'doubtful' },
  degrades: { title: 'degrades', paint: 'doubtful' },
  tolerated: { title: 'tolerated', paint: 'faint' },
};

export function renderWeaknesses(
  report: WeaknessReport,
  { columns, paint }: { columns: number; paint: Paint },
): string {
  const lines = [
    paint.heading(oneLine(report.scenario.title)),
    ...wrapped(cost(report), columns).map(paint.faint),
    '',
    ...wrapped(verdict(report), columns),
    '',
    ...table(report, columns, paint),
    ...wrapped(LEGEND, columns).map(paint.faint),
    ...report.skipped.flatMap(({ kind, name, reason }) => wrapped(`not tried: ${kind} ${name}: ${reason}`, columns)),
  ];
  return `${lines.join('\n')}\n`;
}

const LEGEND =
  'lost: of the answers that the healthy system gives in the same time, missing while the outage lasts; ± are 95 % intervals. ' +
  'single point: a traffic source loses at least half of its answers. weak point: more than the objective allows.';

function cost({ scenario, variant, outages, outage, replications, runs, duration, partial }: WeaknessReport): string {
  const who = variant === 'baseline' ? scenario.name : `${scenario.name} (${variant})`;
  const cut = partial ? '; interrupted' : '';
  return `${who} · ${counted(outages.length, 'outage')} of ${span(outage)}, each alone · ${counted(replications, 'replication')} · ${counted(runs, 'run')} of ${span(duration)}${cut}`;
}

function verdict({ outages, objective, wait }: WeaknessReport): string {
  const of = (verdict: OutageResult['verdict']): readonly OutageResult[] =>
    outages.filter(outage => outage.verdict === verdict);
  const singles = of('single-point');
  const weak = of('weak-point').length;
  const stuck = outages.filter(({ comesBack }) => !comesBack);
  const sentences = [
    singles.length === 0
      ? 'No outage of a single thing takes down half of anybody’s requests.'
      : `Single points of failure: ${singles.map(nameOf).join(', ')}.`,
    weak === 0
      ? ''
      : `${count(weak)} more ${weak === 1 ? 'outage breaks' : 'outages break'} the objective of ${share(objective)}.`,
    stuck.length === 0 ? '' : `Not back ${span(wait)} after its end: ${stuck.map(nameOf).join(', ')}.`,
  ];
  return sentences.filter(sentence => sentence !== '').join(' ');
}

const nameOf = ({ kind, name }: OutageResult): string => (kind === 'replica' ? `one of ${name}` : `${kind} ${name}`);

function table({ outages }: WeaknessReport, width: number, paint: Paint): string[] {
  const cells = (of: (outage: OutageResult) => string): readonly string[] => outages.map(of);
  const column = (worth: number, head: readonly [string, string], of: (outage: OutageResult) => string): Column => ({
    worth,
    short: { head, cells: cells(of) },
    full: { head, cells: cells(of) },
  });
  const verdictPaints = outages.map(({ verdict }) => paint[VERDICTS[verdict].paint]);
  const columns: readonly Column[] = [
    { ...column(9, ['', ''], ({ verdict }) => VERDICTS[verdict].title), paint: verdictPaints },
    column(8, ['lost', ''], ({ lost }) => amount(lost)),
    column(5, ['degraded', ''], ({ degraded }) => amount(degraded)),
    column(6, ['blast', 'radius'], ({ blastRadius }) => share(blastRadius)),
    column(7, ['after-', 'wards'], ({ comesBack, lostAfterwards }) => back(comesBack, lostAfterwards)),
  ];
  return renderTable(outages.map(nameOf), columns, { width, paintHead: paint.faint });
}

function amount(estimate: Estimate | null): string {
  if (estimate === null) return NO_DATA;
  return written(figureOf({ ...estimate, mean: Math.max(0, estimate.mean) }, 'share'));
}

function back(comesBack: boolean, lost: Estimate | null): string {
  if (lost === null) return NO_DATA;
  return comesBack ? 'back' : 'down';
}

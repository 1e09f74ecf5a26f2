/**
 * Rows and columns in a given number of terminal cells. Each column can be written short or in full; the table starts
 * short, drops the columns that are worth least until it fits, then spends what room is left on full forms, most
 * valuable first. The first column holds names and wraps.
 */
import { padEnd, padStart, widthOf, wrapped } from './text.ts';

export interface Column {
  /** Worth less is dropped earlier and written in full later. */
  readonly worth: number;
  readonly short: Form;
  readonly full: Form;
  /** How each row's cell is painted, after padding. */
  readonly paint?: readonly ((text: string) => string)[];
}

export interface Form {
  /** Two lines, the second for the unit or the rest of the name. */
  readonly head: readonly [string, string];
  /** One per row. */
  readonly cells: readonly string[];
}

export interface TableOptions {
  /** Cells in a line. */
  readonly width: number;
  readonly paintHead: (text: string) => string;
}

interface Chosen {
  readonly column: Column;
  form: Form;
}

const GAP = '  ';
const NARROWEST_NAME = 12;

/** Lines of the table, head included. */
export function renderTable(names: readonly string[], columns: readonly Column[], options: TableOptions): string[] {
  const longest = Math.max(NARROWEST_NAME, ...names.map(widthOf));
  const chosen = withFullForms(withoutExcess(columns, options.width), longest, options.width);
  const nameWidth = Math.min(longest, Math.max(NARROWEST_NAME, options.width - widthOfAll(chosen)));
  const rows = names.flatMap((name, row) => bodyLines(wrapped(name, nameWidth), row, chosen, nameWidth));
  return [...headLines(chosen, nameWidth).map(options.paintHead), ...rows];
}

function withoutExcess(columns: readonly Column[], width: number): Chosen[] {
  const kept = columns.map((column): Chosen => ({ column, form: column.short }));
  while (kept.length > 1 && widthOfAll(kept) + NARROWEST_NAME > width) kept.splice(leastWorth(kept), 1);
  return kept;
}

const leastWorth = (chosen: readonly Chosen[]): number => {
  const worths = chosen.map(({ column }) => column.worth);
  return worths.indexOf(Math.min(...worths));
};

function withFullForms(chosen: Chosen[], nameWidth: number, width: number): Chosen[] {
  for (const choice of [...chosen].sort((one, other) => other.column.worth - one.column.worth)) {
    const before = choice.form;
    choice.form = choice.column.full;
    if (widthOfAll(chosen) + nameWidth > width) choice.form = before;
  }
  return chosen;
}

const widthOfForm = ({ head, cells }: Form): number => Math.max(...[...head, ...cells].map(widthOf));

const widthOfAll = (chosen: readonly Chosen[]): number =>
  chosen.reduce((sum, { form }) => sum + GAP.length + widthOfForm(form), 0);

function headLines(chosen: readonly Chosen[], nameWidth: number): string[] {
  const line = (index: 0 | 1): string =>
    [' '.repeat(nameWidth), ...chosen.map(({ form }) => padStart(form.head[index], widthOfForm(form)))]
      .join(GAP)
      .trimEnd();
  return line(1) === '' ? [line(0)] : [line(0), line(1)];
}

function bodyLines(name: readonly string[], row: number, chosen: readonly Chosen[], nameWidth: number): string[] {
  const cells = chosen.map(({ column, form }) => {
    const padded = padStart(form.cells[row] ?? '', widthOfForm(form));
    return column.paint?.[row]?.(padded) ?? padded;
  });
  const [first = '', ...rest] = name;
  return [[padEnd(first, nameWidth), ...cells].join(GAP).trimEnd(), ...rest.map(line => `  ${line}`)];
}

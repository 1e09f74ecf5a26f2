/**
 * Text and tables for Markdown as code hosts render it (CommonMark with tables). Whatever a scenario wrote is data: it
 * cannot open HTML, links, images, mentions, headings, or another cell.
 */
import { oneLine, padEnd, padStart, widthOf } from './text.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '@': '&#64;' };

/** One line of prose that says `text` and nothing else. */
export const prose = (text: string): string =>
  withEntities(oneLine(text).replace(/[\\`*_[\]{}|~#!$^]/g, character => `\\${character}`)).replace(
    /^([-+=]|\d+[.)])/,
    (match: string) => `${match.slice(0, -1)}\\${match.slice(-1)}`,
  );

/** One line of text inside an HTML element, where Markdown is not read. */
export const html = (text: string): string => withEntities(oneLine(text));

/** Entities also break up what a code host would turn into a link by itself. */
const withEntities = (text: string): string =>
  text
    .replace(/[&<>@]/g, character => ENTITIES[character] ?? character)
    .replace(/:\/\//g, ':&#47;/')
    .replace(/\bwww\./gi, match => `${match.slice(0, -1)}&#46;`);

/** A name as inline code; code spans know no escapes, so a backtick becomes an apostrophe. */
export const code = (text: string): string => `\`${oneLine(text).replaceAll('`', "'").replaceAll('|', '\\|') || ' '}\``;

/** A fenced block; no line of it can close the fence. */
export const fenced = (lines: readonly string[], language = 'text'): string[] => [
  `\`\`\`${language}`,
  ...lines.map(line => line.replaceAll('```', "'''")),
  '```',
];

export interface MarkdownColumn {
  readonly head: string;
  readonly align: 'left' | 'right';
  /** One per row, already Markdown. */
  readonly cells: readonly string[];
}

/** A table, padded so that it also reads well as plain text. */
export function markdownTable(columns: readonly MarkdownColumn[]): string[] {
  const widths = columns.map(({ head, cells }) => Math.max(3, ...[head, ...cells].map(widthOf)));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const padded = (text: string, index: number): string =>
    (columns[index]?.align === 'right' ? padStart : padEnd)(text, widths[index] ?? 0);
  const rule = columns.map(({ align }, index) => {
    const dashes = '-'.repeat((widths[index] ?? 3) - 1);
    return align === 'right' ? `${dashes}:` : `${dashes}-`;
  });
  const rows = columns[0]?.cells ?? [];
  return [
    line(columns.map(({ head }, index) => padded(head, index))),
    line(rule),
    ...rows.map((_, row) => line(columns.map(({ cells }, index) => padded(cells[row] ?? '', index)))),
  ];
}

/** Columns of text wrap on a page, so more of their width than this does not make a table wide. */
const WIDEST_TEXT = 40;
/** Characters in a row that a code host shows without a scroll bar. */
const WIDEST_ROW = 112;

/**
 * One table, or several with the same first column below each other where one would be too wide for a page, with as many
 * columns in each where that fits.
 */
export function narrowTables(first: MarkdownColumn, columns: readonly MarkdownColumn[]): string[] {
  const greedy = inGroups(first, columns, columns.length);
  const even = inGroups(first, columns, Math.ceil(columns.length / greedy.length));
  const groups = even.length === greedy.length ? even : greedy;
  return groups.flatMap((group, index) => [...(index > 0 ? [''] : []), ...markdownTable([first, ...group])]);
}

/** Of at most so many columns, and no wider than a row if they can be. */
function inGroups(first: MarkdownColumn, columns: readonly MarkdownColumn[], most: number): MarkdownColumn[][] {
  const groups: MarkdownColumn[][] = [[]];
  let width = widthIn(first);
  for (const column of columns) {
    const last = groups.at(-1)!;
    width += widthIn(column);
    if (last.length === 0 || (last.length < most && width <= WIDEST_ROW)) last.push(column);
    else {
      groups.push([column]);
      width = widthIn(first) + widthIn(column);
    }
  }
  return groups;
}

/** With the bars and spaces around it. */
const widthIn = ({ head, cells, align }: MarkdownColumn): number => {
  const widest = Math.max(...[head, ...cells].map(widthOf)) + 3;
  return align === 'left' ? Math.min(WIDEST_TEXT, widest) : widest;
};

/** A figure that does not break where the text beside it takes the room. */
export const unbroken = (figure: string): string => figure.replaceAll(' ', '\u00a0');

/** A part that opens on a click. */
export const folded = (summary: string, lines: readonly string[]): string[] => [
  '<details>',
  `<summary>${html(summary)}</summary>`,
  '',
  ...lines,
  '',
  '</details>',
];

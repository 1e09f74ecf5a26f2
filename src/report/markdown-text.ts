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

/**
 * What is wrong with a scenario, as data: found by every other file of this room, collected all at once, rendered here
 * as text without colour. Nothing here decides what is a problem.
 */
import { lineAndColumn, lineText, type Place } from '../document/node.ts';
import { type Code, severityOf } from './codes.ts';
import { visible } from './visible.ts';

export interface Problem {
  readonly code: Code;
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** Dotted path of the key or value, `services.orders.calls.db.timeout`; empty for the whole file. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** One sentence fragment without the final full stop. */
  readonly message: string;
  readonly expected: string | null;
  readonly found: string | null;
  /** What to do, such as `did you mean "latency"?`. */
  readonly hint: string | null;
  /** The text of the line. */
  readonly source: string;
}

/** Nobody mends more than this before looking again. */
export const MOST_PROBLEMS = 200;

export type Path = readonly string[];

export interface Finding {
  readonly code: Code;
  readonly message: string;
  readonly expected?: string | null;
  readonly found?: string | null;
  readonly hint?: string | null;
}

/** The problem that `finding` is at `place`. */
export function problemAt(place: Place, path: Path, finding: Finding): Problem {
  const { line, column } = lineAndColumn(place);
  return {
    code: finding.code,
    severity: severityOf(finding.code),
    file: place.source.file,
    path: path.join('.'),
    line,
    column,
    message: finding.message,
    expected: finding.expected ?? null,
    found: finding.found ?? null,
    hint: finding.hint ?? null,
    source: lineText(place.source, line),
  };
}

/** `file:line:column: error BR012: message (hint)`, the line, and a caret under the column. */
export function renderProblem(problem: Problem): string {
  const hint = problem.hint === null ? '' : ` (${problem.hint})`;
  const head = `${problem.file}:${problem.line}:${problem.column}: ${problem.severity} ${problem.code}: ${problem.message}${hint}`;
  const gutter = ` ${problem.line} | `;
  const shown = excerpt(problem.source, problem.column);
  const heading = visible(head.replaceAll('\n', ' '));
  return `${heading}\n${gutter}${visible(shown.text)}\n${' '.repeat(gutter.length - 2)}| ${shown.indent}^`;
}

const WIDEST = 160;

/** The part of a long line around the column; the indent repeats its tabs, so that the caret stands right. */
function excerpt(line: string, column: number): { text: string; indent: string } {
  const start = column > WIDEST ? column - 1 - WIDEST / 2 : 0;
  const text = line.slice(start, start + WIDEST);
  const indent = text.slice(0, column - 1 - start).replace(/[^\t]/g, ' ');
  return { text, indent };
}

/** One for each code, place and path, the first one told: variants repeat what their baseline said. */
export function distinct(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, file, line, column, path }) => {
    const key = `${code} ${file}:${line}:${column} ${path}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

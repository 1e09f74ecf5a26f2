/**
 * The building site of one variant: its document, where problems go, and data files. Everything under world/ gets one.
 */
import { folderOf, resolveFile, unreadable } from '../document/files.ts';
import { type Node, nodeAt, placeOfKey, placeOfValue } from '../document/node.ts';
import type { DataReader } from '../kind.ts';
import { type Finding, type Path, type Problem, problemAt } from '../problems/problem.ts';

const MAX_DATA_TEXT = 8 * 1_048_576;
const MAX_ROWS = 100_000;

export class Site {
  readonly problems: Problem[] = [];
  readonly root: Node;
  readonly #top: string;
  readonly #read: (path: string) => string;

  /** `file` is the scenario that was asked for; nothing outside its folder is read. */
  constructor(root: Node, file: string, read: (path: string) => string) {
    this.root = root;
    this.#top = folderOf(file);
    this.#read = read;
  }

  /** Reports at the value of `path`. */
  report(path: Path, finding: Finding): void {
    this.problems.push(problemAt(placeOfValue(this.root, path), path, finding));
  }

  /** Reports at the key of `path`. */
  reportKey(path: Path, finding: Finding): void {
    this.problems.push(problemAt(placeOfKey(this.root, path), path, finding));
  }

  has(path: Path): boolean {
    return nodeAt(this.root, path) !== null;
  }

  /** For compiling the value at `path`. */
  data(path: Path): DataReader {
    return {
      refuse: message => this.report(path, { code: 'BR017', message }),
      rows: (file, columns) => {
        const rows = this.#rows(file, columns, path);
        if (typeof rows !== 'string') return rows;
        this.report(path, { code: 'BR018', message: rows, found: file });
        return null;
      },
    };
  }

  /** A message when the file is not such a table; null when it cannot be had, which has then been reported. */
  #rows(file: string, columns: readonly string[], path: Path): string[][] | string | null {
    const text = this.#text(file, path);
    if (text === null) return null;
    if (text.length > MAX_DATA_TEXT) return `"${file}" is larger than ${MAX_DATA_TEXT} characters`;
    const [header, ...lines] = text
      .split(/\r\n|\r|\n/)
      .map((line, i) => ({ line, number: i + 1, cells: line.split(',').map(cell => cell.trim()) }))
      .filter(({ line }) => line.trim() !== '' && !line.startsWith('#'));
    if (header?.cells.join() !== columns.join())
      return `the first line of "${file}" must be "${columns.join(',')}", found "${(header?.line ?? '').slice(0, 80)}"`;
    if (lines.length === 0 || lines.length > MAX_ROWS)
      return `"${file}" must have 1 to ${MAX_ROWS} rows, it has ${lines.length}`;
    const bad = lines.find(({ cells }) => cells.length !== columns.length || !cells.every(isPlainNumber));
    if (bad === undefined) return lines.map(({ cells }) => cells);
    const expected = `${columns.length} numbers, without sign or exponent`;
    return `line ${bad.number} of "${file}" must be ${expected}, found "${bad.line.slice(0, 80)}"`;
  }

  #text(file: string, path: Path): string | null {
    const place = placeOfValue(this.root, path);
    const resolved = resolveFile(file, place.source.file, this.#top);
    if (resolved === null) {
      this.report(path, { code: 'BR005', message: `"${file}" is outside the folder of the scenario`, found: file });
      return null;
    }
    try {
      return this.#read(resolved);
    } catch (error) {
      this.report(path, { code: 'BR005', message: unreadable(resolved, error), found: file });
      return null;
    }
  }
}

/** As many digits as a double can tell apart, and so never infinite. */
const isPlainNumber = (cell: string): boolean => /^\d{1,16}(\.\d+)?$/.test(cell);

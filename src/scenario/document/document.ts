/**
 * YAML text → nodes with places. Accepts the YAML 1.2 core schema, one document, text keys. Everything hostile is
 * refused here, before anything of size is built: long text, many nodes (aliases are expanded and counted, so a small
 * file cannot unfold into a large one), deep nesting, prototype keys, foreign tags, numbers that are not finite.
 */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Pair,
  Parser,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml';
import { type Finding, MOST_PROBLEMS, type Path, type Problem, problemAt } from '../problems/problem.ts';
import { lookAlikeIn } from '../problems/suggest.ts';
import { type Entry, lineAndColumn, lineText, type Node, type Place, type Scalar, type Source } from './node.ts';
import { explainSyntax, lowerFirst } from './syntax.ts';

const MAX_TEXT = 1_048_576;
const MAX_NODES = 100_000;
export const MAX_DEPTH = 64;

/** Keys that mean something to JavaScript's objects. */
export const RESERVED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The document of `source`; null when it cannot be read at all, with the reasons added to `problems`. `yaml` is the text
 * to parse where the source is not YAML as a whole; offsets must agree.
 */
export function readDocument(source: Source, problems: Problem[], yaml = source.text): Node | null {
  const found: Problem[] = [];
  const report = (offset: number, finding: Finding, path: Path = []): void => {
    if (found.length < MOST_PROBLEMS)
      found.push(problemAt({ source, offset: Math.min(offset, source.text.length) }, path, finding));
  };
  const node = measure(yaml, report) ? compose(yaml, source, report) : null;
  problems.push(...found);
  return found.length > 0 ? null : node;
}

type Report = (offset: number, finding: Finding, path?: Path) => void;

/** The lexer announces plain scalars by a control character; other values begin with a character of their own. */
const PLAIN_SCALAR = '\u001f';
const startsValue = (lexeme: string): boolean => lexeme === PLAIN_SCALAR || '"\'*[{|>'.includes(lexeme.charAt(0));

/** The concrete syntax is read without recursion, so it may be as deep as it likes while we look. */
function measure(text: string, report: Report): boolean {
  if (text.length > MAX_TEXT) {
    report(0, tooBig(`the file has ${text.length} characters`, `at most ${MAX_TEXT}`));
    return false;
  }
  // The lexer takes it for the end of the text, and what comes after it would not exist.
  const zero = text.indexOf('\0');
  if (zero !== -1) {
    const message = 'a character of code 0: this is no text, or not saved as UTF-8';
    report(zero, { code: 'BR002', message, hint: 'save it as UTF-8' });
    return false;
  }
  // To YAML a line ends there, to the parser it goes on: a comment would swallow all that follows.
  const bare = text.search(/\r(?!\n)/);
  if (bare !== -1) {
    const message = 'a line that ends in a carriage return alone, as on a Macintosh of long ago';
    report(bare, { code: 'BR002', message, hint: 'save it with the line ends of Unix or Windows' });
    return false;
  }
  const parser = new Parser();
  let lexemes = 0;
  let values = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    lexemes++;
    if (startsValue(lexeme)) values++;
    if (parser.stack.length > MAX_DEPTH + 2) {
      report(parser.offset, tooBig('the file is nested too deeply', `at most ${MAX_DEPTH} levels`));
      return false;
    }
    if (values > MAX_NODES || lexemes > 6 * MAX_NODES) {
      report(parser.offset, tooBig('the file has too many parts', `at most ${MAX_NODES} values`));
      return false;
    }
  }
  return true;
}

const tooBig = (message: string, expected: string): Finding => ({
  code: 'BR001',
  message: `${message}; expected ${expected}`,
  expected,
});

function compose(yaml: string, source: Source, report: Report): Node | null {
  const documents = parseAllDocuments(yaml, {
    prettyErrors: false,
    logLevel: 'silent',
    stringKeys: false,
    // Sets, dates and binary data are no text, number or map, and nothing in a scenario is one.
    resolveKnownTags: false,
    // The package compares each key with all before it; Conversion looks them up.
    uniqueKeys: false,
  });
  const document = Array.isArray(documents) ? documents[0] : undefined;
  if (document === undefined) {
    report(0, {
      code: 'BR013',
      message: 'the file is empty; expected a map of keys',
      expected: 'a map',
      found: 'nothing',
    });
    return null;
  }
  const second = (documents as Document.Parsed[])[1];
  if (second !== undefined) {
    report(second.range[0], { code: 'BR003', message: 'a scenario is one YAML document; this starts another' });
  }
  reportSyntax(document, source, report);
  return document.errors.length > 0 || document.contents === null
    ? emptyDocument(document, source, report)
    : new Conversion(source, report).convert(document.contents, [], 0);
}

function emptyDocument(document: Document.Parsed, source: Source, report: Report): Node | null {
  if (document.errors.length === 0) {
    report(0, {
      code: 'BR013',
      message: 'the file is empty; expected a map of keys',
      expected: 'a map',
      found: 'nothing',
    });
  }
  return { kind: 'map', place: { source, offset: 0 }, entries: new Map() };
}

/** Unknown tags are mere warnings to the YAML package, and `%YAML 1.1` silently turns `yes` into true. */
function reportSyntax(document: Document.Parsed, source: Source, report: Report): void {
  const told = new Set<number>();
  for (const { pos, message } of document.errors) {
    const { line } = lineAndColumn({ source, offset: pos[0] });
    // Once for each line: what comes after the first follows from it, and there may be a hundred thousand.
    if (told.has(line)) continue;
    told.add(line);
    const slip = explainSyntax(message);
    report(pos[0], { code: 'BR002', ...slip, hint: lookAlikeIn(lineText(source, line)) ?? slip.hint });
  }
  for (const warning of document.warnings)
    report(warning.pos[0], { code: 'BR003', message: lowerFirst(warning.message) });
  const { version, explicit } = document.directives?.yaml ?? { version: '1.2', explicit: false };
  if (explicit === true && version !== '1.2') {
    report(0, {
      code: 'BR003',
      message: `a scenario is YAML 1.2, this file declares ${version}`,
      expected: '1.2',
      found: version,
    });
  }
}

const TWICE: Finding = { code: 'BR029', message: 'this key is written twice in one map' };

const MERGE: Finding = {
  code: 'BR003',
  message: '"<<" merges maps in YAML 1.1; a scenario is YAML 1.2',
  hint: 'write the keys themselves, or "extends" for those of another file',
};

/** One walk over the parsed document; aliases are followed here, and each visit counts. */
class Conversion {
  readonly #source: Source;
  readonly #report: Report;
  readonly #anchors = new Map<string, unknown>();
  /** What is not converted to its end yet, from the outermost in. */
  readonly #open = new Set<unknown>();
  #nodes = 0;
  #stopped = false;

  constructor(source: Source, report: Report) {
    this.#source = source;
    this.#report = report;
  }

  convert(item: unknown, path: Path, depth: number): Node {
    const place = this.#placeOf(item);
    this.#nodes++;
    if (this.#nodes > MAX_NODES)
      this.#stop(place, tooBig('the file unfolds into too many parts', `at most ${MAX_NODES} values`));
    if (depth > MAX_DEPTH) this.#stop(place, tooBig('the file is nested too deeply', `at most ${MAX_DEPTH} levels`));
    if (this.#stopped) return { kind: 'scalar', place, value: null };
    if (isAlias(item)) return this.#follow(item, path, depth);
    this.#note(item);
    this.#open.add(item);
    const node = this.#valueOf(item, place, path, depth);
    this.#open.delete(item);
    return node;
  }

  #valueOf(item: unknown, place: Place, path: Path, depth: number): Node {
    if (isMap(item)) return { kind: 'map', place, entries: this.#entries(item, path, depth) };
    if (isSeq(item)) {
      return {
        kind: 'list',
        place,
        items: item.items.map((part, i) => this.convert(part, [...path, String(i)], depth + 1)),
      };
    }
    return { kind: 'scalar', place, value: this.#scalar(item, place, path) };
  }

  #note(item: unknown): void {
    const anchor = (item as { anchor?: string } | null)?.anchor;
    if (anchor !== undefined) this.#anchors.set(anchor, item);
  }

  #follow(alias: Alias, path: Path, depth: number): Node {
    const target = this.#anchors.get(alias.source);
    if (target !== undefined && !this.#open.has(target)) return this.convert(target, path, depth + 1);
    const place = this.#placeOf(alias);
    const finding: Finding =
      target === undefined
        ? { code: 'BR002', message: `no anchor "${alias.source}" before this alias` }
        : { code: 'BR003', message: `the alias "${alias.source}" is inside of what it repeats` };
    this.#report(place.offset, finding, path);
    return { kind: 'scalar', place, value: null };
  }

  #entries(map: YAMLMap, path: Path, depth: number): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    for (const pair of map.items) {
      if (this.#stopped) break;
      const key = this.#key(pair, path);
      if (key === null) continue;
      if (entries.has(key)) this.#report(this.#placeOf(pair.key).offset, TWICE, [...path, key]);
      const value = this.convert(pair.value, [...path, key], depth + 1);
      const keyPlace = this.#placeOf(pair.key);
      // An empty value has no place of its own in the text: its key's is where the reader must look.
      entries.set(key, { key: keyPlace, value: pair.value === null ? { ...value, place: keyPlace } : value });
    }
    return entries;
  }

  #key(pair: Pair, path: Path): string | null {
    const offset = this.#placeOf(pair.key).offset;
    if (!isScalar(pair.key) || typeof pair.key.value === 'object') {
      this.#report(offset, { code: 'BR003', message: 'a key must be a plain text' }, path);
      return null;
    }
    this.#note(pair.key);
    const key = typeof pair.key.value === 'string' ? pair.key.value : (pair.key.source ?? String(pair.key.value));
    if (key !== '<<' && !RESERVED_KEYS.has(key)) return key;
    const finding: Finding = key === '<<' ? MERGE : { code: 'BR004', message: `"${key}" cannot be used as a key` };
    this.#report(offset, finding, [...path, key]);
    return null;
  }

  #scalar(item: unknown, place: Place, path: Path): Scalar {
    const value = isScalar(item) ? item.value : item;
    if (value === null || value === undefined) return null;
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.#report(place.offset, { code: 'BR015', message: 'a number must be finite', found: String(value) }, path);
    return null;
  }

  #placeOf(item: unknown): Place {
    const range = (item as { range?: readonly number[] | null } | null)?.range;
    return { source: this.#source, offset: range?.[0] ?? 0 };
  }

  #stop(place: Place, finding: Finding): void {
    if (!this.#stopped) this.#report(place.offset, finding);
    this.#stopped = true;
  }
}

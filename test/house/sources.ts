/** The project's own files as text, for tests about how it is written. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', '.git', '.vitest', '.stryker-tmp']);

/** All files below a folder of the project, in order. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(entry => !SKIPPED.has(entry.name))
    .flatMap(entry => {
      const path = folder === '' ? entry.name : posix.join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

export const read = (path: string): SourceFile => ({ path, text: readFileSync(join(ROOT, path), 'utf8') });

export const exists = (path: string): boolean => statSync(join(ROOT, path), { throwIfNoEntry: false }) !== undefined;

export const sources: readonly SourceFile[] = filesBelow('src')
  .filter(path => path.endsWith('.ts'))
  .map(read);

/** `engine` for src/engine/lane.ts, `` for a file of src itself. */
export const roomOf = (path: string): string => (path.split('/').length > 2 ? path.split('/')[1]! : '');

/** Module specifiers a file imports or exports from. */
export function importsOf({ text }: SourceFile): readonly string[] {
  const statements = withoutComments(text).matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|new URL\(\s*['"](\.[^'"]+)['"]/g,
  );
  return [...statements].map(match => match[1] ?? match[2] ?? match[3] ?? match[4]!);
}

/** The file of src that a relative import means; a thread's entry is named as it is when compiled. */
export const resolveImport = (from: string, specifier: string): string =>
  posix.normalize(posix.join(posix.dirname(from), specifier)).replace(/\.js$/, '.ts');

/** Comments and the contents of strings blanked, so that what is said is not taken for what is done. */
export function code(text: string): string {
  return withoutComments(text).replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}

export function withoutComments(text: string): string {
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ');
  return text.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, part =>
    part.startsWith('/') ? blank(part) : part,
  );
}

/** `src/a.ts:12` of every match, for messages. */
export function places(file: SourceFile, text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(new RegExp(pattern, 'g'))].map(
    match => `${file.path}:${text.slice(0, match.index).split('\n').length} ${match[0].trim()}`,
  );
}

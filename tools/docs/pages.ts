/** The pages people read, and what each should say. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../src/results/result.ts';
import { carriedOut, openShell } from './commands.ts';
import { withFigures } from './figures.ts';

/** Paths from the root; what other tools write whole (validation.md, the reference) has no examples of its own. */
export function pagesOf(root: string): readonly string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.md'))
    .map(path => `docs/${path.replaceAll('\\', '/')}`);
  const top = ['README.md', 'CONTRIBUTING.md', 'scenarios/README.md'];
  return [...top.filter(path => existsSync(join(root, path))), ...docs.sort()];
}

/** A page as it should be, and what is wrong with its commands. */
export function renewed(root: string, path: string): { readonly page: string; readonly problems: readonly string[] } {
  const shell = openShell(root);
  try {
    const { page, problems } = carriedOut(readFileSync(join(root, path), 'utf8'), shell);
    return { page: withFigures(page, name => resultOf(root, name)), problems };
  } finally {
    shell.close();
  }
}

const resultOf = (root: string, name: string): Result =>
  JSON.parse(readFileSync(join(root, 'reports', `${name}.json`), 'utf8')) as Result;

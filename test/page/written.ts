/** Pages as the command line writes them, for tests to open. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { type PageAssets, renderHtml } from '../../src/report/html/page.ts';
import type { Result } from '../../src/results/result.ts';

const source = (name: string): string => fileURLToPath(new URL(`../../src/page/${name}`, import.meta.url));
const hash = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Script and style, built as `npm run build` does it. */
export async function pageAssets(): Promise<PageAssets> {
  const { outputFiles } = await build({
    entryPoints: [source('main.ts'), source('style.css')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    outdir: 'nowhere',
    write: false,
  });
  const [script = '', style = ''] = ['main.js', 'style.css'].map(
    name => outputFiles.find(({ path }) => path.endsWith(name))!.text,
  );
  return { script, style, scriptHash: hash(script), styleHash: hash(style) };
}

/** Its address. */
export function writtenPage(result: Result, assets: PageAssets, path: string): string {
  writeFileSync(path, renderHtml(result, assets));
  return pathToFileURL(path).href;
}

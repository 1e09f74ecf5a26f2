/** The script and the style sheet of the HTML report, as the build left them, with the hashes its security policy names. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PageAssets } from '../report/html/page.ts';

let read: PageAssets | null = null;

/** Read once, and only when a page is written. */
export function pageAssets(): PageAssets {
  if (read === null) {
    const [script, style] = ['main.js', 'style.css'].map(textOf);
    read = { script: script!, scriptHash: hashOf(script!), style: style!, styleHash: hashOf(style!) };
  }
  return read;
}

/** Run from sources, as tests do, the build is beside them. */
const FOLDER = new URL(import.meta.url.endsWith('.js') ? '../page/' : '../../dist/page/', import.meta.url);

const textOf = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64');

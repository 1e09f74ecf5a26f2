/**
 * The same bundle in another JavaScript engine build: headless Chromium must give Node's bytes. The browser is the
 * machine's own: CHROMIUM_PATH, or Debian's.
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundled } from './bundle.ts';
import { bytesOf } from './experiment.ts';
import { SCENARIOS } from './scenarios.ts';

const path = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const found = existsSync(path);
if (!found) console.warn(`skipped: no browser at ${path}; install chromium or set CHROMIUM_PATH`);

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

describe.skipIf(!found)('in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: path, args: FLAGS });
  });
  afterAll(() => browser?.close());

  it.each(Object.entries(SCENARIOS))('%s gives the bytes it gives here', async (name, text) => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', error => complaints.push(error.message)).on('console', line => complaints.push(line.text()));
    await page.addScriptTag({ content: await bundled('browser-entry.ts', 'browser'), type: 'module' });
    await page.waitForFunction('"bytesOf" in globalThis');
    const bytes = await page.evaluate(`bytesOf(${JSON.stringify(name)}, ${JSON.stringify(text)})`);
    expect(complaints).toEqual([]);
    expect(bytes).toBe(await bytesOf(name, text));
  });
});

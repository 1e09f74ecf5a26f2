/** The machine's own browser for tests: CHROMIUM_PATH, or Debian's. Where there is none, tests that need it are skipped. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const path = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
export const hasBrowser = existsSync(path);
if (!hasBrowser) console.warn(`skipped: no browser at ${path}; install chromium or set CHROMIUM_PATH`);

export const launched = (): Promise<Browser> =>
  chromium.launch({
    executablePath: path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

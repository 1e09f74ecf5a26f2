/**
 * Pages of shipped scenarios against the rules of axe, and looked at as a reader would: light and dark, wide and narrow.
 * They are run with fewer replications than they ship with, which changes their numbers and not what stands on the page.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunner } from '../../src/experiment/pool.ts';
import { runExperiment } from '../../src/experiment/run.ts';
import type { Result } from '../../src/results/result.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { hasBrowser, launched } from './browser.ts';
import { misplaced, noteDrawings } from './layout.ts';
import { pageAssets, writtenPage } from './written.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Zones; a registry; many services, a factorial comparison; long names and faults that nearly meet; several sources of
 * traffic ... one page of each kind.
 */
const SCENARIOS = ['zone-outage', 'registry-outage', 'online-boutique', 'spof-outage', 'noisy-client'];

/** Everything there is a standard for, and axe's own good habits. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

/** One line for each element that breaks a rule. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const asked = `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations)`;
  const found: Violation[] = await page.evaluate(asked);
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id} (${help}): ${target.join(' ')}`));
}

async function resultOf(name: string): Promise<Result> {
  const file = `scenarios/${name}.yaml`;
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const input = { path: file, text, read: () => '', overrides: [], adjust: { replications: '2' } };
  const { plan, mitigationLines } = compileScenario(input);
  const { title, description } = plan!;
  const runner = createRunner(0);
  const scenario = { name, title, description, file, sha256: null, text, mitigationLines };
  const warnings = [{ code: 'BW001', message: 'a warning', path: 'services' }];
  return runExperiment(plan!, { runner, version: '0', scenario, warnings }).finally(() => runner.close());
}

describe.skipIf(!hasBrowser)('the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'brownout-axe-'));
  const addresses = new Map<string, string>();
  let browser: Browser;

  beforeAll(async () => {
    browser = await launched();
    const assets = await pageAssets();
    for (const name of SCENARIOS)
      addresses.set(name, writtenPage(await resultOf(name), assets, join(folder, `${name}.html`)));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function opened(name: string, width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await noteDrawings(page);
    await page.goto(addresses.get(name)!);
    await page.waitForSelector('#picture svg', { timeout: 10_000 });
    return page;
  }

  async function checked(name: string, width: number, colorScheme: 'light' | 'dark'): Promise<string[]> {
    const page = await opened(name, width, colorScheme);
    for (const fold of await page.locator('summary').all()) await fold.click();
    const found = await violations(page);
    await page.close();
    return found;
  }

  describe.each(SCENARIOS)('of %s', name => {
    it.each([
      [1400, 'light'],
      [1400, 'dark'],
      [390, 'light'],
      [390, 'dark'],
    ] as const)('%d wide and %s breaks no rule', async (width, scheme) => {
      expect(await checked(name, width, scheme)).toEqual([]);
    });

    it.each([1400, 390])(
      '%d wide has nothing cut off, empty, or on top of another, whatever is chosen',
      async width => {
        const page = await opened(name, width, 'light');
        const variants = await page.locator('#chosen option').allTextContents();
        const found: string[] = [];
        for (const variant of variants) {
          await page.selectOption('#chosen', variant);
          found.push(...(await misplaced(page)).map(what => `${variant}: ${what}`));
        }
        for (const key of ['Home', 'End']) {
          await page.focus('#moment');
          await page.keyboard.press(key);
          found.push(...(await misplaced(page)).map(what => `${key}: ${what}`));
        }
        for (const box of await page.locator('#shown input').all()) await box.uncheck();
        found.push(...(await misplaced(page)).map(what => `none shown: ${what}`));
        await page.close();
        expect(found).toEqual([]);
      },
    );
  });
});

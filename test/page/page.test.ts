/** The page in a browser, as a reader uses it: moments, variants, links, keyboard, narrow and wide, light and dark. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RESULT } from '../report/fixture.ts';
import { hasBrowser, launched } from './browser.ts';
import { pageAssets, writtenPage } from './written.ts';

/** The page of the hand-made result, with a scenario's text. */
async function written(folder: string): Promise<string> {
  const text = Array.from({ length: 60 }, (_, number) => `line-${number + 1}: 1 # comment`).join('\n');
  const scenario = { ...RESULT.scenario, text, mitigationLines: { 'circuit-breaker': [20, 22] as const } };
  return writtenPage({ ...RESULT, scenario }, await pageAssets(), join(folder, 'page.html'));
}

describe.skipIf(!hasBrowser)('the page in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'brownout-page-'));
  let browser: Browser;
  let address: string;
  let complaints: string[] = [];

  beforeAll(async () => {
    address = await written(folder);
    browser = await launched();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    expect(complaints).toEqual([]);
    complaints = [];
  });

  async function opened(fragment = '', width = 1400, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    page
      .on('pageerror', error => complaints.push(error.message))
      .on('console', line => complaints.push(line.text()))
      .on('request', request => {
        if (!/^(file|data):/.test(request.url())) complaints.push(`asks for ${request.url()}`);
      });
    await page.goto(address + fragment);
    await page.waitForSelector('#picture svg', { timeout: 10_000 });
    return page;
  }

  const clock = (page: Page): Promise<string | null> => page.textContent('#clock');
  const picture = (page: Page): Promise<string | null> => page.getAttribute('#picture svg', 'aria-label');

  it('opens at the first fault, without a request or a complaint', async () => {
    const page = await opened();
    expect(await clock(page)).toBe('2:15');
    expect(await page.locator('.chart:not([hidden]) canvas').count()).toBeGreaterThan(6);
    expect(await picture(page)).toContain('shoppers is overloaded, 40 % succeed');
  });

  it('moves picture, table and clock together with the slider, by keyboard alone', async () => {
    const page = await opened();
    await page.focus('#moment');
    await page.keyboard.press('Home');
    expect(await clock(page)).toBe('0:00');
    expect(await picture(page)).toContain('shoppers is well, 100 % succeed');
    await page.keyboard.press('ArrowRight');
    expect(await clock(page)).toBe('0:10');
    expect(await page.textContent('#values thead')).toContain('at 0:10');
    expect(await page.getAttribute('#moment', 'aria-valuetext')).toBe('0:10');
  });

  it('goes to the moment that is clicked in a chart', async () => {
    const page = await opened();
    await page.locator('#compared canvas').first().scrollIntoViewIfNeeded();
    await page
      .locator('#compared canvas')
      .first()
      .click({ position: { x: 60, y: 100 } });
    expect(await clock(page)).not.toBe('2:15');
  });

  it('looks into the variant that is chosen, by list or by row, and marks what it adds', async () => {
    const page = await opened();
    await page.selectOption('#chosen', 'circuit-breaker');
    expect(await page.textContent('#topology-moment')).toContain('circuit-breaker at 2:15, during slow-db');
    expect(await page.locator('#scenario .lit').allTextContents()).toEqual([
      'line-20: 1 # comment',
      'line-21: 1 # comment',
      'line-22: 1 # comment',
    ]);
    // 60 lines are more than the pane shows at once.
    expect(await page.evaluate("document.querySelector('#scenario pre').scrollTop")).toBeGreaterThan(0);
    expect(await page.locator('.story:visible h3').allTextContents()).toEqual(['circuit-breaker']);
    await page.click('.comparison tr[data-variant="longer-timeout"]');
    expect(await page.inputValue('#chosen')).toBe('longer-timeout');
    expect(await page.locator('#scenario .lit').count()).toBe(0);
  });

  it('shows and hides variants', async () => {
    const page = await opened();
    const rows = page.locator('#values tbody tr');
    const before = await rows.count();
    await page.uncheck('#shown input[value="longer-timeout"]');
    expect(await rows.count()).toBe(before - 1);
    await page.focus('#shown input[value="longer-timeout"]');
    await page.keyboard.press('Space');
    expect(await rows.count()).toBe(before);
  });

  it('has links to a moment and a variant, and follows them', async () => {
    const page = await opened('#t=200000&v=circuit-breaker&on=baseline&on=circuit-breaker');
    expect(await clock(page)).toBe('3:20');
    expect(await page.inputValue('#chosen')).toBe('circuit-breaker');
    expect(await page.locator('#values tbody tr').count()).toBe(2);
    await page.click('.story:visible li:last-child a');
    expect(await clock(page)).toBe('2:30');
    expect(await page.getAttribute('#share', 'href')).toContain('t=150000&v=circuit-breaker');
    await page.click('#share');
    expect(new URL(page.url()).hash).toBe('#t=150000&v=circuit-breaker&on=baseline&on=circuit-breaker');
  });

  it('is light or dark as the system or the reader says', async () => {
    const page = await opened('', 1400, 'dark');
    const paper = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await paper();
    await page.click('#theme');
    const light = await paper();
    expect(light).not.toBe(dark);
    await page.click('#theme');
    expect(await paper()).toBe(dark);
  });

  it.each([360, 600, 900, 1600])('fits a window %d wide', async width => {
    const page = await opened('', width);
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
  });
});

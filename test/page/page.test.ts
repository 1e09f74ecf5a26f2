/** The page in a browser, as a reader uses it: moments, variants, links, keyboard, narrow and wide, light and dark. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RESULT } from '../report/fixture.ts';
import { hasBrowser, launched } from './browser.ts';
import { noteDrawings } from './layout.ts';
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
    await noteDrawings(page);
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

  it('shows where the keyboard is, at every stop of the Tab key, in reading order', async () => {
    const page = await opened();
    const focus = `(() => {
      const at = document.activeElement;
      if (at === document.body) return null;
      const shown = at.closest('#shown label') ?? at;
      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
      return [at.id || at.value || at.getAttribute('aria-label') || at.textContent, outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1];
    })()`;
    const stops: [string, boolean][] = [];
    for (let stop = 0; stop < 60; stop++) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate<[string, boolean] | null>(focus);
      if (here === null) break;
      stops.push(here);
    }
    expect(stops.filter(([, isVisible]) => !isVisible)).toEqual([]);
    const names = stops.map(([name]) => name);
    const inOrder = ['theme', 'comparison-csv', 'save', 'circuit-breaker', 'moment', 'share', 'chosen', 'picture'];
    expect(names.filter(name => inOrder.includes(name))).toEqual(inOrder);
  });

  it('has figures under the mouse, until Escape takes them away', async () => {
    const page = await opened();
    const canvas = page.locator('#compared canvas').first();
    await canvas.scrollIntoViewIfNeeded();
    const plain = (await canvas.screenshot()).toString('base64');
    await canvas.hover({ position: { x: 120, y: 100 } });
    await expect.poll(async () => (await canvas.screenshot()).toString('base64')).not.toBe(plain);
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await canvas.screenshot()).toString('base64')).toBe(plain);
  });

  it('tells of a latency only the lines that have requests there', async () => {
    const page = await opened();
    const canvas = page.locator('#compared .chart', { hasText: 'Distribution' }).locator('canvas');
    await canvas.scrollIntoViewIfNeeded();
    await canvas.hover({ position: { x: 60, y: 100 } });
    const said = "drawn.get([...document.querySelectorAll('#compared canvas')].at(-1)).texts.map(({ text }) => text)";
    const told = async (): Promise<string[]> =>
      (await page.evaluate<string[]>(said)).filter(text => text.includes(': '));
    await expect.poll(async () => (await told()).length).toBeGreaterThan(0);
    expect((await told()).filter(text => text.includes('failed'))).toEqual([]);
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

  async function downloaded(page: Page, button: string): Promise<{ name: string; lines: string[] }> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
    const lines = readFileSync(await download.path(), 'utf8').split('\r\n');
    return { name: download.suggestedFilename(), lines };
  }

  it('gives away its comparison and its series as tables, from the disk', async () => {
    const page = await opened();
    const comparison = await downloaded(page, '#comparison-csv');
    expect(comparison.name).toBe('retry-storm-comparison.csv');
    expect(comparison.lines[1]).toMatch(/^baseline,availability,share,0\.71312,/);
    const series = await downloaded(page, '#save');
    expect(series.name).toBe('retry-storm-series.csv');
    expect(series.lines).toHaveLength(1 + 36 * RESULT.variants.length + 1);
    expect(series.lines[13]).toMatch(/^baseline,120,90,36,0\.4,/);
  });

  it('says in words what is on a chart, at the moment that is chosen', async () => {
    const page = await opened();
    const label = (): Promise<string | null> => page.locator('#compared canvas').first().getAttribute('aria-label');
    expect(await label()).toContain('baseline: 40 %, from 5 % to 100 %');
    await page.focus('#moment');
    await page.keyboard.press('End');
    expect(await label()).toContain('baseline: 5 %, from 5 % to 100 %');
  });

  it('says what the chosen variant is', async () => {
    const page = await opened('#v=circuit-breaker');
    expect(await page.textContent('#about-chosen')).toBe('The variant circuit-breaker');
  });

  it('says of a service that a fault is on it, while it is', async () => {
    const page = await opened();
    const struck = page.locator('#picture .node.struck');
    expect(await struck.allTextContents()).toEqual([expect.stringContaining('slow-db: ')]);
    expect(await picture(page)).toContain('orders-db is busy (slow-db), 70 % busy');
    await page.focus('#moment');
    await page.keyboard.press('End');
    expect(await struck.count()).toBe(0);
  });

  it('has every variant in the difference plots in full, in columns that both of them share', async () => {
    for (const width of [390, 1400]) {
      const page = await opened('', width);
      const cut = "[...document.querySelectorAll('.differences span')].filter(e => e.scrollWidth > e.clientWidth + 1)";
      expect(await page.evaluate(`${cut}.map(e => e.textContent)`)).toEqual([]);
      const ends =
        "new Set([...document.querySelectorAll('.differences svg')].map(e => e.getBoundingClientRect().right))";
      expect(await page.evaluate(`${ends}.size`)).toBe(1);
    }
  });

  describe('on paper', () => {
    /** As the browser lays it out for a printer. */
    async function printed(page: Page): Promise<void> {
      await page.emulateMedia({ media: 'print' });
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    }

    const shown = (page: Page, what: string): Promise<boolean> => page.locator(what).first().isVisible();

    it('is light, has nothing to move or to press, and everything unfolded, the tables and stories of all variants too', async () => {
      const page = await opened('', 1400, 'dark');
      await printed(page);
      expect(await page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')")).toBe(
        '#fff',
      );
      for (const hidden of ['#controls', '#theme', '#save', '#comparison-csv'])
        expect(await shown(page, hidden)).toBe(false);
      const tables = page.locator('#service-tables table');
      expect(await tables.count()).toBe(RESULT.variants.length);
      for (const table of await tables.all()) expect(await table.isVisible()).toBe(true);
      const stories = page.locator('.story');
      expect(await stories.count()).toBe(RESULT.variants.length);
      for (const story of await stories.all()) expect(await story.isVisible()).toBe(true);
    });

    it('has its charts drawn for the width and the resolution of a sheet, with their lines named beneath', async () => {
      const page = await opened();
      await printed(page);
      const [wide, pixels] = await page.evaluate<[number, number]>(
        "(c => [c.clientWidth, c.width])(document.querySelector('#compared canvas'))",
      );
      expect(wide).toBeLessThan(352);
      expect(pixels).toBeGreaterThan(2.5 * wide);
      expect(await page.locator('#compared .key').first().locator('span').allTextContents()).toEqual(
        expect.arrayContaining(['baseline', 'circuit-breaker']),
      );
    });

    it('cuts nothing off at the edge of a sheet', async () => {
      const page = await opened('', 704);
      await printed(page);
      const over =
        "[...document.querySelectorAll('table, svg, canvas, pre')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)";
      expect(await page.evaluate(`${over}.map(e => e.outerHTML.slice(0, 80))`)).toEqual([]);
    });

    it('makes a document of several pages', async () => {
      const page = await opened();
      const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(2);
    });

    it('is as before on the screen afterwards', async () => {
      const page = await opened('', 1400, 'dark');
      const wide = "document.querySelector('#compared canvas').clientWidth";
      const before = await page.evaluate(wide);
      await page.click('summary >> nth=0');
      await printed(page);
      await page.emulateMedia({ media: 'screen' });
      await page.evaluate("dispatchEvent(new Event('afterprint'))");
      expect(await page.evaluate(wide)).toBe(before);
      expect(await page.locator('details[open]').count()).toBe(1);
      expect(await page.evaluate('document.documentElement.dataset.theme ?? null')).toBeNull();
    });
  });

  it('keeps a long word of a name in one piece on a phone, and its figures in sight', async () => {
    const page = await opened('', 390);
    await page.click('#service-tables summary');
    const head = "document.querySelector('#service-tables tbody th')";
    await page.evaluate(`${head}.textContent = 'recommendationservice'`);
    const lines = `(r => { r.selectNodeContents(${head}); return r.getClientRects().length; })(document.createRange())`;
    expect(await page.evaluate(lines)).toBe(1);
    expect(await page.evaluate(`${head}.getBoundingClientRect().right < 0.6 * innerWidth`)).toBe(true);
  });

  it.each([360, 600, 900, 1600])('fits a window %d wide', async width => {
    const page = await opened('', width);
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
  });
});

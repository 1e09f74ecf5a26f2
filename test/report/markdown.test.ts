import { describe, expect, test } from 'vitest';
import { answerOf } from '../../src/report/answer.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { code, fenced, narrowTables, prose } from '../../src/report/markdown-text.ts';
import type { Result } from '../../src/results/result.ts';
import { estimate, RESULT, seriesOf, TENANTS } from './fixture.ts';

/** The same result with other factors of variance reduction, one for each variant but the baseline. */
const reducedBy = (...factors: readonly (number | null)[]): Result => ({
  ...RESULT,
  variants: RESULT.variants.slice(0, factors.length + 1).map((variant, index) => {
    const availability = variant.difference?.availability;
    if (!availability) return variant;
    return {
      ...variant,
      difference: { availability: { ...availability, varianceReduction: factors[index - 1] ?? null } },
    };
  }),
});

describe('how much common random numbers saved', () => {
  test.each([
    [[120_345, 1.78, 0.994], 'saved a factor of 1.8: independent'],
    [[120_345, 1.78, 0.994], '(0.99 to 120\u202f000 over the variants)'],
    [[0.66, 0.57], 'saved nothing here: independent runs would have needed 0.57 times the replications'],
    [[null, 37.4], 'saved a factor of 37: independent'],
  ] as const)('with %j is said as %s', (factors, text) => {
    expect(renderMarkdown(reducedBy(...factors))).toContain(text);
  });

  test('is not said when it cannot be told', () => {
    expect(renderMarkdown(reducedBy(null, null))).not.toContain('Common random numbers');
  });
});

describe('the Markdown report', () => {
  test('reads as agreed', async () => {
    await expect(renderMarkdown(RESULT)).toMatchFileSnapshot('golden/report.md');
  });

  test('gives the same bytes for the same result and mentions no date', () => {
    expect(renderMarkdown(structuredClone(RESULT))).toBe(renderMarkdown(RESULT));
    expect(renderMarkdown(RESULT)).not.toMatch(/\b20\d\d-\d\d-\d\d\b/);
  });

  test.each(['a|b | c', 'x'.repeat(90)])(
    'has as many cells in a row of a table as in its heading with the name %s',
    name => {
      const tables = tablesIn(renderMarkdown(renamed(name)));
      expect(tables.length).toBeGreaterThan(8);
      for (const [head, ...rows] of tables) for (const row of rows) expect(row.length).toBe(head!.length);
    },
  );

  test('has tables that fit a page, with nothing left out', () => {
    const text = renderMarkdown(RESULT);
    expect(text.split('\n').filter(line => line.startsWith('|') && line.length > 116)).toEqual([]);
    for (const head of [
      'availability',
      'change',
      'p50',
      'p99',
      'goodput',
      'amplification',
      'wasted work',
      'recovery',
      'p',
    ])
      expect(
        tablesIn(text).some(([heads]) => heads!.includes(head)),
        head,
      ).toBe(true);
  });

  test('does not let a scenario open HTML, links, mentions or fences', () => {
    const hostile =
      '</summary><script>alert(1)</script> [x](http://evil) ![i](http://evil) @team `` ` ``` \n\n# heading';
    const text = renderMarkdown(renamed(hostile));
    const outsideCode = text.replace(/```(?:text|mermaid)[\s\S]*?\n```\n/g, '').replace(/`[^`\n]*`/g, '');
    expect(outsideCode).not.toMatch(/<script|<\/script|http:\/\/|@team/);
    expect(outsideCode.replace(/^<summary>.*$/gm, '')).not.toMatch(/(?<!\\)[[\]]/);
    expect(outsideCode.split('\n').filter(line => /^#+ heading/.test(line))).toEqual([]);
    expect(text.match(/^```/gm)?.length).toBe(renderMarkdown(RESULT).match(/^```/gm)?.length);
  });

  test('begins with what the page begins with', () => {
    const { headline, parts } = answerOf(RESULT);
    const [, answer = ''] = renderMarkdown(RESULT).split('## The answer\n\n');
    expect(answer.startsWith(`**${prose(headline)}**\n\n- **What broke.** ${prose(parts[0]!.text)}\n`)).toBe(true);
    expect(parts.filter(({ text }) => !answer.includes(prose(text)))).toEqual([]);
  });

  test('names figures that are nothing in any variant in a sentence', () => {
    const figures = (lost: number, found: number) => ({
      db: { lost: estimate(lost, 0), found: estimate(found, 0), rare: estimate(0, 0) },
    });
    const figureKinds = Object.fromEntries(
      ['lost', 'found', 'rare'].map(title => [title, { unit: 'count', better: null, title }] as const),
    );
    const variants = RESULT.variants.map((one, index) => ({ ...one, figures: figures(0, index) }));
    const text = renderMarkdown({ ...RESULT, figureKinds, variants });
    expect(text).toContain('| `db` found |');
    expect(text).toContain('\n\nNothing in any variant: `db` lost; `db` rare.\n');
    expect(text).not.toMatch(/\| `db` lost +\|/);
  });

  test('says once what the client saw and the call tree says alike', () => {
    const text = (rootCauses: Record<string, number>): string =>
      renderMarkdown({
        ...RESULT,
        variants: RESULT.variants.map(one => ({
          ...one,
          traffic: { shoppers: { ...one.traffic.shoppers!, causes: { timeout: 9 }, rootCauses } },
        })),
      });
    expect(text({ timeout: 9 })).toContain('which is the one at the bottom of the call tree:');
    expect(text({ timeout: 9 })).not.toContain('By the cause');
    expect(text({ 'queue-full': 9 })).toContain('By the cause at the bottom of the call tree:');
  });

  test('says for each source of traffic how it is served', () => {
    expect(renderMarkdown(RESULT)).not.toContain('## Who is served');
    const [, section = ''] = renderMarkdown(TENANTS).split('## Who is served');
    const [availability, latency] = tablesIn(section);
    expect(availability!.slice(0, 3)).toEqual([
      ['variant', '`shoppers`', '`tenants`'],
      ['---------------------', '-----------: '.trim(), '-----------:'],
      ['`baseline`', '71.3 % ± 0.4', '50.0 % ± 0.2'],
    ]);
    expect(latency![2]).toEqual(['`baseline`', '3.01 s ± 0.07', '3.01 s ± 0.07']);
  });

  test('draws availability over time where anything fails, else says that nothing does', () => {
    const losing = (lost: number): Result => ({
      ...RESULT,
      variants: RESULT.variants.map(one => ({ ...one, series: seriesOf(window => (window === 9 ? lost : 0)) })),
    });
    const flat =
      '## Availability over time\n\nAt all times, in all variants, at least 99.95 % of the requests succeed.\n';
    expect(renderMarkdown(losing(0.0004))).toContain(flat);
    expect(renderMarkdown(losing(0.001))).not.toContain('At all times');
  });

  test('says why verdicts are what they are in a sentence where all hold, else for each', () => {
    const holding = RESULT.variants.map(one => ({
      ...one,
      expect: one.expect.filter(({ verdict }) => verdict === 'holds'),
    }));
    expect(renderMarkdown({ ...RESULT, variants: holding })).toContain('\n2 hold: never in 10 of 10; all below.\n');
    expect(renderMarkdown(RESULT)).toMatch(/\| because +\|/);
  });

  test('tells of the baseline and of the variant of its headline in full, of the others on a click', () => {
    const text = renderMarkdown(RESULT);
    expect(text.match(/^## What happened.*$/gm)).toEqual([
      '## What happened: `baseline`',
      '## What happened: `circuit-breaker`',
    ]);
    expect(text.match(/(?<=<summary>)(?!All differences).*(?=<)/g)).toEqual([
      'twice-the-replicas',
      'backoff-with-jitter',
      'longer-timeout',
    ]);
  });

  test('quotes a file name that a shell would take apart', () => {
    const scenario = { ...RESULT.scenario, file: "my file's; rm -rf.yaml" };
    expect(renderMarkdown({ ...RESULT, scenario }, ['--set', 'services.db.replicas=2'])).toContain(
      "brownout run 'my file'\\''s; rm -rf.yaml' --seed 7 --set services.db.replicas=2\n",
    );
  });
});

describe('prose', () => {
  test.each([
    ['a < b & c > d', 'a &lt; b &amp; c &gt; d'],
    ['*bold* _it_ `code`', '\\*bold\\* \\_it\\_ \\`code\\`'],
    ['- not a list', '\\- not a list'],
    ['12. not a list', '12\\. not a list'],
    ['cell | cell', 'cell \\| cell'],
    ['two\nlines', 'two lines'],
    ['see www.example.org', 'see www&#46;example.org'],
    ['@someone at https://x', '&#64;someone at https:&#47;/x'],
    ['&lt; stays', '&amp;lt; stays'],
  ])('says %j as %j', (text, markdown) => {
    expect(prose(text)).toBe(markdown);
  });

  test('in code a backtick cannot end the span', () => {
    expect(code('a`b')).toBe("`a'b`");
    expect(code('')).toBe('` `');
  });

  test('in a fenced block no line ends it', () => {
    expect(fenced(['```'])).toEqual(['```text', "'''", '```']);
  });
});

/** Cells of the rows of every table, its heading first. */
const tablesIn = (text: string): string[][][] =>
  text
    .split(/\n(?!\|)/)
    .map(block => block.split('\n').filter(line => line.startsWith('|')))
    .filter(lines => lines.length > 0)
    .map(lines =>
      lines.map(line =>
        line
          .split(/(?<!\\)\|/)
          .slice(1, -1)
          .map(cell => cell.trim()),
      ),
    );

const renamed = (name: string): Result => ({
  ...RESULT,
  scenario: { ...RESULT.scenario, name, title: name, description: name },
  variants: RESULT.variants.map(variant => ({
    ...variant,
    name,
    title: name,
    answers: [name],
    services: Object.fromEntries(Object.values(variant.services).map(service => [name, service])),
    faults: Object.fromEntries(Object.values(variant.faults).map(fault => [name, fault])),
    timeline: variant.timeline.map(entry => ({ ...entry, text: name })),
    expect: variant.expect.map(entry => ({ ...entry, statement: name, reason: name })),
  })),
  warnings: RESULT.warnings.map(warning => ({ ...warning, message: name, path: name })),
});

describe('a table that is too wide for a page', () => {
  const column = (head: string, width: number) => ({ head, align: 'right', cells: ['x'.repeat(width)] }) as const;
  const first = { head: 'name', align: 'left', cells: ['one'] } as const;

  test('continues below itself with the same first column', () => {
    const lines = narrowTables(first, [column('a', 60), column('b', 60), column('c', 20)]);
    expect(lines.filter(line => line.includes('name')).map(line => line.match(/\w+/g))).toEqual([
      ['name', 'a'],
      ['name', 'b', 'c'],
    ]);
    expect(lines.filter(line => line === '')).toHaveLength(1);
  });

  test('has one column at least, however wide that is', () => {
    expect(narrowTables(first, [column('a', 200), column('b', 200)])).toHaveLength(7);
  });

  test('is not split for a long text, which wraps', () => {
    const text = { head: 'name', align: 'left', cells: ['word '.repeat(40)] } as const;
    expect(narrowTables(text, [column('a', 20), column('b', 20)])).toHaveLength(3);
  });
});

describe('the picture of a report', () => {
  test('stands after the answer, with words for those who do not see it', () => {
    const lines = renderMarkdown(RESULT, [], { file: 'a storm.png', words: 'It [never] recovers' }).split('\n');
    const at = lines.indexOf('![It \\[never\\] recovers](a%20storm.png)');
    expect(at).toBeGreaterThan(lines.indexOf('## The answer'));
    expect(at).toBeLessThan(lines.indexOf('## Comparison'));
  });

  test('is not there when none was drawn', () => {
    expect(renderMarkdown(RESULT)).not.toContain('![');
  });
});

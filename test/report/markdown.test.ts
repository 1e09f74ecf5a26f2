import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { code, fenced, prose } from '../../src/report/markdown-text.ts';
import type { Result } from '../../src/results/result.ts';
import { RESULT } from './fixture.ts';

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

  test('has no more cells in a row than its heading, whatever the names are', () => {
    const widths = renderMarkdown(renamed('a|b | c'))
      .split('\n')
      .filter(line => line.startsWith('|'))
      .map(line => line.split(/(?<!\\)\|/).length);
    const plain = renderMarkdown(RESULT)
      .split('\n')
      .filter(line => line.startsWith('|'))
      .map(line => line.split(/(?<!\\)\|/).length);
    expect(widths).toEqual(plain);
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

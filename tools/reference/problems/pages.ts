/**
 * docs/problems: a page for each code. What the program says about the example is what it says: the example is compiled
 * when the page is made, and a test asks that it has the problem of its page.
 */
import { CODES, type Code, severityOf } from '../../../src/scenario/codes.ts';
import { compileScenario } from '../../../src/scenario/compile.ts';
import { renderProblem } from '../../../src/scenario/problem.ts';
import { type Guide, SHOP } from './guide.ts';
import { SPINE } from './spine.ts';

export const GUIDES: Readonly<Record<string, Guide>> = { ...SPINE };

/** Pages by path. */
export function problemPages(): Readonly<Record<string, string>> {
  const codes = (Object.keys(CODES) as Code[]).sort();
  const pages = codes.filter(code => GUIDES[code] !== undefined).map(code => [`docs/problems/${code}.md`, page(code)]);
  return { 'docs/problems/README.md': index(codes), ...Object.fromEntries(pages) };
}

/** What the program says about the example of a page, only of its own code. */
export function sayingOf(code: string, { wrong, overrides = [], variants = [], files = {} }: Guide): readonly string[] {
  const text = wrong.reduce((shop, [find, replace]) => shop.replace(find, () => replace), SHOP);
  const read = (file: string): string => {
    const known = files[file.replace('./', '')];
    if (known === undefined) throw new Error(`there is no ${file}`);
    return known;
  };
  const { problems } = compileScenario({ path: 'shop.yaml', text, read, overrides, variants });
  return problems.filter(problem => problem.code === code).map(renderProblem);
}

function page(code: Code): string {
  const guide = GUIDES[code]!;
  const [said = ''] = sayingOf(code, guide);
  return `# ${code}: ${CODES[code]}

${severityOf(code) === 'error' ? 'An error: the scenario does not run until it is mended.' : 'A warning: the scenario runs.'}

\`\`\`text
${said
  .split('\n')
  .map(line => (line.length > 150 ? `${line.slice(0, 147)}...` : line))
  .join('\n')}
\`\`\`

**What it means.** ${guide.means}

**What to do.** ${guide.mend}

[All codes](README.md)
`;
}

function index(codes: readonly Code[]): string {
  const rows = codes.map(code => {
    const name = GUIDES[code] === undefined ? code : `[${code}](${code}.md)`;
    return `| ${name} | ${severityOf(code)} | ${CODES[code]} |`;
  });
  return `# Problems

Every error and warning has a code that never changes its meaning. The hundreds are areas: 0 the file and the spine, 1 health and
discovery, 2 placement and runtimes, 3 clusters and databases, 4 overload and isolation, 5 caches and service times, 6 monitoring and
chaos.

| code | | |
| --- | --- | --- |
${rows.join('\n')}
`;
}

/** docs/problems: a page for each code, and an index. What it says lives beside the codes, in src/scenario/guides. */
import { GUIDES, sayingOf } from '../../src/scenario/guides/all.ts';
import { CODES, type Code, severityOf } from '../../src/scenario/problems/codes.ts';

/** Pages by path. */
export function problemPages(): Readonly<Record<string, () => string>> {
  const codes = (Object.keys(CODES) as Code[]).sort();
  const pages = codes.map(code => [`docs/problems/${code}.md`, () => page(code)] as const);
  return { 'docs/problems/README.md': () => index(codes), ...Object.fromEntries(pages) };
}

function page(code: Code): string {
  const { means, mend } = GUIDES[code];
  const isError = severityOf(code) === 'error';
  return `# ${code}: ${CODES[code]}

${isError ? 'An error: the scenario does not run until it is mended.' : 'A warning: the scenario runs.'}

\`\`\`text
${sayingOf(code)[0]}
\`\`\`

**What it means.** ${means}

**What to do.** ${mend}

[All codes](README.md)
`;
}

function index(codes: readonly Code[]): string {
  const rows = codes.map(code => `| [${code}](${code}.md) | ${severityOf(code)} | ${CODES[code]} |`);
  return `# Problems

Every error and warning has a code that never changes its meaning; \`brownout explain BR052\` prints the page of one. The
hundreds are areas: 0 the file and the spine, 1 health and discovery, 2 placement, 3 clusters and databases, 4 overload and
isolation, 5 caches, service times and third parties, 6 monitoring and people. In each, numbers from 50 on are warnings.

| code | | |
| --- | --- | --- |
${rows.join('\n')}
`;
}

/** reports/README.md: every shipped scenario with what it says in one line and its picture, in the order of their names. */
import { answerOf } from '../src/report/answer.ts';
import { prose } from '../src/report/markdown-text.ts';
import type { Result } from '../src/results/result.ts';

/** Links are to files beside it. */
export function galleryOf(results: readonly Result[]): string {
  const entries = results
    .toSorted((one, other) => (one.scenario.name < other.scenario.name ? -1 : 1))
    .map(result => {
      const { name, title } = result.scenario;
      const { headline } = answerOf(result);
      return `## [${prose(title === '' ? name : title)}](${name}.md)\n\n${prose(headline)}\n\n[![${prose(headline)}](${name}.png)](${name}.md)\n`;
    });
  return `${HEAD}\n${entries.join('\n')}`;
}

const HEAD = `# What the shipped scenarios say

Made by \`npm run reports\` from the files in [\`scenarios/\`](../scenarios); the tests run them again and compare. Each links to
its whole report. \`brownout run FILE\` writes the same beside a page (HTML) to look into.
`;

/** reports/README.md: every shipped scenario with what it says in one line and its picture, in the order of their names. */
import { answerOf } from '../src/report/answer.ts';
import { prose } from '../src/report/markdown-text.ts';
import { pictureOf } from '../src/report/picture/picture.ts';
import type { Result } from '../src/results/result.ts';

/** Links are to files beside it. */
export function galleryOf(results: readonly Result[]): string {
  const ordered = results.toSorted((one, other) => (one.scenario.name < other.scenario.name ? -1 : 1));
  const names = ordered.map(({ scenario: { name } }) => `[${prose(name)}](${name}.md)`).join(' · ');
  return `${HEAD}\n${names}\n\n${ordered.map(entryOf).join('\n')}`;
}

function entryOf(result: Result): string {
  const { name, title } = result.scenario;
  const { headline } = answerOf(result);
  const words = prose(pictureOf(result)?.words ?? headline);
  return `## [${prose(title === '' ? name : title)}](${name}.md)\n\n${prose(headline)}\n\n[![${words}](${name}.png)](${name}.md)\n`;
}

const HEAD = `# What the shipped scenarios say

Made by \`npm run reports\` from the files in [\`scenarios/\`](../scenarios); the tests run them again and compare. Each links to
its whole report. \`brownout run FILE\` writes the same beside a page (HTML) to look into. [Which remedy helps against which
cause](matrix.md) reads them by cause.

In the pictures, on the left: what each variant changes, best first, with its 95 % interval; ▲ better, ▼ worse, ≈ next to nothing,
\\= no measurable difference. On the right: what happened over time, with the warm-up grey and faults red.
`;

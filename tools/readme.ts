/** The sample in the README is what the program prints for the committed result, cut after the expectations. */
const OPENING = '```text\n';
const MARK = '<!-- what `npm start` prints; renewed by `npm run reports` -->\n';

/** The README with its sample replaced. Throws when it has no place for one. */
export function withSample(readme: string, printed: string): string {
  const start = readme.indexOf(MARK);
  if (start === -1) throw new Error('README.md has no mark for the sample');
  const from = start + MARK.length + OPENING.length;
  const to = readme.indexOf('```', from);
  return readme.slice(0, from) + shortened(printed) + readme.slice(to);
}

function shortened(printed: string): string {
  const story = printed.indexOf('\nWhat happened');
  return `${(story === -1 ? printed : printed.slice(0, story)).trim()}\n`;
}

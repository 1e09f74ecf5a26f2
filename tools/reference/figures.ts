/** docs/reference/figures.md: what can be measured, expected and blamed, made of the lists the program itself uses. */
import { METRIC_NAMES } from '../../src/experiment/plan.ts';
import { FIGURES, type FigureKind } from '../../src/model/figures.ts';
import { CAUSES } from '../../src/model/outcome.ts';

const UNITS: Readonly<Record<FigureKind['unit'], string>> = {
  share: 'a share, `95%`',
  duration: 'a duration, `2s`',
  count: 'a number',
  rate: 'a rate, `5/s`',
  number: 'a number',
};

export function figuresReference(): string {
  const figures = Object.entries<FigureKind>(FIGURES).map(
    ([name, { unit, better, title }]) => `| \`${name}\` | ${title} | ${UNITS[unit]} | ${better ?? ''} |`,
  );
  return `# What is measured

Generated from the lists the program uses (\`npm run generate\`).

## Metrics of every run

Statements of \`expect\` may name ${METRIC_NAMES.map(name => `\`${name === 'p' ? 'p(99)' : name}\``).join(', ')}; how they are defined is in
[statistics](../statistics.md) and [the model](../model.md).

## Figures of components

Stated about the component by its name, as in \`orders: removals < 3\`; counts are means over replications.

| figure | what it is | bound | better |
| --- | --- | --- | --- |
${figures.join('\n')}

## Causes of failure

The closed list that every report uses:

${CAUSES.map(cause => `- \`${cause}\``).join('\n')}
`;
}

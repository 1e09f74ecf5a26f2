/** The generated parts of docs/mutation-testing.md: scores by area, and what became of the survivors. */
import type { Area } from './areas.ts';
import type { Explanation } from './explanations.ts';
import { type Measured, onOneLine, type Survivor, scoreOf } from './report.ts';

export type Scores = Readonly<Record<string, Measured>>;

/** The page with everything between `<!-- mutants: part -->` and `<!-- / -->` renewed. */
export function withMutants(
  page: string,
  areas: readonly Area[],
  scores: Scores,
  explanations: readonly Explanation[],
): string {
  return page.replace(/(<!-- mutants: (\w+) -->\n)[\s\S]*?(<!-- \/ -->)/g, (_, begin: string, part: string, end) => {
    const body = part === 'scores' ? scoresOf(areas, scores) : survivorsOf(part, areas, scores, explanations);
    return `${begin}\n${body}\n\n${end}`;
  });
}

/** Survivors of areas where all are to be explained, and are not. */
export function unexplained(
  areas: readonly Area[],
  scores: Scores,
  explanations: readonly Explanation[],
): readonly Survivor[] {
  return areas
    .filter(({ explained }) => explained)
    .flatMap(({ name }) => scores[name]?.survivors ?? [])
    .filter(survivor => !explanations.some(explanation => explains(explanation, survivor)));
}

/** Explanations of mutants that have died or are no more. */
export function unneeded(scores: Scores, explanations: readonly Explanation[]): readonly Explanation[] {
  const survivors = Object.values(scores).flatMap(area => area.survivors);
  return explanations.filter(explanation => !survivors.some(survivor => explains(explanation, survivor)));
}

export function explains({ file, mutants }: Explanation, survivor: Survivor): boolean {
  return (
    survivor.file === `src/${file}` &&
    mutants.some(
      ([was, ...became]) => survivor.was.includes(was) && became.some(each => survivor.became.includes(each)),
    )
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function scoresOf(areas: readonly Area[], scores: Scores): string {
  const rows = areas.map(({ name, title }) => {
    const area = scores[name];
    return area === undefined ? `| ${title} | | | | | | not measured |` : rowOf(title, area);
  });
  return [
    '| area | mutants | killed | timed out | survived | not tried | score |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    rowOf('**all that were measured**', sumOf(Object.values(scores))),
  ].join('\n');
}

const rowOf = (title: string, area: Measured): string =>
  `| ${[title, area.mutants, area.killed, area.timedOut, area.survived, area.untried, percent(scoreOf(area))].join(' | ')} |`;

function sumOf(all: readonly Measured[]): Measured {
  const sum = (of: (area: Measured) => number): number => all.reduce((total, area) => total + of(area), 0);
  return {
    mutants: sum(area => area.mutants),
    killed: sum(area => area.killed),
    timedOut: sum(area => area.timedOut),
    survived: sum(area => area.survived),
    untried: sum(area => area.untried),
    survivors: [],
  };
}

function survivorsOf(
  part: string,
  areas: readonly Area[],
  scores: Scores,
  explanations: readonly Explanation[],
): string {
  const area = areas.find(({ name }) => name === part);
  if (area === undefined) throw new RangeError(`the page names the area ${part}, which does not exist`);
  const survivors = scores[part]?.survivors;
  if (survivors === undefined) return 'Not measured.';
  const reasons = explanations
    .map(explanation => ({ explanation, own: survivors.filter(survivor => explains(explanation, survivor)) }))
    .filter(({ own }) => own.length > 0);
  const items = reasons.map(({ explanation: { file, why }, own }) =>
    [`- \`${file}\`: ${why}`, '', '  ```diff', ...own.flatMap(diffOf), '  ```'].join('\n'),
  );
  const others = survivors.filter(survivor => !reasons.some(({ own }) => own.includes(survivor)));
  return [...items, ...kindsOf(others)].join('\n\n') || 'None.';
}

const diffOf = ({ was, became }: Survivor): readonly string[] => [`  - ${shortened(was)}`, `  + ${shortened(became)}`];

const shortened = (code: string): string => (code.length > 150 ? `${code.slice(0, 147)}...` : onOneLine(code));

/** Those without an explanation, by file: how many of which mutator. */
function kindsOf(survivors: readonly Survivor[]): readonly string[] {
  if (survivors.length === 0) return [];
  const files = [...new Set(survivors.map(({ file }) => file))];
  const rows = files.map(file => {
    const own = survivors.filter(survivor => survivor.file === file);
    const kinds = [...new Set(own.map(({ mutator }) => mutator))]
      .map(mutator => ({ mutator, count: own.filter(survivor => survivor.mutator === mutator).length }))
      .sort((one, other) => other.count - one.count);
    return `| \`${file.replace('src/', '')}\` | ${own.length} | ${kinds.map(({ mutator, count }) => `${mutator} ${count}`).join(', ')} |`;
  });
  return [['| file | survivors | of which mutators |', '| --- | ---: | --- |', ...rows].join('\n')];
}

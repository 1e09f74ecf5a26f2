/**
 * What there is to say about every code. `brownout explain BR052` prints it, docs/problems shows it; what the program says
 * about the example of a code is what it says, because the example is compiled for it.
 */
import { compileScenario } from '../compile.ts';
import type { Code } from '../problems/codes.ts';
import { type Problem, renderProblem } from '../problems/problem.ts';
import { CLUSTERS } from './clusters.ts';
import { DATA } from './data.ts';
import { type Guide, SHOP } from './guide.ts';
import { KNOWLEDGE } from './knowledge.ts';
import { OVERLOAD } from './overload.ts';
import { PLACES } from './places.ts';
import { SPINE } from './spine.ts';
import { WATCHING } from './watching.ts';

export const GUIDES: Readonly<Record<Code, Guide>> = {
  ...SPINE,
  ...KNOWLEDGE,
  ...PLACES,
  ...CLUSTERS,
  ...OVERLOAD,
  ...DATA,
  ...WATCHING,
};

/** Every problem of the example of a code. */
export function problemsShown(code: Code): readonly Problem[] {
  const { wrong, overrides = [], variants = [], files = {} } = GUIDES[code];
  const text = wrong.reduce((shop, [find, replace]) => shop.replace(find, () => replace), SHOP);
  const read = (file: string): string => {
    const known = files[file.replace('./', '')];
    if (known === undefined) throw new Error(`there is no ${file}`);
    return known;
  };
  return compileScenario({ path: 'shop.yaml', text, read, overrides, variants }).problems;
}

const WIDEST = 150;

/** What the program says about the example of a code, only of that code; very long lines are cut. */
export const sayingOf = (code: Code): readonly string[] =>
  problemsShown(code)
    .filter(problem => problem.code === code)
    .map(problem =>
      renderProblem(problem)
        .split('\n')
        .map(line => (line.length > WIDEST ? `${line.slice(0, WIDEST - 3)}...` : line))
        .join('\n'),
    );

import { describe, expect, it } from 'vitest';
import { AREAS, chosen } from '../../tools/mutants/areas.ts';
import { EXPLANATIONS, type Explanation } from '../../tools/mutants/explanations.ts';
import { type Scores, unexplained, unneeded, withMutants } from '../../tools/mutants/page.ts';
import {
  completedBy,
  IGNORED,
  LIVING,
  linesOf,
  measuredIn,
  onOneLine,
  type StrykerReport,
  scoreOf,
  settled,
} from '../../tools/mutants/report.ts';
import { filesBelow, read } from '../house/sources.ts';

const scores = JSON.parse(read('docs/mutation-testing.json').text) as Scores;

describe('the areas of mutation testing', () => {
  const sources = filesBelow('src');
  const tests = filesBelow('test');

  it.each(AREAS)('$name has files to mutate and tests to ask, by each of its patterns', area => {
    for (const [patterns, paths] of [
      [area.files, sources],
      [area.tests, tests],
    ] as const)
      for (const pattern of patterns) expect(chosen([pattern.replace('!', '')], paths), pattern).not.toEqual([]);
  });

  it('do not overlap, and leave out nothing of the mitigations, the balancers and the measures', () => {
    const mutated = AREAS.flatMap(({ files }) => chosen(files, sources));
    expect(mutated).toEqual([...new Set(mutated)]);
    const families = ['src/model/mitigation', 'src/model/balancer', 'src/measure'].flatMap(filesBelow);
    expect(families.filter(path => !mutated.includes(path))).toEqual(['src/model/mitigation/all.ts']);
  });
});

describe('the page on mutation testing', () => {
  it('says what was found last', () => {
    const { text } = read('docs/mutation-testing.md');
    expect(withMutants(text, AREAS, scores, EXPLANATIONS)).toBe(text);
  });

  it('explains every survivor where it says so, and no mutant that is no more', () => {
    expect(unexplained(AREAS, scores, EXPLANATIONS)).toEqual([]);
    expect(unneeded(scores, EXPLANATIONS)).toEqual([]);
  });

  it('explains code that is still there', () => {
    const missing = EXPLANATIONS.flatMap(({ file, mutants }) => {
      const code = onOneLine(read(`src/${file}`).text);
      return mutants.filter(([was]) => !code.includes(was)).map(([was]) => `${file}: ${was}`);
    });
    expect(missing).toEqual([]);
  });
});

describe('a report of mutants', () => {
  const at = (line: number, from: number, to: number) => ({
    location: { start: { line, column: from }, end: { line, column: to } },
  });
  /** Runs when the file is loaded, and lives. */
  const loaded = { mutatorName: 'StringLiteral', replacement: '""', status: 'Survived', static: true, ...at(1, 5, 10) };
  const report: StrykerReport = {
    files: {
      'src/a.ts': {
        source: 'if (a < b)\n  go();\n',
        mutants: [
          { mutatorName: 'EqualityOperator', replacement: 'a <= b', status: 'Survived', ...at(1, 5, 10) },
          { mutatorName: 'EqualityOperator', replacement: 'a >= b', status: 'Killed', ...at(1, 5, 10) },
          { mutatorName: 'ConditionalExpression', replacement: 'true', status: 'Timeout', ...at(1, 5, 10) },
          { mutatorName: 'ConditionalExpression', replacement: 'false', status: 'RuntimeError', ...at(1, 5, 10) },
          { mutatorName: 'BlockStatement', replacement: '', status: 'NoCoverage', ...at(2, 3, 8) },
        ],
      },
    },
    testFiles: { 'test/a.test.ts': { tests: [{}, {}] } },
  };

  it('counts those that were noticed among those that could be', () => {
    const measured = measuredIn(report);
    expect(measured).toMatchObject({ mutants: 4, killed: 1, timedOut: 1, survived: 1, untried: 1 });
    expect(scoreOf(measured)).toBe(0.5);
  });

  it('shows the code of those that live before and after', () => {
    expect(measuredIn(report).survivors).toEqual([
      { file: 'src/a.ts', mutator: 'EqualityOperator', was: 'if (a < b)', became: 'if (a <= b)', untried: false },
      { file: 'src/a.ts', mutator: 'BlockStatement', was: 'go();', became: '', untried: true },
    ]);
  });

  it('takes a file of tests that cannot be loaded for a test that fails', () => {
    const files = (testsCompleted: number) => ({
      'src/a.ts': { source: 'if (a < b)\n', mutants: [{ ...loaded, testsCompleted }] },
    });
    expect(measuredIn({ ...report, files: files(1) }).killed).toBe(1);
    expect(measuredIn({ ...report, files: files(2) }).survived).toBe(1);
  });

  it('keeps what its own number of tests has told, whatever tests come later', () => {
    const files = { 'src/a.ts': { source: 'if (a < b)\n', mutants: [{ ...loaded, testsCompleted: 2 }] } };
    const later = { ...settled({ ...report, files }), testFiles: { 'test/a.test.ts': { tests: [{}, {}, {}] } } };
    expect(measuredIn(later).survived).toBe(1);
  });

  it('takes for survived what only the tests that run its code were asked about', () => {
    const mutant = {
      mutatorName: 'StringLiteral',
      replacement: '""',
      status: 'Survived',
      static: true,
      coveredBy: ['1'],
      testsCompleted: 1,
      ...at(1, 5, 10),
    };
    const files = { 'src/a.ts': { source: 'if (a < b)\n', mutants: [mutant] } };
    expect(measuredIn({ ...report, files }).survived).toBe(1);
  });

  it('is completed by another run for the mutants it left out, and for no others', () => {
    const mutant = (line: number, status: string) => ({
      mutatorName: 'StringLiteral',
      replacement: '""',
      status,
      ...at(line, 1, 2),
    });
    const withMutants = (...mutants: ReturnType<typeof mutant>[]): StrykerReport => ({
      ...report,
      files: { 'src/a.ts': { source: 'a\nb\nc\n', mutants } },
    });
    const first = withMutants(mutant(1, 'Killed'), mutant(2, 'Ignored'), mutant(3, 'Ignored'));
    expect(linesOf(first, IGNORED)).toEqual(['src/a.ts:2-2', 'src/a.ts:3-3']);
    const second = withMutants(mutant(1, 'Survived'), mutant(2, 'Survived'), mutant(3, 'Killed'));
    const completed = completedBy(first, second, IGNORED);
    expect(linesOf(completed, IGNORED)).toEqual([]);
    expect(linesOf(completed, LIVING)).toEqual(['src/a.ts:2-2']);
    expect(measuredIn(completed)).toMatchObject({ mutants: 3, killed: 2, survived: 1 });
    const untried = withMutants(mutant(1, 'Killed'), mutant(2, 'Ignored'), mutant(3, 'Killed'));
    expect(completedBy(completed, untried, LIVING)).toEqual(completed);
  });

  it('is explained by the code of the mutant, not by its place', () => {
    const found = { a: measuredIn(report) };
    const areas = [{ name: 'a', title: 'A', files: ['src/a.ts'], tests: [], explained: true }];
    const because = (...became: string[]): Explanation[] => [
      { file: 'a.ts', mutants: [['a < b', ...became]], why: 'so' },
    ];
    expect(unexplained(areas, found, because('a <= b')).map(({ was }) => was)).toEqual(['go();']);
    expect(unexplained(areas, found, because('a > b'))).toHaveLength(2);
    expect(unneeded(found, because('a > b'))).toHaveLength(1);
  });
});

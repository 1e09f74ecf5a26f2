/** What a run of Stryker found, reduced to what is kept: how many mutants fared how, and those that lived. */

/** Of Stryker's report (mutation-testing-report-schema), the part that is read here. */
export interface StrykerReport {
  readonly files: Readonly<Record<string, StrykerFile>>;
  readonly testFiles: Readonly<Record<string, { readonly tests: readonly unknown[] }>>;
}

interface StrykerFile {
  readonly source: string;
  readonly mutants: readonly StrykerMutant[];
}

interface StrykerMutant {
  readonly mutatorName: string;
  readonly replacement: string;
  readonly status: string;
  /** Its code runs while files are loaded. */
  readonly static?: boolean;
  /** The tests that run its code; where none does but the loading of files, all are run. */
  readonly coveredBy?: readonly string[];
  readonly testsCompleted?: number;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** Both counted from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Survivor {
  readonly file: string;
  /** Which of Stryker's mutators made it. */
  readonly mutator: string;
  /** The lines of code it changes, on one line, before and after. */
  readonly was: string;
  readonly became: string;
  /** Whether no test runs that code at all. */
  readonly untried: boolean;
}

export interface Measured {
  readonly mutants: number;
  readonly killed: number;
  readonly timedOut: number;
  readonly survived: number;
  readonly untried: number;
  readonly survivors: readonly Survivor[];
}

/** With statuses that hold whatever tests come later: what a run has missed can be told by its own number of tests only. */
export function settled(report: StrykerReport): StrykerReport {
  const tests = Object.values(report.testFiles).reduce((sum, file) => sum + file.tests.length, 0);
  const files = Object.entries(report.files).map(([file, { source, mutants }]) => {
    const all = mutants.map(mutant => {
      const { testsCompleted: _, ...rest } = mutant;
      return { ...rest, status: statusOf(mutant, tests) };
    });
    return [file, { source, mutants: all }] as const;
  });
  return { ...report, files: Object.fromEntries(files) };
}

export function measuredIn(report: StrykerReport): Measured {
  const all = Object.entries(settled(report).files).flatMap(([file, { source, mutants }]) =>
    mutants.map(mutant => ({ file, source, mutant, status: mutant.status })),
  );
  const count = (wanted: string): number => all.filter(({ status }) => status === wanted).length;
  const counts = {
    killed: count('Killed'),
    timedOut: count('Timeout'),
    survived: count('Survived'),
    untried: count('NoCoverage'),
  };
  const lived = all.filter(({ status }) => LIVING.includes(status));
  return {
    // Mutants that do not compile or crash the runner say nothing.
    mutants: counts.killed + counts.timedOut + counts.survived + counts.untried,
    ...counts,
    survivors: lived.map(({ file, source, mutant }) => survivorOf(file, source, mutant)),
  };
}

/** A file of tests that fails while it is loaded has no tests, and the runner overlooks that it has failed. */
function statusOf({ status, static: isStatic, coveredBy, testsCompleted }: StrykerMutant, tests: number): string {
  const isForAll = isStatic === true && (coveredBy ?? []).length === 0;
  const missed = status === 'Survived' && isForAll && (testsCompleted ?? tests) < tests;
  return missed ? 'Killed' : status;
}

export const IGNORED = ['Ignored'];
/** No test noticed them. */
export const LIVING = ['Survived', 'NoCoverage'];

/** Where the mutants of these statuses are: `src/a.ts:7-9` each, by lines. */
export const linesOf = (report: StrykerReport, statuses: readonly string[]): readonly string[] =>
  Object.entries(report.files).flatMap(([file, { mutants }]) => [
    ...new Set(
      mutants
        .filter(({ status }) => statuses.includes(status))
        .map(({ location: { start, end } }) => `${file}:${start.line}-${end.line}`),
    ),
  ]);

/** `first`, and what `second` found of its mutants of these statuses, where it tried them. */
export function completedBy(first: StrykerReport, second: StrykerReport, statuses: readonly string[]): StrykerReport {
  const completed = Object.entries(first.files).map(([file, { source, mutants }]) => {
    const tried = second.files[file]?.mutants.filter(({ status }) => !IGNORED.includes(status)) ?? [];
    const found = new Map(tried.map(mutant => [keyOf(mutant), mutant]));
    const all = mutants.map(mutant =>
      statuses.includes(mutant.status) ? (found.get(keyOf(mutant)) ?? mutant) : mutant,
    );
    return [file, { source, mutants: all }] as const;
  });
  return { testFiles: { ...first.testFiles, ...second.testFiles }, files: Object.fromEntries(completed) };
}

const keyOf = ({ mutatorName, replacement, location: { start, end } }: StrykerMutant): string =>
  `${start.line}:${start.column}-${end.line}:${end.column} ${mutatorName} ${replacement}`;

/** The share of mutants that a test noticed; one that makes a test run for ever is noticed too. */
export const scoreOf = ({ mutants, killed, timedOut }: Measured): number => (killed + timedOut) / mutants;

function survivorOf(
  file: string,
  source: string,
  { mutatorName, location, replacement, status }: StrykerMutant,
): Survivor {
  const lines = source.split('\n').slice(location.start.line - 1, location.end.line);
  const head = lines[0]!.slice(0, location.start.column - 1);
  const tail = lines.at(-1)!.slice(location.end.column - 1);
  return {
    file,
    mutator: mutatorName,
    was: onOneLine(lines.join('\n')),
    became: onOneLine(head + replacement + tail),
    untried: status === 'NoCoverage',
  };
}

export const onOneLine = (code: string): string => code.replace(/\s+/g, ' ').trim();

/**
 * Statements of `expect`, after k6's thresholds:
 *
 *     statement  = [ subject ":" ] metric [ comparison bound ]     nothing after `metastable` means `= true`
 *     subject    = name of a traffic source, a service, a fault or another component that has figures of its own
 *     metric     = word | "p(" number ")"
 *     comparison = "<" | "<=" | ">" | ">=" | "=" | "==" | "!="
 *     bound      = share | duration | rate | number | "never" | "true" | "false"     as the metric demands; a ratio that
 *                  may be above 1, such as loadAfterLoss, is a number or a share
 *
 * A statement without a subject is about the whole run. Whether it holds is decided by experiment/.
 */
import {
  type Comparison,
  METRIC_NAMES,
  type MetricName,
  type Statement,
  type SubjectKind,
} from '../../experiment/plan.ts';
import { FIGURES, type FigureKind, type FigureName, isFigure } from '../../model/figures.ts';
import type { Finding } from '../problems/problem.ts';
import { didYouMean, listOf } from '../problems/suggest.ts';
import { duration, rate, share, type Unit } from '../quantities/units.ts';
import { BARE_NUMBER, respelt, wrongBound, wrongUnit } from './bound.ts';

/** Names a statement can be about. */
export type Subjects = ReadonlyMap<string, SubjectKind>;

export interface Complaint {
  /** Offset into the text of the statement. */
  readonly at: number;
  readonly finding: Finding;
}

export type BoundKind = 'share' | 'duration' | 'rate' | 'number' | 'ratio' | 'recovery' | 'truth';

interface Metric {
  readonly bound: BoundKind;
  /** `run` is a statement without a subject. */
  readonly of: readonly ('run' | SubjectKind)[];
}

const request = (bound: BoundKind): Metric => ({ bound, of: ['run', 'traffic'] });
const station = (bound: BoundKind): Metric => ({ bound, of: ['service'] });

const METRICS: Readonly<Record<MetricName, Metric>> = {
  availability: request('share'),
  fullAvailability: request('share'),
  timeAvailability: request('share'),
  longestOutage: request('duration'),
  throughput: request('rate'),
  goodput: request('rate'),
  mean: request('duration'),
  p: request('duration'),
  max: request('duration'),
  amplification: { bound: 'number', of: ['run', 'traffic', 'service'] },
  wastedWork: { bound: 'share', of: ['run', 'traffic', 'service'] },
  replicaHours: { bound: 'number', of: ['run'] },
  recovery: { bound: 'recovery', of: ['run', 'fault'] },
  metastable: { bound: 'truth', of: ['run'] },
  utilisation: station('share'),
  queueLength: station('number'),
  waitingTime: station('duration'),
  sojournTime: station('duration'),
  rejected: station('share'),
};

const NAMED: readonly SubjectKind[] = ['traffic', 'service', 'fault', 'component'];

const BOUND_OF: Readonly<Record<FigureKind['unit'], BoundKind>> = {
  share: 'share',
  duration: 'duration',
  rate: 'rate',
  count: 'number',
  number: 'number',
};

/** Of something that can be exceeded, and spoken of in percent all the same. */
const RATIOS: ReadonlySet<FigureName> = new Set(['loadAfterLoss', 'loadOfSurvivors', 'memoryPeak']);

const boundOf = (figure: FigureName): BoundKind => (RATIOS.has(figure) ? 'ratio' : BOUND_OF[FIGURES[figure].unit]);

/** A figure of components is of whatever has that name; without data at run time the statement is undecided. */
const metricOf = (word: MetricName | FigureName): Metric =>
  isFigure(word) ? { bound: boundOf(word), of: NAMED } : METRICS[word];

const SHAPE =
  /^(?<before>\s*)(?:(?<subject>[^:<>=!()\s]+)\s*:\s*)?(?<metric>[A-Za-z]\w*)(?:\((?<percentile>[^()]*)\))?\s*(?:(?<comparison><=|>=|==|!=|<|>|=)\s*(?<bound>[^\s<>=!]\S*))?\s*$/;

/** A longer one is refused unread: the expression below takes time in the square of the length. */
export const LONGEST_STATEMENT = 500;

/** What kind of quantity a metric is. */
export const boundKindOf = (metric: MetricName | FigureName): BoundKind => metricOf(metric).bound;

export function parseStatement(text: string, subjects: Subjects): Statement | Complaint {
  const groups = text.length > LONGEST_STATEMENT ? undefined : SHAPE.exec(text)?.groups;
  if (groups === undefined) return complain(0, notAStatement(text));
  const { subject, metric = '', comparison, bound } = groups;
  const percentile = groups.percentile?.trim();
  const metricAt = text.indexOf(metric, subject === undefined ? 0 : text.indexOf(':'));
  const about = subject === undefined ? 'run' : subjects.get(subject);
  if (about === undefined) return complain(text.indexOf(subject!), unknownSubject(subject!, subjects));
  if (!isMetric(metric)) return complain(metricAt, unknownMetric(metric));
  const wrong = misuse(metric, percentile, about, comparison);
  if (wrong !== null) return complain(metricAt, { code: 'BR036', ...wrong });
  const parsed = parseBound(metricOf(metric).bound, bound ?? 'true', comparison ?? '=');
  if (typeof parsed === 'object') return complain(text.lastIndexOf(bound ?? metric), parsed);
  return {
    text: text.trim(),
    metric,
    percentile: percentile === undefined ? null : Number(percentile),
    subject: subject === undefined ? null : { kind: about as SubjectKind, name: subject },
    comparison: (comparison === '==' ? '=' : (comparison ?? '=')) as Comparison,
    bound: parsed,
  };
}

const complain = (at: number, finding: Finding): Complaint => ({ at: Math.max(0, at), finding });

const isMetric = (word: string): word is MetricName | FigureName =>
  isFigure(word) || (METRIC_NAMES as readonly string[]).includes(word);

function notAStatement(text: string): Finding {
  const expected = '[subject:] metric comparison bound, such as "availability >= 99%" or "shoppers: p(99) < 300ms"';
  return {
    code: 'BR036',
    message: `not a statement; expected ${expected}`,
    expected,
    found: text.slice(0, LONGEST_STATEMENT),
    hint: text.length > LONGEST_STATEMENT ? null : hintOf(text),
  };
}

function hintOf(text: string): string | null {
  if (/ and | or |&&|\|\|/i.test(text)) return 'one statement for each: they all have to hold';
  const meant = respelt(text);
  const metric = meant === text.trim() ? undefined : SHAPE.exec(meant)?.groups?.metric;
  return metric !== undefined && isMetric(metric) ? `did you mean "${meant}"?` : null;
}

function unknownSubject(subject: string, subjects: Subjects): Finding {
  const known = [...subjects.keys()];
  const message = `nothing that could be measured is called "${subject}"`;
  return { code: 'BR036', message, expected: listOf(known), found: subject, hint: didYouMean(subject, known) };
}

function unknownMetric(metric: string): Finding {
  const known = METRIC_NAMES.map(name => (name === 'p' ? 'p(99)' : name));
  const asPercentile = /^p\d/.test(metric) ? `did you mean "p(${metric.slice(1)})"?` : null;
  const hint =
    asPercentile ?? didYouMean(metric, [...METRIC_NAMES.filter(name => name !== 'p'), ...Object.keys(FIGURES)]);
  return {
    code: 'BR036',
    message: `unknown metric "${metric}"; there is ${listOfAll(known)}`,
    expected: listOfAll(known),
    found: metric,
    hint,
  };
}

const listOfAll = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

function misuse(
  metric: MetricName | FigureName,
  percentile: string | undefined,
  about: 'run' | SubjectKind,
  comparison: string | undefined,
): { message: string; expected?: string } | null {
  if (metric === 'p' && !isPercentile(percentile))
    return { message: '`p` needs a percentile between 0 and 100, such as p(99)' };
  if (metric !== 'p' && percentile !== undefined)
    return { message: `"${metric}" takes no percentile; write "${metric}"` };
  const { of, bound } = metricOf(metric);
  if (!of.includes(about)) {
    const subjects = of.map(each => SUBJECT_WORDS[each]);
    return {
      message: `"${metric}" is a figure of ${listOf(subjects)}, not of ${SUBJECT_WORDS[about]}`,
      expected: listOf(subjects),
    };
  }
  return comparison === undefined && bound !== 'truth'
    ? { message: `"${metric}" needs a comparison and a bound` }
    : null;
}

const SUBJECT_WORDS: Readonly<Record<'run' | SubjectKind, string>> = {
  run: 'the whole run',
  traffic: 'a traffic source',
  service: 'a service',
  fault: 'a fault',
  component: 'a component',
};

const isPercentile = (text: string | undefined): boolean =>
  text !== undefined && /^\d+(\.\d+)?$/.test(text) && Number(text) > 0 && Number(text) < 100;

// ---- bounds

export const NANOSECONDS_PER_MILLISECOND = 1e6;

const QUANTITIES: Readonly<Record<'share' | 'duration' | 'rate', Unit>> = { share, duration, rate };

/** The bound in the unit of the result: ms, per second, a share; a finding when it is of another kind. */
function parseBound(kind: BoundKind, text: string, comparison: string): number | 'never' | boolean | Finding {
  if (kind === 'truth') return parseTruth(text, comparison);
  if (kind === 'recovery' && text === 'never') {
    return /^(=|==|!=)$/.test(comparison)
      ? 'never'
      : { code: 'BR037', message: '`never` can only be compared by = or !=', found: comparison };
  }
  if (kind === 'number')
    return BARE_NUMBER.test(text) ? Number(text) : wrongBound('BR037', 'a bare number such as 1.5', text);
  if (kind === 'ratio') return parseRatio(text);
  const unit = QUANTITIES[kind === 'recovery' ? 'duration' : kind];
  const value = unit.parse(text);
  if (value === null) return wrongUnit('BR037', unit, text, kind === 'recovery' ? ', or never' : '');
  return unit === duration ? value / NANOSECONDS_PER_MILLISECOND : value;
}

function parseRatio(text: string): number | Finding {
  const value = BARE_NUMBER.test(text) ? Number(text) : share.parse(text);
  return value ?? wrongBound('BR037', 'a number such as 0.9 or a share such as 90%', text);
}

function parseTruth(text: string, comparison: string): boolean | Finding {
  if (!/^(=|==|!=)$/.test(comparison))
    return { code: 'BR037', message: 'true and false can only be compared by = or !=', found: comparison };
  return text === 'true' || text === 'false' ? text === 'true' : wrongBound('BR037', 'true or false', text);
}

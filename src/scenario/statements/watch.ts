/**
 * What an alert watches, in the words of `expect` statements:
 *
 *     watch      = subject ":" signal comparison bound
 *     subject    = name of a traffic source or a service
 *     signal     = word | "p(" number ")"
 *     comparison = "<" | "<=" | ">" | ">="
 *     bound      = share | duration | rate | number     as the signal demands
 */
import type { RulePlan, SignalPlan } from '../../model/monitor/plan.ts';
import type { Finding } from '../problems/problem.ts';
import { didYouMean, listOf } from '../problems/suggest.ts';
import { duration, rate, share, type Unit } from '../quantities/units.ts';
import { BARE_NUMBER, respelt, wrongBound, wrongUnit } from './bound.ts';
import { limitAt, notBelow, type Range, SHARES, settledBy } from './settled.ts';

type Metric = SignalPlan['metric'];

interface Signal {
  readonly unit: Unit | 'number';
  readonly of: readonly SignalPlan['of']['kind'][];
}

const SIGNALS: Readonly<Record<Metric, Signal>> = {
  errorRate: { unit: share, of: ['traffic', 'service'] },
  latency: { unit: duration, of: ['traffic'] },
  rate: { unit: rate, of: ['traffic', 'service'] },
  throughput: { unit: rate, of: ['traffic', 'service'] },
  goodput: { unit: rate, of: ['traffic', 'service'] },
  utilisation: { unit: share, of: ['service'] },
  queueLength: { unit: 'number', of: ['service'] },
  up: { unit: 'number', of: ['service'] },
};

/** Indices by name. */
export interface Watchable {
  readonly traffic: readonly string[];
  readonly services: readonly string[];
}

const SHAPE =
  /^\s*(?<subject>[^:<>=!()\s]+)\s*:\s*(?<signal>[A-Za-z]\w*)(?:\(\s*(?<percentile>\d+(?:\.\d+)?)\s*\))?\s*(?<comparison><=|>=|<|>)\s*(?<bound>[^\s<>=!]+)\s*$/;

export type WatchRule = Omit<RulePlan, 'window'>;

export function parseWatch(text: string, names: Watchable): WatchRule | Finding {
  const groups = SHAPE.exec(text)?.groups;
  if (groups === undefined) return notARule(text, names);
  const { subject = '', signal = '', percentile, comparison, bound = '' } = groups;
  const of = subjectOf(subject, names);
  if (of === null) return unknownSubject(subject, names);
  const metric = signal === 'p' ? 'latency' : signal;
  if (!isMetric(metric) || (metric === 'latency') !== (percentile !== undefined)) return unknownSignal(signal, of.kind);
  if (!SIGNALS[metric].of.includes(of.kind)) return unknownSignal(signal, of.kind);
  const value = parseBound(SIGNALS[metric].unit, bound);
  if (typeof value === 'object') return value;
  const quantile = percentile === undefined ? null : Number(percentile) / 100;
  if (quantile !== null && (quantile <= 0 || quantile >= 1))
    return { code: 'BR600', message: 'a percentile is between 0 and 100, such as p(99)', found: percentile ?? '' };
  return { signal: { metric, quantile, of }, comparison: comparison as RulePlan['comparison'], bound: value };
}

export const isFinding = (rule: object): rule is Finding => 'code' in rule;

const isMetric = (word: string): word is Metric => Object.hasOwn(SIGNALS, word);

/** Sources before services. */
export function subjectOf(name: string, { traffic, services }: Watchable): SignalPlan['of'] | null {
  if (traffic.includes(name)) return { kind: 'traffic', index: traffic.indexOf(name) };
  return services.includes(name) ? { kind: 'service', index: services.indexOf(name) } : null;
}

function notARule(text: string, { traffic }: Watchable): Finding {
  const expected = 'subject: signal comparison bound, such as "shoppers: errorRate > 5%" or "shoppers: p(99) > 300ms"';
  const found = text.slice(0, LONGEST_HINTED);
  const guesses = [respelt(found), `${traffic[0]}: ${respelt(found)}`];
  const meant = text.length > LONGEST_HINTED ? undefined : guesses.find(isRule);
  const hint = meant === undefined ? null : `did you mean "${meant}"?`;
  return { code: 'BR600', message: `not an alert rule; expected ${expected}`, expected, found, hint };
}

const LONGEST_HINTED = 100;

const isRule = (text: string): boolean => {
  const signal = SHAPE.exec(text)?.groups?.signal;
  return signal !== undefined && (signal === 'p' || isMetric(signal));
};

export function unknownSubject(name: string, { traffic, services }: Watchable): Finding {
  const known = [...traffic, ...services];
  const message = `no traffic source or service is called "${name.slice(0, 80)}"`;
  return { code: 'BR600', message, expected: listOf(known), found: name, hint: didYouMean(name, known) };
}

function unknownSignal(signal: string, kind: SignalPlan['of']['kind']): Finding {
  const known = Object.entries(SIGNALS)
    .filter(([, { of }]) => of.includes(kind))
    .map(([metric]) => (metric === 'latency' ? 'p(99)' : metric));
  const what = kind === 'traffic' ? 'a traffic source' : 'a service';
  const message = `"${signal}" is no signal of ${what}; there is ${listOf(known, 'and')}`;
  const percentile = kind === 'traffic' ? /^p(\d.*)/.exec(signal)?.[1] : undefined;
  const hint = percentile === undefined ? didYouMean(signal, known) : `did you mean "p(${percentile})"?`;
  return { code: 'BR600', message, expected: listOf(known), found: signal, hint };
}

/** In the unit of the plan: nanoseconds, per second, a share. */
function parseBound(unit: Signal['unit'], text: string): number | Finding {
  if (unit === 'number')
    return BARE_NUMBER.test(text) ? Number(text) : wrongBound('BR600', 'a bare number such as 20', text);
  return unit.parse(text) ?? wrongUnit('BR600', unit, text);
}

/** A warning about a rule that fires whatever is measured, or never; null for others. */
export function settledRule({ signal: { metric, quantile }, comparison, bound }: WatchRule): Finding | null {
  const range = rangeOf(SIGNALS[metric].unit);
  const fires = settledBy(range, comparison, bound);
  if (fires === null) return null;
  const word = quantile === null ? metric : `p(${Number((100 * quantile).toPrecision(12))})`;
  const outcome = fires ? 'fires as soon as there is data' : 'can never fire';
  return { code: 'BR652', message: `this alert ${outcome}: ${word} is never ${limitAt(range, bound)}` };
}

function rangeOf(unit: Signal['unit']): Range {
  if (unit === share) return SHARES;
  return unit === 'number' ? notBelow(0, '0') : notBelow(0, unit === duration ? '0s' : '0/s');
}

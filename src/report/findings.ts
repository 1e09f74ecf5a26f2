/**
 * The sentences that matter, written from the numbers only and in the order of the questions people ask: what happens
 * without help, does it come back, what helps most, what else helps, what makes no difference, what it costs, and how
 * far to trust this. The terminal and the Markdown report say the same sentences.
 */
import type { Difference, Estimate, FaultResult, Result, VariantResult } from '../results/result.ts';
import { availabilityBetween, endOf } from './availability.ts';
import { gainsOf, isReaction } from './figure-gains.ts';
import {
  amount,
  changeOf,
  clock,
  figureOf,
  intervalOf,
  type Quantity,
  relative,
  roughShare,
  span,
  written,
} from './numbers.ts';
import {
  availabilityEffect,
  baselineOf,
  bestOf,
  costsDiffer,
  fasterVariants,
  HARDLY,
  latencyEffect,
  ranked,
  spokenName,
} from './order.ts';
import {
  isAtOnce,
  neverInWords,
  recoveryFigure,
  recoveryOf,
  replicationsOf,
  stillDraining,
  stillMissing,
} from './recovery.ts';
import { type ServedBetter, servedBetter } from './sources.ts';
import { capitalised } from './text.ts';
import { topicOf } from './topic.ts';

export interface Finding {
  readonly topic:
    | 'baseline'
    | 'recovery'
    | 'load'
    | 'best'
    | 'better'
    | 'worse'
    | 'none'
    | 'latency'
    | 'figure'
    | 'cost'
    | 'caution';
  readonly tone: 'good' | 'bad' | 'plain' | 'doubtful';
  /** One or two whole sentences. Names in it are the scenario's own text. */
  readonly text: string;
}

/** The topic of the sentence that says what helps most. */
export const leadOf = (result: Result): Finding['topic'] => LEADS[topicOf(result).kind];

const LEADS = { availability: 'best', latency: 'latency', figure: 'figure' } as const;

/** The sentences of a result, most important first; none when it has no variants. */
export function findingsOf(result: Result): Finding[] {
  const baseline = baselineOf(result);
  if (baseline === undefined) return [];
  const findings = [...baselineFindings(baseline, result)];
  if (result.variants.length > 1) findings.push(...comparisonFindings(baseline, result));
  return [...findings, ...cautions(result)];
}

function baselineFindings(baseline: VariantResult, result: Result): Finding[] {
  const { availability, latency } = baseline.metrics;
  const who = subjectOf(baseline, result);
  if (availability === null) return [{ topic: 'baseline', tone: 'doubtful', text: `${who}: no request ended.` }];
  const p99 =
    latency.p99 === null ? '' : `; 99 % of the answers come within ${amount(figureOf(latency.p99, 'duration'))}`;
  const text = `${who} answers ${written(figureOf(availability, 'share'))} of the requests${p99}.`;
  return [{ topic: 'baseline', tone: 'plain', text }, ...recoveryFindings(baseline, result), ...loadFindings(baseline)];
}

/** At the beginning of a sentence. */
const subjectOf = (variant: VariantResult, result: Result): string =>
  variant === baselineOf(result)
    ? result.variants.length > 1
      ? 'The baseline'
      : 'The system'
    : nameOf(variant).replace(/^variant “/, 'Variant “');

/** A combination says how many mitigations it is, because `all` alone reads like a word of the sentence. */
const nameOf = ({ name, mitigations }: VariantResult): string =>
  mitigations.length > 1 && !name.includes('+')
    ? `${name} (${mitigations.length} mitigations together)`
    : spokenName(name);

function recoveryFindings(variant: VariantResult, result: Result): Finding[] {
  const faults = Object.entries(variant.faults);
  const atOnce = faults.filter(([, fault]) => comesBackAtOnce(fault)).map(([name]) => name);
  return faults.flatMap(([name, fault]): Finding[] => {
    const recovery = recoveryOf(fault);
    if (recovery.kind === 'unknown') return [];
    if (recovery.kind === 'never') return [neverRecovers(variant, name, result)];
    // Those that are over with their fault in one sentence, in the place of the first of them.
    if (atOnce.includes(name) && name !== atOnce[0]) return [];
    const comesBack = isAtOnce(recovery)
      ? `is well again as soon as ${(comesBackAtOnce(fault) ? atOnce : [name]).join(' or ')} ends`
      : `recovers ${written(recoveryFigure(recovery))} after ${name} ends`;
    const some = fault.neverShare ?? 0;
    const exception = some > 0 ? `; in ${replicationsOf(some, variant)} it never does` : '';
    const text = `${subjectOf(variant, result)} ${comesBack}${exception}.`;
    return [{ topic: 'recovery', tone: some > 0 ? 'bad' : 'good', text }];
  });
}

/** In all replications. */
function comesBackAtOnce(fault: FaultResult): boolean {
  const recovery = recoveryOf(fault);
  return recovery.kind === 'recovered' && isAtOnce(recovery) && fault.neverShare === 0;
}

function neverRecovers(variant: VariantResult, name: string, result: Result): Finding {
  const never = replicationsOf(variant.faults[name]?.neverShare ?? 0, variant);
  const staysDown = `${subjectOf(variant, result)} ${neverInWords(variant, name)} (${never})${afterwards(variant, name)}.`;
  return { topic: 'recovery', tone: 'bad', text: `${staysDown}${explanation(variant, name)}` };
}

/** Why it is not back: the overload, what is still missing or waiting; nothing where the figures do not tell. */
function explanation(variant: VariantResult, name: string): string {
  if (variant.metastableShare > 0)
    return ` Metastable in ${replicationsOf(variant.metastableShare, variant)}: the trigger is gone, the overload feeds itself.`;
  const missing = stillMissing(variant, name);
  if (missing !== null) return ` Not up again by then: ${missing}.`;
  const service = stillDraining(variant, name);
  return service === null ? '' : ` What waits for ${service} is getting less: a longer run tells when it is over.`;
}

const LATER = 60_000;
const GLANCE = 10_000;

/** How many requests succeed a while after a fault ended once; nothing when it came back or the run ends too soon. */
function afterwards({ faults, series }: VariantResult, name: string): string {
  const fault = faults[name];
  if (fault === undefined || fault.end === null || fault.episodes !== 1) return '';
  const wait = Math.min(LATER, (endOf(series) - fault.end) / 2);
  if (wait < series.window) return '';
  const later = succeeding(availabilityBetween(series, fault.end + wait, fault.end + wait + GLANCE));
  const last = succeeding(availabilityBetween(series, endOf(series) - GLANCE, endOf(series)));
  const moment = `${span(Math.round(wait / 1000) * 1000)} after it ended`;
  const end = `at the end of the run (${clock(endOf(series))})`;
  return later === last ? `: ${moment} and still ${end} ${last}` : `: ${moment} ${later}, ${end} ${last}`;
}

const succeeding = (availability: number | null): string =>
  availability === null ? 'no request ends' : `${roughShare(availability)} of the requests succeed`;

const WORTH_MENTIONING = 1.05;

function loadFindings(baseline: VariantResult): Finding[] {
  const { amplification, wastedWork } = baseline.metrics;
  if (amplification === null || amplification.mean < WORTH_MENTIONING) return [];
  const wasted =
    wastedWork === null || wastedWork.mean < 0.01
      ? ''
      : `; ${amount(figureOf(wastedWork, 'share'))} of the work done is for answers nobody uses`;
  const text = `${whatRepeats(baseline)} multiply the load by ${written(figureOf(amplification, 'plain'))}${wasted}.`;
  return [{ topic: 'load', tone: 'bad', text }];
}

/** What sends more than one attempt: a caller that retries or hedges, a queue that delivers again. */
function whatRepeats({ topology, figures }: VariantResult): string {
  const policies = topology.edges.flatMap(({ policies }) => policies);
  const redelivers = Object.values(figures).some(({ redelivered }) => (redelivered?.mean ?? 0) > 0);
  const found = [
    ...(policies.includes('retry') ? ['retries'] : []),
    ...(policies.includes('hedge') ? ['hedges'] : []),
    ...(redelivers ? ['redeliveries'] : []),
  ].join(' and ');
  return found === '' ? 'Repeated attempts' : capitalised(found);
}

function comparisonFindings(baseline: VariantResult, result: Result): Finding[] {
  const others = ranked(result).slice(1);
  const best = bestOf(result);
  const worseOnes = others.filter(variant => availabilityEffect(variant, result) === 'worse');
  return [
    ...(best === null ? noneBetter(others, result) : [bestFinding(baseline, best), ...recoveryFindings(best, result)]),
    ...alsoBetter(others, best, result),
    ...servedBetter(result).map(betterFor),
    ...worseOnes.map(variant => worse(baseline, variant)),
    ...latencyFindings(baseline, others, result),
    ...nextToNothing(others, result),
    ...noDifference(others, result),
    ...figureFindings(result),
    ...costFindings(baseline, result),
  ];
}

function bestFinding(baseline: VariantResult, best: VariantResult): Finding {
  return { topic: 'best', tone: 'good', text: `Best: ${moves(best, 'lifts', baseline)}.` };
}

/** `For tenants limit-per-client is better: 100 % of their requests succeed instead of 69.93 % ± 0.11.` */
function betterFor({ source, variant, there, here }: ServedBetter): Finding {
  const [now, then] = [there, here].map(level => written(figureOf(level, 'share')));
  const text = `For ${source} ${nameOf(variant)} is better: ${now} of those requests succeed instead of ${then}.`;
  return { topic: 'better', tone: 'good', text };
}

const worse = (baseline: VariantResult, variant: VariantResult): Finding => ({
  topic: 'worse',
  tone: 'bad',
  text: `Worse: ${moves(variant, 'lowers', baseline)}.`,
});

/** `circuit-breaker lifts availability from 71.3 % to 96.0 % (+24.7 pp, 95 % interval 24.1..25.3)` */
function moves(variant: VariantResult, verb: string, baseline: VariantResult): string {
  const from = amount(figureOf(baseline.metrics.availability, 'share'));
  const to = amount(figureOf(variant.metrics.availability, 'share'));
  const change = changeInWords(variant.difference?.availability, 'share');
  // With as many digits as either of them supports they may read alike, while their paired difference is known better.
  const levels = from === to ? `a little, about ${from}` : `from ${from} to ${to}`;
  return `${nameOf(variant)} ${verb} availability ${levels} (${change})`;
}

function changeInWords(difference: Difference | null | undefined, quantity: Quantity): string {
  const change = changeOf(difference, quantity);
  if (change === null) return 'no data';
  const interval = intervalOf(change);
  return interval === null ? amount(change) : `${amount(change)}, 95 % interval ${interval}`;
}

function noneBetter(others: readonly VariantResult[], result: Result): Finding[] {
  if (others.some(variant => availabilityEffect(variant, result) === 'unknown'))
    return [{ topic: 'caution', tone: 'doubtful', text: NO_INTERVAL }];
  return [{ topic: 'best', tone: 'plain', text: 'No variant makes the baseline more available by enough to matter.' }];
}

const NO_INTERVAL =
  'Some differences have no interval (one replication, or no data), so nothing is called better or worse: run at least 5 replications.';

/** Those whose intervals meet that of the best are not called second to it: their means are what ranks them. */
function alsoBetter(others: readonly VariantResult[], best: VariantResult | null, result: Result): Finding[] {
  const better = others.filter(variant => variant !== best && availabilityEffect(variant, result) === 'better');
  const alike = better.filter(variant => meet(variant.metrics.availability, best?.metrics.availability ?? null));
  const said = (words: string, variants: readonly VariantResult[]): Finding[] => {
    const named = variants.map(
      variant => `${variant.name} (${amount(changeOf(variant.difference?.availability, 'share'))})`,
    );
    return named.length === 0 ? [] : [{ topic: 'better', tone: 'good', text: `${words}: ${named.join(', ')}.` }];
  };
  return [
    ...said('As good, as far as the intervals tell', alike),
    ...said(
      'Also better than the baseline',
      better.filter(variant => !alike.includes(variant)),
    ),
  ];
}

const meet = (one: Estimate | null, other: Estimate | null): boolean =>
  one !== null &&
  other !== null &&
  (one.high ?? one.mean) >= (other.low ?? other.mean) &&
  (one.low ?? one.mean) <= (other.high ?? other.mean);

/** The fastest in a sentence of its own, the others that are faster in one; whatever is slower in a sentence each. */
function latencyFindings(baseline: VariantResult, others: readonly VariantResult[], result: Result): Finding[] {
  const [fastest, ...faster] = fasterVariants(result);
  const named = faster.map(({ name, difference }) => `${name} (${amount(changeOf(difference?.p99, 'duration'))})`);
  return [
    ...(fastest === undefined ? [] : latencyFinding(baseline, fastest, result)),
    ...(named.length === 0
      ? []
      : [{ topic: 'latency', tone: 'good', text: `Also faster at p99: ${named.join(', ')}.` } as const]),
    ...others
      .filter(variant => latencyEffect(variant, result) === 'worse')
      .flatMap(variant => latencyFinding(baseline, variant, result)),
  ];
}

/** Of variants that leave availability as it is, or nearly: a change of p99 that matters is their effect. */
function latencyFinding(baseline: VariantResult, variant: VariantResult, result: Result): Finding[] {
  const [availability, latency] = [availabilityEffect(variant, result), latencyEffect(variant, result)];
  if (!HARDLY.includes(availability) || (latency !== 'better' && latency !== 'worse')) return [];
  const from = amount(figureOf(baseline.metrics.latency.p99, 'duration'));
  const to = amount(figureOf(variant.metrics.latency.p99, 'duration'));
  const leaves = availability === 'none' ? 'leaves availability as it is' : 'hardly moves availability';
  const verb = latency === 'better' ? 'cuts' : 'raises';
  const text = `${subjectOf(variant, result)} ${leaves} and ${verb} p99 from ${from} to ${to} (${changeInWords(variant.difference?.p99, 'duration')}).`;
  return [{ topic: 'latency', tone: latency === 'better' ? 'good' : 'bad', text }];
}

/** Measurable with common random numbers, and yet nothing anybody would notice. */
function nextToNothing(others: readonly VariantResult[], result: Result): Finding[] {
  const named = others.flatMap(variant => {
    const effects = [availabilityEffect(variant, result), latencyEffect(variant, result)];
    if (!effects.every(effect => HARDLY.includes(effect)) || !effects.includes('slight')) return [];
    const { availability, p99 } = variant.difference ?? {};
    const change = effects[0] === 'slight' ? changeOf(availability, 'share') : changeOf(p99, 'duration');
    return [`${nameOf(variant)} (${amount(change)}${effects[0] === 'slight' ? '' : ' p99'})`];
  });
  if (named.length === 0) return [];
  const verb = named.length > 1 ? 'change' : 'changes';
  return [{ topic: 'none', tone: 'plain', text: `Measurable, but ${verb} next to nothing: ${named.join(', ')}.` }];
}

function noDifference(others: readonly VariantResult[], result: Result): Finding[] {
  const same = others.filter(
    variant => availabilityEffect(variant, result) === 'none' && latencyEffect(variant, result) === 'none',
  );
  if (same.length === 0) return [];
  const named = same.map(({ name }) => name).join(', ');
  return [{ topic: 'none', tone: 'plain', text: `No measurable difference in availability or p99: ${named}.` }];
}

const MOST_GAINS = 2;

/** What components measured of their own and a variant makes better: the story where nothing else is, otherwise beside it. */
function figureFindings(result: Result): Finding[] {
  const isStory = topicOf(result).kind === 'figure';
  const gains = gainsOf(result)
    .filter(gain => isStory || !isReaction(gain))
    .slice(0, MOST_GAINS);
  if (gains.length === 0) return [];
  const first = isStory && bestOf(result) === null ? 'What helps shows elsewhere' : 'Better elsewhere';
  return [{ topic: 'figure', tone: 'good', text: `${first}: ${gains.map(({ text }) => text).join('; ')}.` }];
}

function costFindings(baseline: VariantResult, result: Result): Finding[] {
  const before = baseline.metrics.replicaHours;
  if (before === null || !costsDiffer(result)) return [];
  const names = new Map<string, string[]>();
  for (const variant of ranked(result).slice(1)) {
    const words = costInWords(variant.metrics.replicaHours, before);
    if (words !== null) names.set(words, [...(names.get(words) ?? []), variant.name]);
  }
  return [...names].map(([words, named]) => {
    const verb = named.length > 1 ? 'each cost' : 'costs';
    return { topic: 'cost', tone: 'plain', text: `${named.join(', ')} ${verb} ${words}.` };
  });
}

/** `1.6 replica-hours instead of 0.8 (+100 %)`; null when it costs the same, or nothing is known. */
function costInWords(replicaHours: Estimate | null, before: Estimate): string | null {
  if (replicaHours === null || replicaHours.mean === before.mean) return null;
  const [now, then] = [replicaHours, before].map(hours => amount(figureOf(hours, 'plain')));
  return `${now} replica-hours instead of ${then} (${relative(replicaHours, before)})`;
}

function cautions(result: Result): Finding[] {
  const unsound = result.variants.filter(({ audit }) => !audit.ok).map(({ name }) => name);
  return [
    ...warmupFinding(result),
    ...(result.partial ? [caution('The run was interrupted: the figures are of the replications that finished.')] : []),
    ...(result.replications === 1 && result.variants.length === 1
      ? [caution('One replication: no figure has an interval, and another seed may tell another story.')]
      : []),
    ...(unsound.length > 0
      ? [
          caution(
            `The audit found violations in ${unsound.join(', ')}: do not trust these figures, and report the bug.`,
          ),
        ]
      : []),
  ];
}

const DRIFTING: Readonly<Record<string, string>> = { latency: 'mean latency', queueLength: 'queue length' };

function warmupFinding({ warmupCheck: { given, suggested, drifting } }: Result): Finding[] {
  if (drifting.length === 0) return [];
  const names = drifting.map(name => DRIFTING[name] ?? name);
  const figures = [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(part => part !== '').join(' and ');
  const verb = drifting.length > 1 ? 'drift' : 'drifts';
  const until =
    suggested === null
      ? 'half-way to the first fault or to the end, so there may be no steady state'
      : `until about ${span(suggested)}`;
  const cut = given === 0 ? 'nothing is left out' : `only the first ${span(given)} are left out`;
  return [caution(`The warm-up looks too short: ${figures} of the baseline still ${verb} ${until}, and ${cut}.`)];
}

const caution = (text: string): Finding => ({ topic: 'caution', tone: 'doubtful', text });

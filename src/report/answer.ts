/**
 * The report in a headline and five answers, for a reader with one minute: what broke, why it stayed broken, what fixes
 * it, what that costs, and how sure we are. Written from the numbers only, in the words of the findings.
 */
import type { Difference, FaultResult, Result, TimelineEntry, VariantResult } from '../results/result.ts';
import { QUANTITY_OF_UNIT } from './component-figures.ts';
import type { FigureGain } from './figure-gains.ts';
import { type Finding, findingsOf, leadOf } from './findings.ts';
import {
  amount,
  changeOf,
  clock,
  count,
  counted,
  figureOf,
  intervalOf,
  probability,
  type Quantity,
  share,
  span,
  written,
} from './numbers.ts';
import { availabilityEffect, baselineOf, bestOf, costsDiffer } from './order.ts';
import { isAtOnce, neverInWords, recoveryFigure, recoveryOf, worstFault, worstRecovery } from './recovery.ts';
import { servedBetter } from './sources.ts';
import { topicOf } from './topic.ts';

export interface Answer {
  /** One sentence. */
  readonly headline: string;
  readonly parts: readonly { readonly question: string; readonly text: string }[];
}

export function answerOf(result: Result): Answer {
  const baseline = baselineOf(result);
  if (baseline === undefined || result.replications === 0)
    return { headline: 'No replication was finished: there is nothing to report.', parts: [] };
  const findings = findingsOf(result);
  const parts = [
    { question: 'What broke', text: whatBroke(baseline) },
    {
      question: afterQuestion(baseline),
      text: [whatLasts(baseline), whyItStayed(findings)].filter(text => text !== '').join(' '),
    },
    { question: 'What fixes it', text: whatFixes(result, findings) },
    { question: 'What it costs', text: whatItCosts(result, findings) },
    { question: 'How sure', text: howSure(result, findings) },
  ];
  return { headline: headlineOf(baseline, result), parts: parts.filter(({ text }) => text !== '') };
}

const comesBack = (baseline: VariantResult): boolean =>
  worstRecovery(baseline).kind !== 'never' && whatLasts(baseline) === '';

/** Without a fault there is nothing to come back from. */
function afterQuestion(baseline: VariantResult): string {
  if (Object.values(baseline.faults).every(({ start }) => start === null)) return 'What adds to it';
  return comesBack(baseline) ? 'Did it come back' : 'Why it stayed broken';
}

/** Faults that outlast the run. */
function whatLasts({ faults }: VariantResult): string {
  const lasting = Object.entries(faults).filter(([, { start, end }]) => start !== null && end === null);
  const names = lasting.map(([name]) => name).join(' and ');
  return names === '' ? '' : `Nothing ends ${names} before the run does.`;
}

function headlineOf(baseline: VariantResult, result: Result): string {
  const availability = amount(figureOf(baseline.metrics.availability, 'share'));
  const stuck = Object.entries(baseline.faults).find(([, fault]) => recoveryOf(fault).kind === 'never')?.[0];
  const trouble =
    stuck === undefined
      ? `As it is, ${availability} of the requests succeed`
      : `As it is, the system ${neverInWords(baseline, stuck)} and ${availability} of the requests succeed`;
  return result.variants.length < 2 ? `${trouble}.` : `${trouble}${whatHelps(baseline, result)}.`;
}

function whatHelps(baseline: VariantResult, result: Result): string {
  const best = bestOf(result);
  const succeed = best === null ? '' : `; with ${inWords(best)} ${succeeding(best)} do`;
  const topic = topicOf(result);
  switch (topic.kind) {
    case 'availability':
      return best === null ? ', and nothing that was tried raises that' : `${succeed}${butFor(result)}`;
    case 'latency':
      return `; ${fasterInWords(topic.best, baseline)}`;
    case 'figure':
      if (best === null) return `; what helps shows elsewhere: ${gainInWords(topic.gain, result)}`;
      return best === topic.best ? `${succeed}, and ${fallsInWords(topic.gain)}` : `${succeed}; ${topic.gain.text}`;
  }
}

const succeeding = ({ metrics }: VariantResult): string => amount(figureOf(metrics.availability, 'share'));

/** Who is served best by another variant. */
function butFor(result: Result): string {
  const [first] = servedBetter(result);
  if (first === undefined) return '';
  const [there, here] = [first.there, first.here].map(level => amount(figureOf(level, 'share')));
  return `, though for ${first.source} ${inWords(first.variant)} is better: ${there} instead of ${here}`;
}

/** With what it costs in availability, because nobody should find that out afterwards. */
function gainInWords({ text, best }: FigureGain, result: Result): string {
  const price = `, while ${succeeding(best)} of the requests succeed`;
  return availabilityEffect(best, result) === 'worse' ? `${text}${price}` : text;
}

/** Where the variant is named already: `acknowledged writes that were lost (ledger) are 0 instead of 2000 ± 400`. */
function fallsInWords({ kind, subject, before, after }: FigureGain): string {
  const [then, now] = [before, after].map(level => written(figureOf(level, QUANTITY_OF_UNIT[kind.unit])));
  return `${kind.title} (${subject}) are ${now} instead of ${then}`;
}

/** Where availability is not the question. */
function fasterInWords(variant: VariantResult, baseline: VariantResult): string {
  const [now, then] = [variant, baseline].map(({ metrics }) => amount(figureOf(metrics.latency.p99, 'duration')));
  return `with ${inWords(variant)} 99 % of the answers come within ${now} instead of ${then}`;
}

/** In quotation marks, because a variant may be called `without`. */
const inWords = ({ name, mitigations }: VariantResult): string =>
  name === 'all' ? `all ${mitigations.length} mitigations together` : `“${name}”`;

const MOST_FAULTS = 3;

function whatBroke(baseline: VariantResult): string {
  const struck = Object.entries(baseline.faults).filter(([, { start }]) => start !== null);
  const told = struck.slice(0, MOST_FAULTS).map(([name, fault]) => faultInWords(name, fault, baseline.timeline));
  const left = struck.length - MOST_FAULTS;
  const more = left > 0 ? [left === 1 ? 'One more fault follows.' : `${left} more faults follow.`] : [];
  return [...told, ...more, mainCause(baseline)].filter(sentence => sentence !== '').join(' ');
}

/** `From 2:00 to 2:30 (slow-db): orders-db is 8 times slower.` */
function faultInWords(name: string, { start, end, episodes }: FaultResult, timeline: readonly TimelineEntry[]): string {
  const begins = timeline.find(({ what, subject }) => what === 'fault-start' && subject === name);
  const effect = begins === undefined ? '' : begins.text.replace(`${name} begins`, '').replace(/^[: ]+/, '');
  const often = episodes > 1 ? `, the first of ${count(Math.round(episodes))} times` : '';
  const from = clock(start ?? 0, (start ?? 0) < 60_000 && (start ?? 0) % 1000 !== 0);
  const length = end === null ? null : roundedSpan(end - (start ?? 0));
  const when = length === null ? `From ${from} on` : `At ${from}${length === 0 ? '' : `, for ${span(length)}`}`;
  return `${when}${often}, ${effect === '' ? `${name} strikes` : effect} (${name}).`;
}

/** To milliseconds, seconds from one second on, minutes from an hour on. */
function roundedSpan(length: number): number {
  const unit = length < 1000 ? 1 : length < 3_600_000 ? 1000 : 60_000;
  return Math.round(length / unit) * unit;
}

function mainCause({ traffic }: VariantResult): string {
  const sources = Object.values(traffic);
  const counts = new Map<string, number>();
  for (const { rootCauses } of sources)
    for (const [cause, number] of Object.entries(rootCauses)) counts.set(cause, (counts.get(cause) ?? 0) + number);
  const [main] = [...counts].sort(([, one], [, other]) => other - one);
  const failed = sources.reduce((sum, { requests }) => sum + requests.failed, 0);
  const finished = sources.reduce((sum, { requests }) => sum + requests.ok + requests.degraded + requests.failed, 0);
  if (main === undefined || failed === 0) return 'No request fails.';
  const part = main[1] >= 0.995 * failed ? 'all' : share(main[1] / failed);
  return `${share(failed / finished)} of the requests fail; at the root of ${part} of them: ${main[0]}.`;
}

/** The findings begin with those about the baseline. */
function whyItStayed(findings: readonly Finding[]): string {
  const end = findings.findIndex(({ topic }) => !['baseline', 'recovery', 'load'].includes(topic));
  return findings
    .slice(0, end === -1 ? findings.length : end)
    .filter(({ topic }) => topic !== 'baseline')
    .map(({ text }) => text)
    .join(' ');
}

function whatFixes(result: Result, findings: readonly Finding[]): string {
  if (result.variants.length < 2) return '';
  const best = bestOf(result);
  const recovery = best === null ? '' : recoversInWords(best);
  const lead = findings.find(({ topic }) => topic === leadOf(result));
  const others = findings.filter(finding => finding !== lead && TOLD.has(finding.topic)).slice(0, MOST_TOLD);
  const elsewhere = findings.filter(finding => finding !== lead && finding.topic === 'figure');
  const sentences = [...(lead === undefined ? [] : [lead]), ...others, ...elsewhere];
  const explained = new Set<VariantResult>();
  return sentences
    .flatMap(finding => {
      const isBest = finding.topic === 'best';
      const meant = isBest ? best : finding === lead ? topicOf(result).best : null;
      const isNew = meant !== null && !explained.has(meant);
      if (isNew) explained.add(meant);
      return [finding.text, isNew ? whatItIs(meant) : '', isBest ? recovery : ''];
    })
    .filter(sentence => sentence !== '')
    .join(' ');
}

const TOLD: ReadonlySet<Finding['topic']> = new Set(['best', 'better', 'worse', 'none', 'latency']);
/** Beside the first. */
const MOST_TOLD = 4;

/** `“breaker” means: a breaker in front of the database.` Who was just woken does not know the names of the file. */
function whatItIs(variant: VariantResult): string {
  const { name, title, mitigations } = variant;
  if (title === '' || title === name || (name === 'all' && mitigations.length > 1)) return '';
  // A name or an abbreviation at its beginning keeps its capital.
  const words = /^\p{Lu}\p{Ll}*([\s,]|$)/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
  return `${inWords(variant)} means: ${words.replace(/[.!]$/, '')}.`;
}

function recoversInWords(best: VariantResult): string {
  const { name, recovery } = worstFault(best);
  if (recovery.kind === 'never') return 'It does not bring the system back.';
  if (recovery.kind === 'unknown') return '';
  const many = Object.values(best.faults).filter(fault => recoveryOf(fault).kind === 'recovered').length > 1;
  if (isAtOnce(recovery))
    return `With it the system is well as soon as ${many ? 'any of the faults' : 'the fault'} ends.`;
  return `With it the system is well again ${amount(recoveryFigure(recovery))} after ${many ? name : 'the fault'} ends.`;
}

function whatItCosts(result: Result, findings: readonly Finding[]): string {
  if (result.variants.length < 2) return '';
  const told = findings.filter(({ topic }) => topic === 'cost').map(({ text }) => text);
  const replicas = costsDiffer(result) ? told : ['No variant needs more replicas.'];
  return [...replicas, ...price(result)].join(' ');
}

/** What the variant of the headline makes worse while it helps. */
function price(result: Result): string[] {
  const { best } = topicOf(result);
  if (best === null) return [];
  const { availability, p99 } = best.difference ?? {};
  const fewer = availabilityEffect(best, result) === 'worse' ? [availability] : [];
  const slower = p99?.significant && p99.mean > 0 ? [p99] : [];
  return [
    ...fewer.map(change => `With ${inWords(best)} fewer requests succeed: ${changeInWords(change, 'share')}.`),
    ...slower.map(
      change => `With ${inWords(best)} the slowest answers are slower: p99 ${changeInWords(change, 'duration')}.`,
    ),
  ];
}

function changeInWords(difference: Difference | null | undefined, quantity: Quantity): string {
  const change = changeOf(difference, quantity);
  const interval = change === null ? null : intervalOf(change);
  return `${amount(change)}${interval === null ? '' : ` (${interval})`}`;
}

function howSure(result: Result, findings: readonly Finding[]): string {
  const { replications, duration, variants } = result;
  const alike = variants.length > 1 ? ', every variant with the same arrivals and the same luck' : '';
  const runs = `${counted(replications, 'replication')} of ${span(duration)}${alike}.`;
  const cautions = findings.filter(({ topic }) => topic === 'caution').map(({ text }) => text);
  const sound = variants.every(({ audit }) => audit.ok)
    ? ['The audit of every run holds: every request is accounted for.']
    : [];
  return [runs, ...significance(result), ...sound, ...cautions].join(' ');
}

function significance(result: Result): string[] {
  const topic = topicOf(result);
  const sure = chance(bestOf(result), 'availability', 'helps');
  switch (topic.kind) {
    case 'availability':
      return sure === null ? [] : [`${sure}${measurablyBetter(result)}`];
    case 'latency':
      return [chance(topic.best, 'p99', 'makes the slowest answers faster')].filter(text => text !== null);
    case 'figure':
      return [
        ...(sure === null ? [] : [sure]),
        `With ${inWords(topic.best)} and without, the 95 % intervals lie apart: ${topic.gain.kind.title}.`,
      ];
  }
}

function chance(variant: VariantResult | null, metric: string, does: string): string | null {
  const p = variant?.difference?.[metric]?.pValue ?? null;
  if (variant === null || p === null) return null;
  return `That “${variant.name}” ${does} is no accident (p ${p < 0.001 ? '' : '= '}${probability(p)}).`;
}

function measurablyBetter(result: Result): string {
  const { length } = result.variants.filter(variant => availabilityEffect(variant, result) === 'better');
  return length > 1 ? ` ${length} variants are measurably better, corrected for their number.` : '';
}

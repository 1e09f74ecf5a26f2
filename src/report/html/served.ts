/** Each source of traffic by itself, because the largest of them makes up most of every figure of all together. */
import type { Result } from '../../results/result.ts';
import { figureOf, written } from '../numbers.ts';
import { ranked } from '../order.ts';
import { availabilityFor, sourcesOf } from '../sources.ts';
import { plainTable } from './tables.ts';

/** Availability and p99 of all sources, a row per variant; nothing where there is one source. */
export function servedTable(result: Result): string {
  const sources = sourcesOf(result);
  if (sources.length < 2) return '';
  const rows = ranked(result).map(variant => [
    variant.name,
    ...sources.map(source => written(figureOf(availabilityFor(source, variant), 'share'))),
    ...sources.map(source => written(figureOf(variant.traffic[source]?.metrics.latency.p99 ?? null, 'duration'))),
  ]);
  const heads = [...sources.map(source => `${source}: availability`), ...sources.map(source => `${source}: p99`)];
  return `<section id="served"><h2>Who is served</h2>
${plainTable('served', 'Availability and p99 of each source of traffic', ['variant', ...heads], rows)}</section>`;
}

/** What the charts draw, as comma-separated values to take along: a row per variant and window, a column per line. */

import { type Cell, csvOf, UNIT_WORDS } from '../report/csv.ts';
import type { PageData, PageVariant } from '../report/html/data.ts';
import { availability, type Column, causes, goodput, latency, leftOut, offered, windowsOf } from './series.ts';

/** All variants of the page. Columns that only some variants have are empty for the others. */
export function seriesCsv(data: PageData): string {
  const tables = data.variants.map(variant => ({ variant, columns: columnsOf(variant, data) }));
  const heads = [...new Set(tables.flatMap(({ columns }) => [...columns.keys()]))];
  const rows = tables.flatMap(({ variant, columns }) =>
    Array.from({ length: windowsOf(variant) }, (_, window): Cell[] => [
      variant.name,
      (variant.series.start + window * variant.series.window) / 1000,
      ...heads.map(head => short(columns.get(head)?.[window] ?? null)),
    ]),
  );
  return csvOf([['variant', 'seconds', ...heads], ...rows]);
}

/** Quotients of counts do not need all their digits. */
const short = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(6)));

/** By their heads: what it is of, what it is, and its unit. */
function columnsOf(variant: PageVariant, data: PageData): ReadonlyMap<string, Column> {
  const { services, calls, figures } = variant.series;
  const columns: [string, Column | null][] = [
    ['offered (per second)', offered(variant, data)],
    ['answered (per second)', goodput(variant, data)],
    ['availability (share)', availability(variant)],
    ['p50 (ms)', latency(variant, 'p50')],
    ['p99 (ms)', latency(variant, 'p99')],
    ...causes(variant, data).map(([cause, column]): [string, Column] => [`failed: ${cause} (per second)`, column]),
    ...Object.entries(services).flatMap(
      ([name, { queueLength, utilisation, up, amplification }]): [string, Column][] => [
        [`${name} queue (count)`, queueLength],
        [`${name} utilisation (share)`, utilisation],
        [`${name} replicas up (count)`, up],
        [`${name} amplification (factor)`, amplification],
      ],
    ),
    ...Object.entries(calls).flatMap(([name, { breakerOpen }]): [string, Column | null][] => [
      [`${name} breaker open (share)`, breakerOpen],
      [`${name} left out (count)`, leftOut(name, variant)],
    ]),
    ...Object.entries(figures).flatMap(([subject, measured]) =>
      Object.entries(measured).map(([figure, column]): [string, Column] => [
        `${subject} ${figure} (${UNIT_WORDS[data.figureKinds[figure]?.unit ?? 'number']})`,
        column,
      ]),
    ),
  ];
  return new Map(columns.filter((entry): entry is [string, Column] => entry[1] !== null));
}

/**
 * What the script of the page works on: the part of a result that is drawn, with everything left out that is text on the
 * page already. The script of the page imports these types and nothing else of how the page is made.
 */
import type { FigureKind, LatencyHistogram, Result, Series, Topology, VariantResult } from '../../results/result.ts';
import { bestOf, ranked } from '../order.ts';

export interface PageData {
  /** Of the scenario. */
  readonly name: string;
  /** ms */
  readonly duration: number;
  readonly warmup: number;
  readonly replications: number;
  /** The variant with the highest availability that is better than the baseline; else the baseline. */
  readonly best: string;
  readonly figureKinds: Readonly<Record<string, FigureKind>>;
  /** The baseline, then the others, best first. */
  readonly variants: readonly PageVariant[];
}

export interface PageVariant {
  readonly name: string;
  readonly title: string;
  readonly faults: readonly PageFault[];
  readonly series: PageSeries;
  readonly topology: Topology;
  readonly latencyHistogram: LatencyHistogram | null;
  /** Lines of the scenario's text, first and last, that this variant adds. */
  readonly lines: readonly (readonly [number, number])[];
}

/** As in the result, to three significant digits; of attempts only how much retries multiply them. */
export interface PageSeries extends Omit<Series, 'services'> {
  readonly services: Readonly<Record<string, PageService>>;
}

export interface PageService {
  readonly queueLength: readonly number[];
  readonly utilisation: readonly (number | null)[];
  readonly up: readonly number[];
  /** Attempts per attempt that is nobody's retry; null where there is none. */
  readonly amplification: readonly (number | null)[];
}

export interface PageFault {
  readonly name: string;
  readonly strikes: readonly { readonly start: number; readonly end: number | null }[];
  /** Names of nodes and edges of the topology. */
  readonly targets: readonly string[];
}

/** Of more variants than this (all subsets of six mitigations are 64) only the first are drawn; the tables have them all. */
const MOST_DRAWN = 16;

/** The baseline, then the others, best first: those a page lets its reader look into. */
export const drawnVariants = (result: Result): readonly VariantResult[] => ranked(result).slice(0, MOST_DRAWN);

export function pageData(result: Result): PageData {
  const variants = drawnVariants(result);
  const mitigationLines = result.scenario.mitigationLines ?? {};
  return {
    name: result.scenario.name,
    duration: result.duration,
    warmup: result.warmup,
    replications: result.replications,
    best: (bestOf(result) ?? variants[0])?.name ?? '',
    figureKinds: result.figureKinds,
    variants: variants.map(({ name, title, faults, series, topology, latencyHistogram, mitigations }) => ({
      name,
      title,
      faults: Object.entries(faults).map(([fault, { strikes, targets }]) => ({ name: fault, strikes, targets })),
      series: pageSeries(series),
      topology,
      latencyHistogram,
      lines: mitigations.flatMap(mitigation => {
        const lines = mitigationLines[mitigation];
        return lines === undefined ? [] : [lines];
      }),
    })),
  };
}

function pageSeries({ traffic, services, calls, figures, ...rest }: Series): PageSeries {
  return {
    ...rest,
    traffic: mapped(traffic, source => ({ ...source, p50: source.p50.map(rounded), p99: source.p99.map(rounded) })),
    services: mapped(services, ({ queueLength, utilisation, up, arrivals, firstTries }) => ({
      queueLength: queueLength.map(rounded),
      utilisation: utilisation.map(rounded),
      up,
      amplification: arrivals.map((all, window) =>
        firstTries[window]! > 0 ? rounded(all / firstTries[window]!) : null,
      ),
    })),
    calls: mapped(calls, ({ breakerOpen, out }) => ({
      breakerOpen: breakerOpen?.map(rounded) ?? null,
      out: out?.map(rounded) ?? null,
    })),
    figures: mapped(figures, columns => mapped(columns, column => column.map(rounded))),
  };
}

const mapped = <One, Other>(record: Readonly<Record<string, One>>, of: (value: One) => Other): Record<string, Other> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, of(value)]));

/** As many digits as a chart shows. */
const rounded = <Value extends number | null>(value: Value): Value =>
  (value === null ? null : Number(value.toPrecision(3))) as Value;

/**
 * What the script of the page works on: the part of a result that is drawn, with everything left out that is text on the
 * page already. The script of the page imports these types and nothing else of how the page is made.
 */
import type { FigureKind, LatencyHistogram, Result, Series, Topology } from '../../results/result.ts';
import { bestOf, ranked } from '../order.ts';

export interface PageData {
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
  readonly series: Series;
  readonly topology: Topology;
  readonly latencyHistogram: LatencyHistogram | null;
  /** Lines of the scenario's text, first and last, that this variant adds. */
  readonly lines: readonly (readonly [number, number])[];
}

export interface PageFault {
  readonly name: string;
  readonly strikes: readonly { readonly start: number; readonly end: number | null }[];
}

export function pageData(result: Result): PageData {
  const variants = ranked(result);
  const mitigationLines = result.scenario.mitigationLines ?? {};
  return {
    duration: result.duration,
    warmup: result.warmup,
    replications: result.replications,
    best: (bestOf(result) ?? variants[0])?.name ?? '',
    figureKinds: result.figureKinds,
    variants: variants.map(({ name, title, faults, series, topology, latencyHistogram, mitigations }) => ({
      name,
      title,
      faults: Object.entries(faults).map(([fault, { strikes }]) => ({ name: fault, strikes })),
      series,
      topology,
      latencyHistogram,
      lines: mitigations.flatMap(mitigation => {
        const lines = mitigationLines[mitigation];
        return lines === undefined ? [] : [lines];
      }),
    })),
  };
}

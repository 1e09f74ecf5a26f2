/** Where the names of faults stand above a chart: at their beginnings, inside the chart, and never on each other. */

export interface BandName {
  readonly name: string;
  readonly start: number;
}

const APART = 8;

/** In pixels; a name that has no room is left out, because the page says it elsewhere. In the order of their beginnings. */
export function placedNames(
  bands: readonly { readonly name: string; readonly at: number; readonly width: number }[],
  left: number,
  right: number,
): BandName[] {
  const placed: BandName[] = [];
  let free = left;
  for (const { name, at, width } of bands) {
    const start = Math.min(at, right - width);
    if (name === '' || start < free) continue;
    placed.push({ name, start });
    free = start + width + APART;
  }
  return placed;
}

/** Availability over time, as pictures show it. */
import type { VariantResult } from '../../results/result.ts';
import { availabilityCells } from '../availability.ts';
import type { OverTimePlot } from './over-time-chart.ts';
import { SHARE } from './writing.ts';

/** With the line of `best` among those drawn. */
export const availabilityOverTime = (best: VariantResult | null): OverTimePlot => ({
  title: 'Availability over time',
  about: 'share of the requests ending then that succeed',
  axis: SHARE,
  highest: 1,
  best,
  cells: ({ series }, most) => availabilityCells(series, most),
});

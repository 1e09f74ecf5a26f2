/** The figures of a variant that comparisons list, in their order: one table for all reports. */
import type { Estimate, Metrics } from '../results/result.ts';
import type { Quantity } from './numbers.ts';

export interface Metric {
  /** Among the differences to the baseline. */
  readonly key: string;
  readonly name: string;
  readonly quantity: Quantity;
  readonly of: (metrics: Metrics) => Estimate | null;
}

/** How a variant serves, and with how much work. */
export const METRICS: readonly Metric[] = [
  { key: 'availability', name: 'availability', quantity: 'share', of: ({ availability }) => availability },
  { key: 'p50', name: 'p50', quantity: 'duration', of: ({ latency }) => latency.p50 },
  { key: 'p99', name: 'p99', quantity: 'duration', of: ({ latency }) => latency.p99 },
  { key: 'goodput', name: 'goodput', quantity: 'rate', of: ({ goodput }) => goodput },
  { key: 'amplification', name: 'amplification', quantity: 'plain', of: ({ amplification }) => amplification },
  { key: 'wastedWork', name: 'wasted work', quantity: 'share', of: ({ wastedWork }) => wastedWork },
];

/** What it costs: listed by itself, and only where it differs. */
export const COST: Metric = {
  key: 'replicaHours',
  name: 'replica-hours',
  quantity: 'hours',
  of: ({ replicaHours }) => replicaHours,
};

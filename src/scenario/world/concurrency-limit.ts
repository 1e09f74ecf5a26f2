/** `concurrencyLimit` → its settings, with the defaults of the algorithm. */
import type { ConcurrencyLimitPlan } from '../../model/plan.ts';
import type { ConcurrencyLimitValue } from '../schema/concurrency-limit.ts';

/** Defaults of Netflix's concurrency-limits library (AIMDLimit, Gradient2Limit, VegasLimit). */
const DEFAULTS = {
  aimd: { initial: 10, min: 1, max: 200 },
  gradient: { initial: 20, min: 20, max: 200 },
  vegas: { initial: 20, min: 1, max: 1000 },
} as const;

export function compileConcurrencyLimit(value: ConcurrencyLimitValue): ConcurrencyLimitPlan {
  const given = typeof value === 'string' ? { algorithm: value } : value;
  const { timeout = 5e9, backoff = 0.9, smoothing = 0.2, queueSize = 4 } = given as Partial<ConcurrencyLimitPlan>;
  const own = { algorithm: given.algorithm, timeout, backoff, smoothing, queueSize };
  const defaults = DEFAULTS[given.algorithm];
  if (typeof value === 'string') return { ...own, ...defaults };
  const max = value.max ?? Math.max(defaults.max, value.min ?? 0, value.initial ?? 0);
  const min = Math.min(value.min ?? defaults.min, max);
  const initial = Math.max(min, Math.min(max, value.initial ?? defaults.initial));
  return { ...own, initial, min, max };
}

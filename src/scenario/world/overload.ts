/** `queue`, `shed`, `concurrencyLimit`, `dimmer` and `retryAfter` of a service → what it does at its own door. */
import type { OverloadPlan, QueuePlan } from '../../model/plan.ts';
import { codelSchema, type OverloadValue, type QueueValue } from '../schema/overload.ts';
import { compileConcurrencyLimit } from './concurrency-limit.ts';

export function compileQueue(value: QueueValue | undefined, slots: number): QueuePlan {
  const { capacity = 'unbounded', discipline = 'fifo', lifoAbove, maxWait } = value ?? {};
  const controlled = value?.codel ?? (discipline === 'codel' ? codelSchema.parse({}) : null);
  return {
    capacity: capacity === 'unbounded' ? Number.POSITIVE_INFINITY : capacity,
    discipline: discipline === 'codel' ? 'fifo' : discipline,
    lifoAbove: lifoAbove ?? slots,
    maxWait: maxWait ?? Number.POSITIVE_INFINITY,
    codel: controlled,
  };
}

/** Null when the service has none of it. */
export function compileOverload({ shed, concurrencyLimit, dimmer, retryAfter }: OverloadValue): OverloadPlan | null {
  if ([shed, concurrencyLimit, dimmer, retryAfter].every(value => value === undefined)) return null;
  return {
    shed: Object.values(shed ?? {}).map(rule => ({
      priority: rule.priority,
      queue: rule.queue ?? Number.POSITIVE_INFINITY,
      utilisation: rule.utilisation ?? NEVER,
      over: rule.over,
    })),
    limit: concurrencyLimit === undefined ? null : compileConcurrencyLimit(concurrencyLimit),
    dimmer: dimmer ?? null,
    retryAfter: retryAfter ?? 0,
  };
}

/** Above 1, so that no utilisation reaches it. */
const NEVER = 2;

/** Rules that can never refuse anybody, by name. */
export const idleRules = ({ shed = {} }: OverloadValue): string[] =>
  Object.entries(shed).flatMap(([rule, { queue, utilisation }]) =>
    queue === undefined && utilisation === undefined ? [rule] : [],
  );

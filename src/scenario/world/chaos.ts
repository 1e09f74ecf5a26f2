/** `kinds` of a chaos experiment → the effects it chooses among. */
import type { FaultEffect, PlainEffect } from '../../model/plan.ts';
import type { ChaosValue } from '../schema/chaos.ts';

export function effectOf({ kinds, factor, share }: ChaosValue): Extract<FaultEffect, { kind: 'one-of' }> {
  const effects: Readonly<Record<keyof typeof kinds, PlainEffect>> = {
    crash: { kind: 'crash', silent: false },
    hang: { kind: 'hang' },
    slow: { kind: 'slow', factor, added: 0 },
    errors: { kind: 'errors', share },
    partition: { kind: 'partition' },
  };
  const chosen = Object.keys(effects) as (keyof typeof effects)[];
  const choices = chosen.flatMap(kind => {
    const likely = kinds[kind];
    return likely === undefined ? [] : [{ weight: likely, effect: effects[kind] }];
  });
  return { kind: 'one-of', choices };
}

/** `config: { service: checkout, waves: [5%, 25%, 100%], pause: 2m, errors: 30% }`: a bad change on its way. */
import { z } from 'zod';
import type { PlainEffect } from '../../model/plan.ts';
import { faultKind } from '../kind.ts';
import { duration, positiveDuration, positiveShare } from '../quantities/quantity.ts';

export const faultConfig = faultKind({
  key: 'config',
  summary: 'A bad configuration or release reaches a growing share of the replicas, until it is rolled back.',
  targets: ['service'],
  shape: {
    waves: z
      .array(positiveShare)
      .min(1)
      .max(100)
      .prefault(['100%'])
      .describe('Share of the replicas it has reached after each wave, rising (all at once).'),
    pause: positiveDuration.prefault('1m').describe('From one wave to the next.'),
    undo: duration.prefault('0s').describe('How long a roll-back takes per replica, one after another.'),
    errors: positiveShare.optional().describe('Share of requests that a replica with it answers with an error.'),
    slow: z.number().min(0.001).max(1_000_000).optional().describe('A replica with it takes this many times as long.'),
    crash: z.literal(true).optional().describe('A replica with it does not start.'),
  },
  compile: ({ waves, pause, undo, errors, slow }) => ({
    kind: 'config',
    waves,
    pause,
    undo,
    effect: badness(errors, slow),
  }),
  complain: ({ waves, errors, slow, crash }) => {
    const ways = [errors, slow, crash].filter(way => way !== undefined).length;
    if (ways !== 1) return '`config` does exactly one thing to a replica: `errors`, `slow` or `crash`';
    return waves.every((wave, i) => i === 0 || wave > waves[i - 1]!) ? null : 'the waves of a `config` must rise';
  },
});

function badness(errors: number | undefined, slow: number | undefined): PlainEffect {
  if (errors !== undefined) return { kind: 'errors', share: errors };
  return slow === undefined ? { kind: 'crash', silent: false } : { kind: 'slow', factor: slow, added: 0 };
}

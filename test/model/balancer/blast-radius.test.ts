import { describe, expect, it } from 'vitest';
import { fault, retry, run, service, traffic } from '../../support/world.ts';

describe('shards', () => {
  const sharded = (shards: NonNullable<Parameters<typeof traffic>[0]['shards']> | undefined) =>
    run({
      duration: 10_000,
      window: 1000,
      services: [service({ work: 1, replicas: 8 })],
      traffic: [
        traffic({
          to: 'api',
          everyMs: 2,
          clients: 200,
          policies: [retry({ attempts: 2 })],
          ...(shards && { shards }),
        }),
      ],
      faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['api[0]', 'api[1]'] })],
    }).figures.find(({ name }) => name === 'blastRadius')!.value!;

  it('keep what happens to two replicas of eight from most clients', () => {
    // Without shards one call in 16 fails twice for everybody, round robin: both tries in a row hit the two.
    expect(sharded(undefined)).toBeGreaterThan(0.9);
    // Cells of two: the clients of the one cell that is gone, a quarter.
    expect(sharded({ kind: 'cells', count: 4 })).toBe(0.25);
    // Two replicas drawn for each: 1 of 28 pairs.
    expect(sharded({ kind: 'shuffle', perClient: 2 })).toBeGreaterThan(0.005);
    expect(sharded({ kind: 'shuffle', perClient: 2 })).toBeLessThan(0.09);
  });
});

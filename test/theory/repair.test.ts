/** The machine-repair model M/M/c//N: n machines that fail independently, c people who repair them. */
import { describe, expect, it } from 'vitest';
import type { ReplicationRecord } from '../../src/model/record.ts';
import { exponential, fault, service, traffic, world } from '../support/world.ts';
import { expectMean, replications } from './replications.ts';

const UP = 100_000;
const REPAIR = 25_000;

/** Probability that k of the machines are down: birth rates (n-k)/up, death rates min(k, c)/repair. */
function down(machines: number, crew: number): readonly number[] {
  const weights = [1];
  for (let k = 0; k < machines; k++) {
    const birth = (machines - k) / UP;
    const death = Math.min(k + 1, crew) / REPAIR;
    weights.push((weights[k]! * birth) / death);
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map(weight => weight / sum);
}

const farm = (machines: number, crew: number) =>
  world({
    duration: 200_000_000,
    window: 200_000,
    services: [service({ work: 1, replicas: machines, concurrency: Infinity })],
    traffic: [traffic({ to: 'api', perSecond: 0.05 })],
    crews: [{ name: 'ops', size: crew, responds: null }],
    faults: [
      fault({
        effect: { kind: 'crash', silent: false },
        schedule: { kind: 'random', timeToFailure: exponential(UP), timeToRepair: exponential(REPAIR) },
        on: ['api'],
        apart: true,
        crew: 'ops',
      }),
    ],
  });

const meanUp = ({ services }: ReplicationRecord): number => {
  const { up } = services[0]!.windows;
  return up.reduce((sum, value) => sum + value, 0) / up.length;
};

describe('machines that wait for people', () => {
  for (const [machines, crew] of [
    [4, 1],
    [4, 2],
    [3, 3],
  ] as const) {
    const expected = down(machines, crew).reduce((sum, chance, k) => sum + chance * (machines - k), 0);
    it(`${crew} of them keep ${expected.toFixed(2)} of ${machines} machines up`, () => {
      expectMean(replications(farm(machines, crew)), meanUp, expected, 0.05);
    });
  }

  it('wait not at all when there is one for each machine', () => {
    expect(down(3, 3)[3]).toBeCloseTo((REPAIR / (UP + REPAIR)) ** 3, 12);
  });
});

/** Machines and zones: what befalls them befalls whoever is there. */
import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../src/model/condition.ts';
import { Host } from '../../../src/model/placement/host.ts';
import { placed } from '../../support/infrastructure.ts';
import { causes, endings, fault, log, run, service, timeout, traffic } from '../../support/world.ts';

describe('a host', () => {
  const told: string[] = [];
  const condition = (name: string, isDeath = false): Condition<string> => ({
    begin: who => void told.push(`${name} ${who}`),
    end: who => void told.push(`no ${name} ${who}`),
    isDeath,
    isCut: false,
  });

  test('passes what befalls it on to those on it, to newcomers when they come and to leavers when they go', () => {
    const host = new Host<string>('n1', 0, { now: 0 });
    const heat = condition('heat');
    const noise = condition('noise');
    host.arrive('x');
    host.strike(heat);
    host.arrive('y');
    host.strike(noise);
    host.leave('x');
    host.relieve(heat);
    expect(told).toEqual(['heat x', 'heat y', 'noise x', 'noise y', 'no heat x', 'no noise x', 'no heat y']);
    expect(host.residents).toEqual(['y']);
  });

  test('is down as long as one death lasts', () => {
    const host = new Host<string>('n1', 0, { now: 0 });
    const [one, other] = [condition('death', true), condition('death', true)];
    host.strike(one);
    host.strike(other);
    host.relieve(one);
    expect(host.isDown).toBe(true);
    host.relieve(other);
    expect(host.isDown).toBe(false);
  });
});

describe('a dead machine', () => {
  const outage = (name: string) =>
    run(
      placed(
        {
          duration: 60,
          services: [service({ replicas: 3, concurrency: 9, work: 1 })],
          traffic: [traffic({ to: 'api', at: [10.5, 20.5, 30.5, 40.5, 50.5], policies: [timeout(4)] })],
          faults: [
            fault({ name: 'outage', effect: { kind: 'crash', silent: true }, from: 15, until: 35, on: ['api'] }),
          ],
        },
        { zones: ['a', 'b'], machines: { m: 'a', n: 'a' }, on: { api: ['m', 'n', 'b'] }, struck: { outage: [name] } },
      ),
    );

  // Round robin: the requests go to 0, 1, 2, 0, 1.
  test('takes its own replicas with it, silently, and nobody else', () => {
    const record = outage('n');
    expect(endings(record.sources[0]!)).toEqual(['11 ok', '24 failed', '31 ok', '41 ok', '51 ok']);
    expect(causes(record.sources[0]!.causes)).toEqual({ unreachable: 1 });
  });

  test('is one of many in a dead zone', () => {
    const record = outage('a');
    expect(record.log.map(({ text }) => text)).toEqual([
      '2 of 3 replicas of api are gone, silently',
      '2 of 3 replicas of api are gone, silently',
    ]);
    expect(log(record)).toEqual(['15 fault-start', '35 fault-end']);
  });

  test('in another zone is nobody’s business', () => {
    expect(endings(outage('b').sources[0]!)).toEqual(['11 ok', '21 ok', '34 failed', '41 ok', '51 ok']);
  });
});

describe('the way between zones', () => {
  const journey = (latency: Readonly<Record<string, number>>, own?: number) =>
    run(
      placed(
        {
          duration: 100,
          services: [
            service({ replicas: 2, work: 1, concurrency: 9 }),
            service({ name: 'front', work: 1, concurrency: 9, edges: [{ to: 'api' }] }),
          ],
          traffic: [
            traffic(
              own === undefined ? { to: 'front', at: [10.5, 50.5] } : { to: 'front', at: [10.5, 50.5], latency: own },
            ),
          ],
        },
        { zones: ['a', 'b'], latency, on: { api: ['a', 'b'], front: ['a'] }, sources: { users: 'b' } },
      ),
    );

  // To the front from b to a and back, 1 of work each; the first call stays in a, the second goes to b and back.
  test('is added to each direction, by the zones at both ends', () => {
    expect(endings(journey({ 'a->b': 3, 'a->a': 1 }).sources[0]!)).toEqual(['20 ok', '64 ok']);
  });

  test('comes on top of what the edge takes itself', () => {
    expect(endings(journey({ 'a->b': 3 }, 2).sources[0]!)).toEqual(['22 ok', '68 ok']);
  });
});

import { describe, expect, it } from 'vitest';
import type { CpuPlan } from '../../../src/model/plan.ts';
import {
  edge,
  endings,
  exponential,
  fault,
  run,
  service,
  timeout,
  traffic,
  type WorldDraft,
} from '../../support/world.ts';

/** Requests at these times to one replica with 20 ms of work, which share what `cpu` says. */
function shared(at: readonly number[], cpu: Partial<CpuPlan>, faults: WorldDraft['faults'] = [], client = {}) {
  const record = run({
    duration: 1000,
    services: [service({ work: 20, concurrency: Infinity, cpu })],
    traffic: [traffic({ to: 'api', at, ...client })],
    faults,
  });
  return { ends: endings(record.sources[0]!), record };
}

describe('a shared processor', () => {
  it('serves one request at full speed', () => {
    expect(shared([10.5, 40.5], { cores: 1 }).ends).toEqual(['30 ok', '60 ok']);
  });

  it('gives two requests half of a core each', () => {
    // Alone for 10 ms, then together until 40.5, when the first is done; the other has 10 ms left.
    expect(shared([10.5, 20.5], { cores: 1 }).ends).toEqual(['40 ok', '50 ok']);
  });

  it('lets no request use more than a core', () => {
    expect(shared([10.5, 20.5], { cores: 2 }).ends).toEqual(['30 ok', '40 ok']);
    // Three on two cores go at two thirds of full speed.
    expect(shared([10.5, 10.6, 10.7], { cores: 2 }).ends).toEqual(['40 ok', '40 ok', '40 ok']);
  });

  it('slows everybody down by contention and by coherency', () => {
    expect(shared([10.5, 10.5001], { contention: 1 }).ends).toEqual(['50 ok', '50 ok']);
    expect(shared([10.5, 10.5001], { coherency: 0.25 }).ends).toEqual(['40 ok', '40 ok']);
    expect(shared([10.5], { contention: 0.5, coherency: 0.25 }).ends).toEqual(['30 ok']);
  });

  it('gives the others more when one is withdrawn', () => {
    const impatient = { policies: [timeout(15)], cancellation: true };
    const record = run({
      duration: 1000,
      services: [service({ work: 20, concurrency: Infinity, cpu: { cores: 1 } })],
      traffic: [traffic({ to: 'api', at: [10.5] }), traffic({ name: 'hasty', to: 'api', at: [10.5], ...impatient })],
    });
    // 15 ms at half speed, then 12.5 ms alone.
    expect(record.sources.map(endings)).toEqual([['38 ok'], ['25 failed']]);
    expect(record.services[0]!.wastedWork).toBe(7.5e6);
  });

  it('stands still while its process hangs', () => {
    // At 20.5 the first has 12.5 ms left and the second 17.5; from 50.5 on three share, then two, then one.
    const hang = fault({ effect: { kind: 'hang' }, from: 20.5, until: 50.5, on: ['api'] });
    expect(shared([10.5, 15.5, 30.5], { cores: 1 }, [hang]).ends).toEqual(['88 ok', '98 ok', '100 ok']);
  });

  it('loses its work with the process', () => {
    const crash = fault({ effect: { kind: 'crash', silent: false }, from: 20, until: 30, on: ['api'] });
    expect(shared([10.5, 15.5, 40.5], { cores: 1 }, [crash]).ends).toEqual(['20 failed', '20 failed', '60 ok']);
  });

  it('loses cores with its capacity', () => {
    const half = fault({ effect: { kind: 'capacity', share: 0.5 }, from: 0, until: 500, on: ['api'] });
    expect(shared([10.5, 10.6], { cores: 2 }, [half]).ends).toEqual(['50 ok', '50 ok']);
  });

  it('takes longer over work that begins while it is slow', () => {
    const slow = fault({ effect: { kind: 'slow', factor: 2, added: 0 }, from: 0, until: 20, on: ['api'] });
    expect(shared([10.5, 100.5], { cores: 1 }, [slow]).ends).toEqual(['50 ok', '120 ok']);
  });

  it('is not used while a call is awaited', () => {
    const record = run({
      duration: 1000,
      services: [
        service({ work: 20, concurrency: Infinity, cpu: { cores: 1 }, edges: [edge({ to: 'db' })] }),
        service({ name: 'db', work: 50, concurrency: 9 }),
      ],
      traffic: [traffic({ to: 'api', at: [10.5, 40.5] })],
    });
    expect(endings(record.sources[0]!)).toEqual(['80 ok', '110 ok']);
  });

  it('says how much of its cores is in use', () => {
    const { record } = shared([10.5, 110.5], { cores: 2 });
    expect(record.figures.find(({ name }) => name === 'coresBusy')!.value).toBeCloseTo(0.02);
  });

  it('does all the work it books, under random load and random faults', () => {
    // `run` fails when the audit finds work that was not given, or given and not booked.
    const record = run({
      duration: 20_000,
      services: [service({ work: exponential(10), replicas: 3, concurrency: 20, cpu: { cores: 2, coherency: 0.001 } })],
      traffic: [traffic({ to: 'api', perSecond: 400, policies: [timeout(50)], cancellation: true })],
      faults: [
        fault({ effect: { kind: 'crash', silent: false }, from: 1000, until: 1200, every: 3000, on: ['api[0]'] }),
        fault({ effect: { kind: 'hang' }, from: 1500, until: 1700, every: 2000, on: ['api'] }),
        fault({ effect: { kind: 'capacity', share: 0.7 }, from: 5000, until: 8000, on: ['api[1]'] }),
      ],
    });
    expect(record.services[0]!.completions).toBeGreaterThan(1000);
  });
});

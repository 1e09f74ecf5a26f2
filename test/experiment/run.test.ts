import { describe, expect, it } from 'vitest';
import { EngineFault } from '../../src/experiment/engine-fault.ts';
import type { ExperimentPlan } from '../../src/experiment/plan.ts';
import { inProcessRunner, type ReplicationRunner, type Simulate, tasksOf } from '../../src/experiment/replicate.ts';
import { type ExperimentOptions, runExperiment } from '../../src/experiment/run.ts';
import type { WorldPlan } from '../../src/model/plan.ts';
import type { ReplicationRecord } from '../../src/model/record.ts';
import type { Result } from '../../src/results/result.ts';
import { experimentPlan, level, replicationRecord, statement, variantPlan, worldPlan } from './fixture.ts';

/** Of 100 requests a second, as many succeed as the last digit of the replication says above 90. */
const lucky = (_: WorldPlan, seed: string): ReplicationRecord => {
  const ok = 90 + (Number(seed.split('/')[1]) % 10);
  return replicationRecord({ ok: level(100, ok), failed: level(100, 100 - ok) }, { digest: seed });
};

const run = (
  plan: Partial<ExperimentPlan>,
  simulate: Simulate = lucky,
  options: Partial<ExperimentOptions> = {},
): Promise<Result> =>
  runExperiment(experimentPlan(plan), {
    runner: inProcessRunner(simulate),
    version: '1.2.3',
    scenario: { name: 'test', title: 'A test', description: '', file: null, sha256: null },
    warnings: [],
    ...options,
  });

const two = [variantPlan('baseline'), variantPlan('retry-budget')];

describe('an experiment', () => {
  it('gives every variant the same seeds, made of the master seed and the replication', async () => {
    const seeds = new Map<string, string[]>();
    const tasks = tasksOf(two, 7, 0, 3);
    for (const { variant, seed } of tasks) seeds.set(variant, [...(seeds.get(variant) ?? []), seed]);
    expect(seeds).toEqual(
      new Map([
        ['baseline', ['7/0', '7/1', '7/2']],
        ['retry-budget', ['7/0', '7/1', '7/2']],
      ]),
    );
  });

  it('hands on what it was told and measured, in milliseconds', async () => {
    const result = await run({ variants: two, replications: 2, maxReplications: 2 });
    expect(result).toMatchObject({
      schema: 'brownout/result/v1',
      version: '1.2.3',
      seed: 7,
      replications: 2,
      duration: 100_000,
      warmup: 10_000,
      partial: false,
      compare: 'each',
    });
    expect(result.variants.map(({ name }) => name)).toEqual(['baseline', 'retry-budget']);
  });

  it('compares every variant but the baseline with the baseline', async () => {
    const { variants } = await run({ variants: two });
    expect(variants[0]).not.toHaveProperty('difference');
    expect(variants[1]!.difference!.availability).toMatchObject({ mean: 0, low: 0, high: 0, significant: false });
  });

  it('is as strict about differences as about statements when these decide when to stop', async () => {
    const helped = worldPlan({ objective: 0.5 });
    const helping: Simulate = (world, seed) => {
      const gain = world === helped ? [7, 10, 13][Number(seed.split('/')[1])]! : 0;
      return replicationRecord({ ok: level(100, 900 + gain), failed: level(100, 100) });
    };
    const significant = async (expect: readonly ReturnType<typeof statement>[]) => {
      const variants = [variantPlan('baseline', { expect }), variantPlan('retry-budget', { world: helped })];
      const result = await run({ variants, replications: 3, maxReplications: 12 }, helping);
      return result.variants[1]!.difference!.goodput;
    };
    // t = 10 / (3 / sqrt 3) with two degrees of freedom: p = 0.029, below 5 % and above a third of it (three looks).
    expect(await significant([])).toMatchObject({ pValue: expect.closeTo(0.029, 3), significant: true });
    expect(await significant([statement({ bound: 0.1 })])).toMatchObject({ significant: false });
  });

  it('is plain data: JSON brings it back unchanged', async () => {
    const result = await run({ variants: two });
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

describe('the stopping rule', () => {
  const expecting = (bound: number): Partial<ExperimentPlan> => ({
    variants: [variantPlan('baseline', { expect: [statement({ bound })] }), two[1]!],
    replications: 3,
    maxReplications: 20,
  });

  it('is content with the planned replications when everything is decided', async () => {
    const result = await run(expecting(0.5));
    expect(result.replications).toBe(3);
    expect(result.variants[0]!.expect[0]!.verdict).toBe('holds');
  });

  it('adds replications to all variants while a statement is undecided', async () => {
    const result = await run(expecting(0.89));
    expect(result.replications).toBe(6);
    expect(result.variants.map(({ replications }) => replications)).toEqual([6, 6]);
    expect(result.variants[0]!.expect[0]!.verdict).toBe('holds');
  });

  it('stops at the limit and says undecided', async () => {
    const result = await run(expecting(0.945));
    expect(result.replications).toBe(20);
    expect(result.variants[0]!.expect[0]!.verdict).toBe('undecided');
  });

  it('does not ask for more where more cannot help', async () => {
    const nothing = statement({ subject: { kind: 'traffic', name: 'nobody' } });
    const result = await run({ ...expecting(0.5), variants: [variantPlan('baseline', { expect: [nothing] })] });
    expect(result.replications).toBe(3);
    expect(result.variants[0]!.expect[0]).toMatchObject({ verdict: 'undecided', observed: null });
  });

  it('tells its progress over all variants', async () => {
    const seen: string[] = [];
    await run(expecting(0.5), lucky, { onProgress: (done, total) => seen.push(`${done}/${total}`) });
    expect(seen).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
  });
});

describe('the order in which replications finish', () => {
  /** Carries tasks out backwards. */
  const backwards: ReplicationRunner = {
    async run(tasks) {
      const records = tasks.toReversed().map(({ world, seed }) => lucky(world, seed));
      return records.reverse();
    },
    close: () => Promise.resolve(),
  };

  it('does not show in the result', async () => {
    const forwards = await run({ variants: two, replications: 5, maxReplications: 5 });
    expect(await run({ variants: two, replications: 5, maxReplications: 5 }, lucky, { runner: backwards })).toEqual(
      forwards,
    );
  });
});

describe('an interrupted experiment', () => {
  it('keeps the replications that every variant completed, and says that it is partial', async () => {
    const stop = { aborted: false };
    const simulate: Simulate = (world, seed) => {
      if (seed === '7/2') stop.aborted = true; // the baseline of the third replication is the last to finish
      return lucky(world, seed);
    };
    const result = await run({ variants: two, replications: 10, maxReplications: 10 }, simulate, { stop });
    expect(result).toMatchObject({ partial: true, replications: 2 });
    expect(result.variants.map(({ replications }) => replications)).toEqual([2, 2]);
  });

  it('has no figures when nothing was completed', async () => {
    const result = await run({ variants: two }, lucky, { stop: { aborted: true } });
    expect(result).toMatchObject({ partial: true, replications: 0 });
    expect(result.variants[0]!.metrics.availability).toBeNull();
  });
});

describe('a replication that throws', () => {
  it('rejects with everything that is needed to run it again', async () => {
    const simulate: Simulate = (world, seed) => {
      if (seed === '7/1') throw new Error('broken invariant: time goes forward');
      return lucky(world, seed);
    };
    const error = await run({ variants: two }, simulate).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineFault);
    expect(error).toMatchObject({
      seed: '7/1',
      replication: 1,
      variant: 'baseline',
      message: 'variant baseline, replication 1 (seed 7/1): broken invariant: time goes forward',
    });
  });
});

it('a record with a source that the plan does not have is refused, not skipped', async () => {
  const stranger = variantPlan('baseline', { world: worldPlan({ traffic: [] }) });
  await expect(run({ variants: [stranger] })).rejects.toThrow('users');
});

import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EngineFault } from '../../src/experiment/engine-fault.ts';
import { createRunner } from '../../src/experiment/pool.ts';
import type { ReplicationRunner, ReplicationTask } from '../../src/experiment/replicate.ts';
import { tasksOf } from '../../src/experiment/replicate.ts';
import { edgePlan, SECOND, trafficPlan, variantPlan, worldPlan } from './fixture.ts';

/** Threads need the compiled worker, which `npm run build` leaves here. */
const compiled = new URL('../../dist/experiment/pool.js', import.meta.url);

const short = worldPlan({ duration: 3 * SECOND, warmup: SECOND });
const tasks: ReplicationTask[] = tasksOf(
  [variantPlan('a', { world: short }), variantPlan('b', { world: short })],
  7,
  0,
  3,
);

/** A world that cannot be built: its traffic goes to a service that does not exist. */
const broken = worldPlan({ traffic: [trafficPlan('users', [{ at: 0, perSecond: 1 }], edgePlan('users->nobody', 9))] });

async function using<Value>(
  runner: ReplicationRunner,
  work: (runner: ReplicationRunner) => Promise<Value>,
): Promise<Value> {
  try {
    return await work(runner);
  } finally {
    await runner.close();
  }
}

it('run from sources, replications are carried out in the calling thread', async () => {
  const records = await using(createRunner(4), runner => runner.run(tasks));
  expect(records).toHaveLength(6);
  expect(records[0]!.digest).toBe(records[1]!.digest);
  expect(records[0]!.digest).not.toBe(records[2]!.digest);
});

describe.skipIf(!existsSync(compiled))('on worker threads', async () => {
  const { createRunner: createCompiled } = existsSync(compiled)
    ? ((await import(compiled.href)) as { createRunner: typeof createRunner })
    : { createRunner };

  it('the records are those of the calling thread, in the order of the tasks, with any number of threads', async () => {
    const alone = await using(createCompiled(0), runner => runner.run(tasks));
    for (const workers of [1, 3]) {
      let done = 0;
      const records = await using(createCompiled(workers), runner => runner.run(tasks, { onDone: () => done++ }));
      expect(records).toEqual(alone);
      expect(done).toBe(6);
    }
  });

  it('a pool carries out one batch after another', async () => {
    await using(createCompiled(2), async runner => {
      const first = await runner.run(tasks);
      expect(await runner.run(tasks)).toEqual(first);
    });
  });

  it('what a replication throws reaches the caller with its identity, the first in the order of tasks', async () => {
    const faulty = tasks.map((task, index) => (index >= 2 ? { ...task, world: broken } : task));
    const error: unknown = await using(createCompiled(2), runner => runner.run(faulty)).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: EngineFault.name, seed: '7/1', replication: 1, variant: 'a' });
  });

  it('an interruption ends the work at once and leaves the rest null', async () => {
    const long = worldPlan({ duration: 100_000 * SECOND });
    const stop = { aborted: false };
    const endless = tasksOf([variantPlan('a', { world: long })], 7, 0, 2);
    const records = await using(createCompiled(2), async runner => {
      const running = runner.run(endless, { stop });
      stop.aborted = true;
      return await running;
    });
    expect(records).toEqual([null, null]);
  });
});

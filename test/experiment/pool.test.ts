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

/** A tenth of a second of work, or a few. */
const long = worldPlan({ duration: 2000 * SECOND });

/** Days of work. */
const endless = tasksOf([variantPlan('a', { world: worldPlan({ duration: 1e7 * SECOND }) })], 7, 0, 2);

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

const failureOf = (runner: ReplicationRunner, all: readonly ReplicationTask[]): Promise<unknown> =>
  using(runner, () => runner.run(all)).catch((thrown: unknown) => thrown);

describe('run from sources, in the calling thread', () => {
  it('every replication is carried out', async () => {
    const records = await using(createRunner(4), runner => runner.run(tasks));
    expect(records).toHaveLength(6);
    expect(records[0]!.digest).toBe(records[1]!.digest);
    expect(records[0]!.digest).not.toBe(records[2]!.digest);
  });

  it('the host has its turn in the middle of a replication, and can stop it there', async () => {
    const stop = { aborted: false };
    setTimeout(() => {
      stop.aborted = true;
    }, 0);
    expect(await using(createRunner(1), runner => runner.run(endless, { stop }))).toEqual([null, null]);
  });

  it('what a replication throws reaches the caller with its identity, and nothing is begun after it', async () => {
    let done = 0;
    const faulty = tasks.map((task, index) => (index >= 2 ? { ...task, world: broken } : task));
    const runner = createRunner(1);
    const error: unknown = await runner.run(faulty, { onDone: () => done++ }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: EngineFault.name, seed: '7/1', replication: 1, variant: 'a' });
    expect(done).toBe(2);
  });
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

  it.each([1, 2, 3])(
    'what a replication throws first in the order of tasks reaches the caller, on %d',
    async workers => {
      const faulty = tasks.map((task, index) => (index >= 2 ? { ...task, world: broken } : task));
      expect(await failureOf(createCompiled(workers), faulty)).toMatchObject({
        name: EngineFault.name,
        seed: '7/1',
        replication: 1,
        variant: 'a',
      });
    },
  );

  it.each([1, 3])('an interruption ends the work at once and leaves the rest null, on %d', async workers => {
    const stop = { aborted: false };
    const records = await using(createCompiled(workers), async runner => {
      const running = runner.run(endless, { stop });
      stop.aborted = true;
      return await running;
    });
    expect(records).toEqual([null, null]);
  });

  it('an interruption reaches threads that are in the middle of a replication', async () => {
    const stop = { aborted: false };
    // One thread ends the first task while the other is in the second, which has no end.
    const [first, second] = endless as [ReplicationTask, ReplicationTask];
    const runner = createCompiled(2);
    const onDone = (): void => {
      stop.aborted = true;
    };
    const records = await using(runner, () => runner.run([{ ...first, world: long }, second], { stop, onDone }));
    expect(records).toEqual([expect.objectContaining({ digest: expect.any(String) }), null]);
  });

  it('a thread that dies is a fault, and what others have begun is finished', async () => {
    const many = tasksOf([variantPlan('a', { world: long })], 7, 0, 40);
    let done = 0;
    const runner = createCompiled(2);
    const running = runner.run(many, {
      onDone: () => {
        if (++done === 1) void runner.close();
      },
    });
    await expect(running).rejects.toThrow('its worker thread ended unexpectedly');
    expect(done).toBeLessThan(40);
  });
});

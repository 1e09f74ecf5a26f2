import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { createRunner } from '../../src/experiment/pool.ts';
import { inProcessRunner, type ReplicationRunner } from '../../src/experiment/replicate.ts';
import { runReplication } from '../../src/model/system.ts';
import { bundled } from './bundle.ts';
import { bytesOf, resultOf } from './experiment.ts';
import { SCENARIOS } from './scenarios.ts';

/** Threads need the compiled worker, which `npm run build` leaves here. */
const compiled = new URL('../../dist/experiment/pool.js', import.meta.url);
const pool = existsSync(compiled) ? ((await import(compiled.href)) as { createRunner: typeof createRunner }) : null;

/** Carries out the tasks in another order, as slow and fast threads would, and returns them in the order asked for. */
function shuffled(): ReplicationRunner {
  const { run, close } = inProcessRunner(runReplication);
  return {
    close,
    async run(tasks, options) {
      const place = (index: number): number => (index * 7919) % 1009;
      const order = [...tasks.keys()].sort((one, other) => place(one) - place(other));
      const records = await run(
        order.map(index => tasks[index]!),
        options,
      );
      return tasks.map((_, index) => records[order.indexOf(index)] ?? null);
    },
  };
}

async function inThread(name: string, text: string): Promise<string> {
  const source = await bundled('thread-entry.ts', 'node');
  const worker = new Worker(source, { eval: true, workerData: { name, text } });
  return await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
}

describe.each(Object.entries(SCENARIOS))('%s', async (name, text) => {
  const bytes = await bytesOf(name, text);

  it('gives the same bytes twice', async () => {
    expect(await bytesOf(name, text)).toBe(bytes);
  });

  it('gives the same bytes whatever order its replications are carried out in', async () => {
    expect(await bytesOf(name, text, shuffled())).toBe(bytes);
  });

  it('gives the same bytes in a thread of its own', async () => {
    expect(await inThread(name, text)).toBe(bytes);
  });

  it.skipIf(pool === null).each([1, 2, 5])('gives the same bytes on %d threads of the pool', async threads => {
    const runner = pool!.createRunner(threads);
    expect(await bytesOf(name, text, runner).finally(() => runner.close())).toBe(bytes);
  });
});

/**
 * Every event of these runs, folded into one number per variant. They change whenever what happens in a simulation changes,
 * on purpose or not. If on purpose: `npx vitest run test/determinism -u` renews them, and the changelog says so, because
 * everybody's seeds mean something else from then on.
 */
it.each(Object.entries(SCENARIOS))('%s has the digests it has always had', async (name, text) => {
  const { variants } = await resultOf(name, text);
  expect(Object.fromEntries(variants.map(variant => [variant.name, variant.digest]))).toMatchSnapshot();
});

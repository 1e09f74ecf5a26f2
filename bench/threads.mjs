/**
 * Twenty replications on so many threads, the calling one included: `node bench/threads.mjs THREADS REQUESTS`. Prints one line of JSON. Here
 * the clock on the wall counts, for nothing else says what threads are good for.
 */
import '../dist/cli/inlining.js';
import { createRunner } from '../dist/experiment/pool.js';
import { workloads } from './workloads.mjs';

const REPLICATIONS = 20;

const [threads, requests] = process.argv.slice(2).map(Number);
const world = workloads.W2.build(requests / REPLICATIONS);
const tasks = Array.from({ length: REPLICATIONS }, (_, replication) => ({
  variant: 'W2',
  replication,
  seed: `bench/${replication}`,
  world,
}));
const runner = createRunner(threads);
const start = performance.now();
const records = await runner.run(tasks);
const seconds = (performance.now() - start) / 1000;
await runner.close();
const { user, system } = process.cpuUsage();
const digest = records.map(record => record.digest).join(' ');
process.stdout.write(`${JSON.stringify({ threads, seconds, cpuSeconds: (user + system) / 1e6, digest })}\n`);

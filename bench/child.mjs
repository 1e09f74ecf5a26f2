/**
 * One measurement in a process of its own, so that no call site has seen another workload or the other side:
 * `node bench/child.mjs W1 engine|reference|check REQUESTS`. Prints one line of JSON.
 *
 * Time is the processor time of the whole process (compiler and collector threads included): on a machine shared with
 * others it is steadier than the clock on the wall. Shorter runs before it let V8 compile what it will run. Both sides
 * run with what a run on all cores tells V8.
 */
import '../dist/cli/inlining.js';
import { makeRoomForLargeWorlds } from '../dist/experiment/v8.js';
import { isLarge, runReplication } from '../dist/model/system.js';
import { Allocations } from './allocations.mjs';
import { w1 } from './references/w1.mjs';
import { w2 } from './references/w2.mjs';
import { w3 } from './references/w3.mjs';
import { w4 } from './references/w4.mjs';
import { callGraph, workloads } from './workloads.mjs';

const references = { W1: w1, W2: w2, W3: w3, W4: w4 };
/** The four-service call graph is what the cost per event of the large one is compared with. */
const builders = {
  ...Object.fromEntries(Object.entries(workloads).map(([name, { build }]) => [name, build])),
  'W4-small': (requests, patience) => callGraph(requests, patience, 4),
};
/** Several worlds, not one: V8 compiles again what it had specialised to the shapes of the first. */
const WARM_UP_RUNS = 3;
const WARM_UP_SHARE = 0.15;
const WARM_UP_LEAST = 50_000;
const CHECKED_REQUESTS = 50_000;
/** Scales timeouts so that a share of them fires: a check that never retries would not check the retries. */
const IMPATIENT = { W1: 1, W2: 0.02, W3: 0.15, W4: 0.15 };

const [name, side, requests] = process.argv.slice(2);
const answer = side === 'check' ? check(name) : measure(name, side, Number(requests));
process.stdout.write(`${JSON.stringify(answer)}\n`);

function measure(workload, engineOrReference, size) {
  const run = engineOrReference === 'engine' ? runEngine : references[workload.slice(0, 2)];
  const rehearsal = builders[workload](Math.max(WARM_UP_LEAST, size * WARM_UP_SHARE));
  if (isLarge(rehearsal)) makeRoomForLargeWorlds();
  for (let i = 0; i < WARM_UP_RUNS; i++) run(rehearsal, `bench/warm-up-${i}`);
  const plan = builders[workload](size);
  const allocations = new Allocations();
  const start = process.cpuUsage();
  const result = run(plan, 'bench');
  const { user, system } = process.cpuUsage(start);
  return {
    requests: result.requests,
    events: result.events,
    cpuSeconds: (user + system) / 1e6,
    allocatedBytes: allocations.stop(),
    rssMiB: process.resourceUsage().maxRSS / 1024,
  };
}

/** The reference does the same work only if every request has the same fate: to the nanosecond, with and without retries. */
function check(workload) {
  const patiences = [1, IMPATIENT[workload]];
  return patiences.map(patience => {
    const plan = builders[workload](CHECKED_REQUESTS, patience);
    return { engine: runEngine(plan, 'bench/check'), reference: references[workload](plan, 'bench/check') };
  });
}

function runEngine(plan, seed) {
  const record = runReplication(plan, seed);
  if (record.violations.length > 0) throw new Error(record.violations.join('\n'));
  const sum = pick => record.sources.reduce((total, source) => total + pick(source), 0);
  return {
    requests: sum(source => source.offered),
    events: record.events,
    ended: sum(source => source.latency.count),
    sojourns: sum(source => source.latency.sum),
  };
}

/**
 * Measures the engine against plain loops: `npm run bench -- [--json] [--rounds N] [--requests N] [--only W1,W2]`, or
 * `--memory`, `--scaling`, `--threads`; `--markdown` measures all of it and writes it into docs/performance.md. Every measurement is a process of its own (child.mjs); engine and reference take turns, so that
 * a busy minute of the machine strikes both, and a ratio is the median of the ratios within each round.
 */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { workloads } from './workloads.mjs';

const execute = promisify(execFile);
const CHILD = fileURLToPath(new URL('child.mjs', import.meta.url));
const THREADS = fileURLToPath(new URL('threads.mjs', import.meta.url));
const PAGE = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const MEMORY_SIZES = [1_000_000, 10_000_000];
/** Long enough that building 200 services, and what is still compiled, does not count; as many for both, by events per request. */
const SCALING_EVENTS = 20_000_000;
const SCALED = { small: ['W4-small', 9], large: ['W4', 8.4] };
/**
 * In all twenty replications. With the first, one takes a tenth of a second and the threads have just begun to be of use
 * when all is done; with the second it takes most of a second, as in a scenario of the usual size.
 */
const THREADED_REQUESTS = [4_000_000, 40_000_000];
/** Times are those of a thread that compiles for itself, as in a run on all cores (src/experiment/v8.ts): what is compiled beside it differs from process to process. */
const ALONE = ['--no-concurrent-recompilation'];
/** What the next step is to reach. */
const GOALS = { W1: 0.5, W2: 0.5, W3: 0.3, W4: 0.3 };

const options = readOptions();
const report = await takeReport(options);
process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : asText(report));
if (options.markdown) writeMarkdown(report);

async function takeReport({ names, rounds, requests, memory, scaling, threads, markdown }) {
  const machine = {
    machine: `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores`,
    node: process.version,
  };
  if (memory) return { ...machine, memory: await measureMemory() };
  if (scaling) return { ...machine, scaling: await measureScaling(rounds) };
  if (threads) return { ...machine, threads: await measureThreads(rounds) };
  const measured = [];
  for (const name of names) {
    await check(name);
    measured.push(await compare(name, rounds, requests ?? workloads[name].requests));
  }
  if (!markdown) return { ...machine, workloads: measured };
  return {
    ...machine,
    workloads: measured,
    memory: await measureMemory(),
    scaling: await measureScaling(rounds),
    threads: await measureThreads(rounds),
  };
}

async function compare(name, rounds, requests) {
  const engine = [];
  const reference = [];
  for (let round = 0; round < rounds; round++) {
    engine.push(await child(name, 'engine', requests));
    reference.push(await child(name, 'reference', requests));
    note(`${name} round ${round + 1} of ${rounds}: ratio ${rateOf(engine[round]) / rateOf(reference[round])}`);
  }
  const ratios = engine.map((run, round) => rateOf(run) / rateOf(reference[round]));
  return {
    name,
    requests: engine[0].requests,
    events: engine[0].events,
    requestsPerSecond: Math.round(median(engine.map(rateOf))),
    referenceRequestsPerSecond: Math.round(median(reference.map(rateOf))),
    ratio: rounded(median(ratios), 3),
    bytesPerRequest: rounded(median(engine.map(run => run.allocatedBytes / run.requests)), 1),
    bytesPerEvent: rounded(median(engine.map(run => run.allocatedBytes / run.events)), 1),
    rssMiB: rounded(median(engine.map(run => run.rssMiB)), 1),
    referenceRssMiB: rounded(median(reference.map(run => run.rssMiB)), 1),
    ratios: ratios.map(ratio => rounded(ratio, 3)),
  };
}

/** A reference that does other work than the engine measures nothing: then there is no report. */
async function check(name) {
  for (const { engine, reference } of await child(name, 'check')) {
    const isSame = ['requests', 'ended', 'sojourns'].every(figure => engine[figure] === reference[figure]);
    if (!isSame)
      throw new Error(`${name}: ${JSON.stringify(reference)} where the engine has ${JSON.stringify(engine)}`);
  }
  note(`${name}: engine and reference agree on every request`);
}

async function measureMemory() {
  const rows = [];
  for (const requests of MEMORY_SIZES) {
    const { rssMiB, allocatedBytes, requests: made } = await child('W1', 'engine', requests, []);
    rows.push({
      workload: 'W1',
      requests,
      rssMiB: rounded(rssMiB, 1),
      bytesPerRequest: rounded(allocatedBytes / made, 1),
    });
  }
  return rows;
}

async function measureScaling(rounds) {
  const sides = ['engine', 'reference'];
  const costs = Object.fromEntries(sides.map(side => [side, { small: [], large: [] }]));
  for (let round = 0; round < rounds; round++) {
    for (const side of sides) {
      for (const [size, [workload, eventsPerRequest]] of Object.entries(SCALED))
        costs[side][size].push(costOf(await child(workload, side, Math.round(SCALING_EVENTS / eventsPerRequest))));
      note(`${side} round ${round + 1} of ${rounds}: factor ${costs[side].large[round] / costs[side].small[round]}`);
    }
  }
  return sides.map(side => {
    const [small, large] = [median(costs[side].small), median(costs[side].large)];
    const factor = median(costs[side].large.map((cost, round) => cost / costs[side].small[round]));
    return { side, nsPerEvent4: rounded(small, 1), nsPerEvent200: rounded(large, 1), factor: rounded(factor, 2) };
  });
}

/**
 * The same replications on one thread and on two, in turn; a digest that differs would be a bug. Beside the clock on the
 * wall stands what it would be if each thread had a core to itself: on a busy machine the clock says little.
 */
async function measureThreads(rounds) {
  const rows = [];
  for (const requests of THREADED_REQUESTS) rows.push(await compareThreads(rounds, requests));
  return rows;
}

async function compareThreads(rounds, requests) {
  const [one, two] = [[], []];
  for (let round = 0; round < rounds; round++) {
    one.push(await onThreads(1, requests));
    two.push(await onThreads(2, requests));
    if (one[round].digest !== two[round].digest) throw new Error('one thread and two do not agree');
    note(`threads round ${round + 1} of ${rounds}: ${one[round].seconds / two[round].seconds}`);
  }
  const speedups = two.map(({ seconds }, round) => one[round].seconds / seconds);
  const undisturbed = two.map(({ cpuSeconds }, round) => (2 * one[round].cpuSeconds) / cpuSeconds);
  const middle = (runs, figure) => rounded(median(runs.map(run => run[figure])), 2);
  return {
    requests,
    seconds: [middle(one, 'seconds'), middle(two, 'seconds')],
    cpuSeconds: [middle(one, 'cpuSeconds'), middle(two, 'cpuSeconds')],
    speedup: rounded(median(speedups), 2),
    speedups: speedups.map(speedup => rounded(speedup, 2)),
    undisturbed: rounded(median(undisturbed), 2),
  };
}

async function onThreads(count, requests) {
  const { stdout } = await execute(process.execPath, [THREADS, String(count), String(requests)]);
  return JSON.parse(stdout);
}

async function child(name, side, requests = 0, flags = ALONE) {
  const { stdout } = await execute(process.execPath, [...flags, CHILD, name, side, String(requests)]);
  return JSON.parse(stdout);
}

function readOptions() {
  const number = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  const { values } = parseArgs({
    options: {
      ...{ json: flag, memory: flag, scaling: flag, threads: flag, markdown: flag },
      ...{ rounds: number, requests: number, only: { type: 'string' } },
    },
  });
  const names = values.only?.split(',') ?? Object.keys(workloads);
  for (const name of names) if (!(name in workloads)) throw new RangeError(`expected W1 .. W4, found ${name}`);
  const { json, memory, scaling, threads, markdown, rounds = '5', requests } = values;
  return {
    json,
    memory,
    scaling,
    threads,
    markdown,
    names,
    rounds: count(rounds),
    requests: requests && count(requests),
  };
}

function count(text) {
  const value = Number(text);
  if (!(Number.isInteger(value) && value > 0)) throw new RangeError(`expected a whole number above 0, found ${text}`);
  return value;
}

function asText(report) {
  const { machine, node } = report;
  return [
    `${machine}, node ${node}; seconds are of processor time\n`,
    ...tables(report).flatMap(({ rows, columns }) => table(rows, columns)),
  ].join('');
}

/** Between its two marks, docs/performance.md is what was measured and nothing else. */
function writeMarkdown(report) {
  const [begin, end] = ['<!-- measured -->', '<!-- /measured -->'];
  const page = readFileSync(PAGE, 'utf8');
  const measured = [
    `${report.machine}, Node ${report.node}; medians of ${options.rounds} rounds.`,
    ...tables(report).map(({ rows, columns }) => markdownTable(rows, columns)),
  ].join('\n\n');
  const [before, rest] = page.split(begin);
  writeFileSync(PAGE, `${before}${begin}\n\n${measured}\n\n${end}${rest.split(end)[1]}`);
}

function markdownTable(rows, columns) {
  const line = cells => `| ${cells.join(' | ')} |`;
  const names = Object.keys(columns);
  const body = rows.map(row => line(Object.values(columns).map(cell => cell(row))));
  return [line(names), line(names.map(() => '---')), ...body].join('\n');
}

/** Rows and columns of every table there is something for. */
function tables({ workloads: measured = [], memory = [], scaling = [], threads = [] }) {
  const range = values => `${Math.min(...values).toFixed(2)}-${Math.max(...values).toFixed(2)}`;
  const all = [
    [
      measured,
      {
        workload: row => row.name,
        requests: row => whole(row.requests),
        events: row => whole(row.events),
        'requests/s': row => whole(row.requestsPerSecond),
        'plain loop': row => whole(row.referenceRequestsPerSecond),
        ratio: row => row.ratio.toFixed(2),
        'range of ratios': row => range(row.ratios),
        goal: row => GOALS[row.name].toFixed(2),
        'bytes/request': row => row.bytesPerRequest.toFixed(1),
        'bytes/event': row => row.bytesPerEvent.toFixed(1),
        'peak MiB': row => row.rssMiB.toFixed(0),
      },
    ],
    [
      memory,
      {
        workload: row => row.workload,
        requests: row => whole(row.requests),
        'peak MiB': row => row.rssMiB.toFixed(1),
        'bytes/request': row => row.bytesPerRequest.toFixed(1),
      },
    ],
    [
      scaling,
      {
        side: row => row.side,
        'ns/event, 4 services': row => row.nsPerEvent4.toFixed(0),
        'ns/event, 200 services': row => row.nsPerEvent200.toFixed(0),
        factor: row => row.factor.toFixed(2),
      },
    ],
    [
      threads,
      {
        '20 replications of W2, requests in all': row => whole(row.requests),
        'seconds, 1 and 2 threads': row => row.seconds.map(value => value.toFixed(2)).join(', '),
        'of processor time': row => row.cpuSeconds.map(value => value.toFixed(2)).join(', '),
        'times as fast': row => row.speedup.toFixed(2),
        range: row => range(row.speedups),
        'by processor time': row => row.undisturbed.toFixed(2),
      },
    ],
  ];
  return all.filter(([rows]) => rows.length > 0).map(([rows, columns]) => ({ rows, columns }));
}

/** Lines of a table. */
function table(rows, columns) {
  const lines = [Object.keys(columns), ...rows.map(row => Object.values(columns).map(cell => cell(row)))];
  const widths = Object.keys(columns).map((_, column) => Math.max(...lines.map(line => line[column].length)));
  return lines.map(line => `${line.map((cell, column) => cell.padStart(widths[column])).join('  ')}\n`);
}

function rateOf(run) {
  return run.requests / run.cpuSeconds;
}

/** Nanoseconds of processor time per event. */
function costOf(run) {
  return (run.cpuSeconds / run.events) * 1e9;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function rounded(value, digits) {
  return Number(value.toFixed(digits));
}

function whole(value) {
  return value.toLocaleString('en-US');
}

function note(text) {
  process.stderr.write(`${text}\n`);
}

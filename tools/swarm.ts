/**
 * Runs random scenarios and says what must not have happened: `npx tsx tools/swarm.ts --count 2000 --seed 1`. With
 * `--smallest` a failing scenario is printed with everything left out that it does not need in order to fail. Writes
 * nothing; `--mutate FILE` (as often as wanted) instead replaces every value of a scenario by wrong ones, and with
 * `--known FILE` only those in places where no known file and none before has a value. The exit code is 1 when something
 * was found.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';
import { mutationsOf, type Path, pathsIn } from '../test/hostile/mutations.ts';
import { examine, examineText, TOO_MANY_EVENTS } from '../test/swarm/examine.ts';
import { randomScenario } from '../test/swarm/random-scenario.ts';
import { smallest } from '../test/swarm/smallest.ts';
import { swarm } from '../test/swarm/swarm.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000' },
    smallest: { type: 'boolean', default: false },
    print: { type: 'boolean', default: false },
    mutate: { type: 'string', multiple: true, default: [] },
    known: { type: 'string', multiple: true, default: [] },
  },
});
const seed = Number(values.seed);
const failing: number[] = [];

if (values.mutate.length === 0) await fly();
else await mutateAll(values.mutate, values.known);

async function fly(): Promise<void> {
  const report = await swarm(seed, Number(values.count), (each, { complaints, problems }) => {
    if (values.print) process.stdout.write(stringify(randomScenario(each)));
    if (values.print)
      for (const { code, message, path } of problems) process.stdout.write(`# ${code} ${path}: ${message}\n`);
    if (complaints.length > 0) failing.push(each);
  });
  for (const failure of report.failures) process.stdout.write(`${failure}\n`);
  if (values.smallest) for (const each of failing) process.stdout.write(await reduced(each));
  const { compiled, refused, events } = report;
  process.stdout.write(`${compiled} ran (${events} events), ${refused} were refused, ${failing.length} failed\n`);
  process.exitCode = failing.length > 0 ? 1 : 0;
}

async function mutateAll(files: readonly string[], known: readonly string[]): Promise<void> {
  const placeOf = placesOfSchema();
  const seen = new Set(known.flatMap(file => [...pathsIn(scenarioIn(file))].map(placeOf)));
  for (const file of files) {
    const scenario = scenarioIn(file);
    // The first of several in one file stands for all of them.
    const wanted = [...pathsIn(scenario)].filter(path => {
      if (known.length === 0) return true;
      const isNew = !seen.has(placeOf(path));
      seen.add(placeOf(path));
      return isNew;
    });
    await mutate(file, scenario, new Set(wanted.map(path => path.join('.'))));
  }
}

function scenarioIn(file: string): unknown {
  return parse(readFileSync(file, 'utf8'));
}

/** Where a value stands, whatever the names on the way: `services.*.queue.capacity`. */
function placesOfSchema(): (path: Path) => string {
  const words = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const word of Object.keys((value as { properties?: object }).properties ?? {})) words.add(word);
    for (const member of Object.values(value)) collect(member);
  };
  collect(JSON.parse(readFileSync(new URL('../schema/scenario.schema.json', import.meta.url), 'utf8')));
  return path => path.map(step => (words.has(String(step)) ? step : '*')).join('.');
}

/** Values of a scenario replaced by every wrong one, and run for a simulated second where that is accepted. */
async function mutate(file: string, scenario: unknown, wanted: ReadonlySet<string>): Promise<void> {
  const short = ['run.duration=1s', 'run.warmup=0s', 'run.replications=1', 'run.maxReplications=1', 'run.window=100ms'];
  const counts = { ran: 0, refused: 0, failed: 0 };
  for (const { name, text } of mutationsOf(scenario, path => wanted.has(path.join('.')))) {
    const { ran, complaints } = await examineText(text, short);
    const failed = complaints.filter(complaint => !complaint.includes(TOO_MANY_EVENTS));
    counts[failed.length > 0 ? 'failed' : ran ? 'ran' : 'refused']++;
    for (const complaint of failed) process.stdout.write(`${name}: ${complaint}\n`);
  }
  process.stdout.write(`${file}: ${wanted.size} values, ${JSON.stringify(counts)}\n`);
  if (counts.failed > 0) process.exitCode = 1;
}

/** The same first complaint counts as the same failure, numbers aside. */
async function reduced(each: number): Promise<string> {
  const scenario = randomScenario(each);
  const kind = (complaint: string | undefined): string | undefined => complaint?.replace(/\d+/g, '').slice(0, 60);
  const wanted = kind((await examine(scenario)).complaints[0]);
  const core = await smallest(
    scenario,
    async candidate =>
      candidate.run !== undefined &&
      kind((await examine({ ...candidate, run: scenario.run })).complaints[0]) === wanted,
  );
  return `# smallest of seed ${each}\n${stringify(core)}`;
}

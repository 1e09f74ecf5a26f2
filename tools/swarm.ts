/**
 * Runs random scenarios and says what must not have happened: `npx tsx tools/swarm.ts --count 2000 --seed 1`. With
 * `--smallest` a failing scenario is printed with everything left out that it does not need in order to fail. Writes
 * nothing; the exit code is 1 when something was found.
 */
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { examine } from '../test/swarm/examine.ts';
import { randomScenario } from '../test/swarm/random-scenario.ts';
import { smallest } from '../test/swarm/smallest.ts';
import { swarm } from '../test/swarm/swarm.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000' },
    smallest: { type: 'boolean', default: false },
    print: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const failing: number[] = [];

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

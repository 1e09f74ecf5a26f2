/** Many random scenarios, each from its own seed, so that any of them can be had again alone. */
import { type Examination, examine } from './examine.ts';
import { randomScenario } from './random-scenario.ts';

export interface SwarmReport {
  readonly compiled: number;
  readonly refused: number;
  readonly events: number;
  /** One text for each scenario with complaints: its seed, the command that replays it, the complaints. */
  readonly failures: readonly string[];
}

/** Scenarios of the seeds `seed`, `seed + 1`, ... */
export async function swarm(
  seed: number,
  count: number,
  onExamined: (seed: number, examination: Examination) => void = () => {},
): Promise<SwarmReport> {
  const report = { compiled: 0, refused: 0, events: 0, failures: [] as string[] };
  for (let each = seed; each < seed + count; each++) {
    const examination = await examine(randomScenario(each));
    report.events += examination.events;
    if (examination.ran) report.compiled++;
    else report.refused++;
    if (examination.complaints.length > 0) report.failures.push(failure(each, examination));
    onExamined(each, examination);
  }
  return report;
}

const failure = (seed: number, { complaints }: Examination): string =>
  [`seed ${seed}; replay: ${replayCommand(seed)}`, ...complaints.slice(0, 5).map(each => `  ${each}`)].join('\n');

export const replayCommand = (seed: number): string => `npx tsx tools/swarm.ts --seed ${seed} --count 1 --smallest`;

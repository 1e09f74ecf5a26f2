/**
 * The command line: which command, with which flags, and the exit code. Never ends the process itself: what was written
 * to a pipe would be cut off. Commands return their exit code; whatever they throw becomes a message here.
 */
import { nearest } from '../scenario/problems/suggest.ts';
import { visible } from '../scenario/problems/visible.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import { checkManual } from './flags/check.ts';
import { completionManual } from './flags/completion.ts';
import { diffRunsManual } from './flags/diff-runs.ts';
import { explainManual } from './flags/explain.ts';
import { initManual } from './flags/init.ts';
import { presetsManual } from './flags/presets.ts';
import { runManual } from './flags/run.ts';
import { schemaManual } from './flags/schema.ts';
import { spofManual } from './flags/spof.ts';
import { validateManual } from './flags/validate.ts';
import { verifyManual } from './flags/verify.ts';
import { type Described, helpOf, overview } from './help.ts';
import type { Host } from './host.ts';
import type { RawFlags } from './settings.ts';
import { packageVersion } from './version.ts';
import { beforeDashes } from './words.ts';

interface Command extends Described {
  /** Loads the command and carries it out: help, and the other commands, need none of it. */
  readonly carryOut: (flags: RawFlags, host: Host) => number | Promise<number>;
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'run',
    summary: 'Run scenarios and compare their variants',
    manual: runManual,
    carryOut: async (flags, host) => (await import('./commands/run.ts')).run(flags, host),
  },
  {
    name: 'check',
    summary: 'Run scenarios; the exit code says whether all expectations hold',
    manual: checkManual,
    carryOut: async (flags, host) => (await import('./commands/check.ts')).check(flags, host),
  },
  {
    name: 'validate',
    summary: 'Report problems and warnings without running',
    manual: validateManual,
    carryOut: async (flags, host) => (await import('./commands/validate.ts')).validate(flags, host),
  },
  {
    name: 'explain',
    summary: 'Say what will be simulated: loads at rest, defaults, what each mitigation changes',
    manual: explainManual,
    carryOut: async (flags, host) => (await import('./commands/explain.ts')).explain(flags, host),
  },
  {
    name: 'spof',
    summary: 'Find single points of failure: everything fails once, alone',
    manual: spofManual,
    carryOut: async (flags, host) => (await import('./commands/spof.ts')).spof(flags, host),
  },
  {
    name: 'diff-runs',
    summary: 'Say whether two runs are the same, and where they part',
    manual: diffRunsManual,
    carryOut: async (flags, host) => (await import('./commands/diff-runs.ts')).diffRuns(flags, host),
  },
  {
    name: 'schema',
    summary: 'Print the JSON Schema of scenario files',
    manual: schemaManual,
    carryOut: async (flags, host) => (await import('./commands/schema.ts')).schema(flags, host),
  },
  {
    name: 'presets',
    summary: 'List real systems whose defaults a scenario can take, and show them with their source',
    manual: presetsManual,
    carryOut: async (flags, host) => (await import('./commands/presets.ts')).showPresets(flags, host),
  },
  {
    name: 'init',
    summary: 'Write a commented starter scenario',
    manual: initManual,
    carryOut: async (flags, host) => (await import('./commands/init.ts')).init(flags, host),
  },
  {
    name: 'verify',
    summary: 'Compare the simulator with closed forms, other simulators and published figures',
    manual: verifyManual,
    carryOut: async (flags, host) => (await import('./commands/verify.ts')).verify(flags, host),
  },
  {
    name: 'completion',
    summary: 'Print a script that makes a shell complete commands, flags and files',
    manual: completionManual,
    carryOut: async (flags, host) => (await import('./commands/completion.ts')).completion(flags, host, COMMANDS),
  },
];

/** Carries out one command line; resolves to the exit code. */
export async function runCommandLine(words: readonly string[], host: Host): Promise<number> {
  try {
    return await dispatch(words, host);
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      host.stderr.write(visible(`brownout: ${thrown.message}\n`));
      return EXIT.usage;
    }
    const { bugReport } = await import('./bug.ts');
    host.stderr.write(visible(bugReport(thrown, host.environment)));
    return EXIT.bug;
  }
}

async function dispatch(given: readonly string[], host: Host): Promise<number> {
  // `brownout help run` is `brownout run --help`.
  const words = given[0] === 'help' ? [...given.slice(1), '--help'] : given;
  const flags = beforeDashes(words);
  const place = flags.findIndex(word => !word.startsWith('-'));
  const command = COMMANDS.find(({ name }) => name === flags[place]);
  if (flags.some(word => word === '--help' || word === '-h') && (command !== undefined || place === -1)) {
    const width = widthFor(host);
    host.stdout.write(`${command === undefined ? overview(COMMANDS, width) : helpOf(command, width)}\n`);
    return EXIT.ok;
  }
  if (flags.includes('--version')) {
    host.stdout.write(`${packageVersion()}\n`);
    return EXIT.ok;
  }
  if (command === undefined) throw new UsageError(withoutCommand(words, flags[place], place, host));
  // Loaded when there is something to parse: help does without.
  const { parseWords } = await import('./parse.ts');
  return command.carryOut(parseWords(words.toSpliced(place, 1), command, COMMANDS), host);
}

const widthFor = (host: Host): number => Math.min(100, host.stdout.columns ?? 80);

function withoutCommand(words: readonly string[], word: string | undefined, place: number, host: Host): string {
  if (words.length === 0) return `say what to do\n\n${overview(COMMANDS, widthFor(host))}`;
  if (word === undefined) return `say what to do: a command comes before ${words[0]}; brownout --help lists them`;
  if (place > 0) return `${word} is no command; flags come after the command, as in: brownout run FILE ${words[0]} ...`;
  const names = COMMANDS.map(({ name }) => name);
  const near = nearest(word, names);
  if (near !== null) return `there is no command ${word} (did you mean ${near}?)`;
  const isFile = /\.(ya?ml|json)$/.test(word);
  return `there is no command ${word}; ${isFile ? `to run a scenario: brownout run ${word}` : 'brownout --help lists them'}`;
}

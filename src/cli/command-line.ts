/**
 * The command line: which command, with which flags, and the exit code. Never ends the process itself: what was written
 * to a pipe would be cut off. Commands return their exit code; whatever they throw becomes a message here.
 */
import { distance } from 'fastest-levenshtein';
import type { Argv } from 'yargs';
import { visible } from '../scenario/problems/visible.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import { CHECK_FLAGS, checkFlags } from './flags/check.ts';
import { diffRunsFlags } from './flags/diff-runs.ts';
import { EXPLAIN_FLAGS, explainFlags } from './flags/explain.ts';
import { initFlags } from './flags/init.ts';
import { presetsFlags } from './flags/presets.ts';
import { RUN_FLAGS, runFlags } from './flags/run.ts';
import { schemaFlags } from './flags/schema.ts';
import { SPOF_FLAGS, spofFlags } from './flags/spof.ts';
import { VALIDATE_FLAGS, validateFlags } from './flags/validate.ts';
import { VERIFY_FLAGS, verifyFlags } from './flags/verify.ts';
import type { Host } from './host.ts';
import { COMPLETION, DESCRIPTION, EXIT_CODES, overview } from './overview.ts';
import { EXPERIMENT_FLAGS, type RawFlags } from './settings.ts';
import { packageVersion } from './version.ts';

interface Command {
  readonly usage: string;
  readonly summary: string;
  readonly flags: (parser: Argv) => Argv;
  /** Loads the command and carries it out: help, and the other commands, need none of it. */
  readonly carryOut: (flags: RawFlags, host: Host) => Promise<number>;
}

const COMMANDS: readonly Command[] = [
  {
    usage: 'run [FILE..]',
    summary: 'Run scenarios and compare their variants',
    flags: runFlags,
    carryOut: async (flags, host) => (await import('./commands/run.ts')).run(flags, host),
  },
  {
    usage: 'check [FILE..]',
    summary: 'Run scenarios; the exit code says whether all expectations hold',
    flags: checkFlags,
    carryOut: async (flags, host) => (await import('./commands/check.ts')).check(flags, host),
  },
  {
    usage: 'validate [FILE..]',
    summary: 'Report problems and warnings without running',
    flags: validateFlags,
    carryOut: async (flags, host) => (await import('./commands/validate.ts')).validate(flags, host),
  },
  {
    usage: 'explain [FILE..]',
    summary: 'Say what will be simulated: loads at rest, defaults, what each mitigation changes',
    flags: explainFlags,
    carryOut: async (flags, host) => (await import('./commands/explain.ts')).explain(flags, host),
  },
  {
    usage: 'spof [FILE..]',
    summary: 'Find single points of failure: everything fails once, alone',
    flags: spofFlags,
    carryOut: async (flags, host) => (await import('./commands/spof.ts')).spof(flags, host),
  },
  {
    usage: 'diff-runs [FILE..]',
    summary: 'Say whether two runs are the same, and where they part',
    flags: diffRunsFlags,
    carryOut: async (flags, host) => (await import('./commands/diff-runs.ts')).diffRuns(flags, host),
  },
  {
    usage: 'schema',
    summary: 'Print the JSON Schema of scenario files',
    flags: schemaFlags,
    carryOut: async (flags, host) => (await import('./commands/schema.ts')).schema(flags, host),
  },
  {
    usage: 'presets [WORDS..]',
    summary: 'List real systems whose defaults a scenario can take, and show them with their source',
    flags: presetsFlags,
    carryOut: async (flags, host) => (await import('./commands/presets.ts')).showPresets(flags, host),
  },
  {
    usage: 'init [NAME]',
    summary: 'Write a commented starter scenario',
    flags: initFlags,
    carryOut: async (flags, host) => (await import('./commands/init.ts')).init(flags, host),
  },
  {
    usage: 'verify',
    summary: 'Compare the simulator with closed forms, other simulators and published figures',
    flags: verifyFlags,
    carryOut: async (flags, host) => (await import('./commands/verify.ts')).verify(flags, host),
  },
];

export const COMMAND_NAMES: readonly string[] = COMMANDS.map(({ usage }) => usage.split(' ')[0] ?? usage);

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

async function dispatch(words: readonly string[], host: Host): Promise<number> {
  const width = Math.min(100, host.stdout.columns ?? 80);
  if (words.length === 0) throw new UsageError(`say what to do\n\n${commandsIn(width)}`);
  if (words.length === 1 && words[0] === '--help') {
    host.stdout.write(`${commandsIn(width)}\n`);
    return EXIT.ok;
  }
  let exitCode: number = EXIT.ok;
  const chosen: { command: Command; flags: RawFlags }[] = [];
  const parser = await parserFor(width, (command, flags) => chosen.push({ command, flags }));
  await parser.parseAsync([...words], {}, (_error: unknown, _flags: unknown, output: string) => {
    if (output !== '') host.stdout.write(`${output}\n`);
  });
  for (const { command, flags } of chosen) exitCode = await command.carryOut(flags, host);
  return exitCode;
}

const commandsIn = (width: number): string =>
  overview(
    COMMANDS.map(({ usage, summary }) => [usage, summary]),
    width,
  );

/** Commands only note that they were chosen: yargs would turn what they throw into usage errors. */
async function parserFor(width: number, choose: (command: Command, flags: RawFlags) => void): Promise<Argv> {
  const { default: yargs } = await import('yargs');
  const parser = yargs()
    .scriptName('brownout')
    .locale('en')
    .usage(`$0 <command>\n\n${DESCRIPTION}`)
    .version(packageVersion())
    .help()
    .completion(...COMPLETION)
    .wrap(width)
    .exitProcess(false)
    .showHelpOnFail(false)
    .strictOptions()
    .strictCommands()
    .recommendCommands()
    .demandCommand(1, 'say what to do: brownout --help lists the commands')
    .parserConfiguration({
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'camel-case-expansion': false,
    })
    .fail((message, error) => {
      throw usageErrorOf(message, error);
    })
    .epilogue(EXIT_CODES);
  for (const command of COMMANDS)
    parser.command(command.usage, command.summary, command.flags, flags => choose(command, flags as RawFlags));
  return parser;
}

/** yargs reports wrong flags as messages, and as errors of its own class; anything else is not the user's doing. */
function usageErrorOf(message: string | null, error: Error | undefined): Error {
  if (error !== undefined && error.name !== 'YError') return error;
  return new UsageError(withSuggestion(message ?? error?.message ?? 'the command line is wrong'));
}

/** yargs only recommends commands; the nearest flag is looked up here. */
function withSuggestion(message: string): string {
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1]?.split(', ') ?? [];
  if (unknown.length === 0) return decapitalised(message);
  return unknown
    .map(name => {
      const near = FLAGS.find(flag => distance(flag, name) <= Math.max(1, Math.floor(name.length / 3)));
      return `unknown flag --${name}${near === undefined ? '' : ` (did you mean --${near}?)`}`;
    })
    .join('; ');
}

const FLAGS = [
  'help',
  'version',
  ...Object.keys({
    ...EXPERIMENT_FLAGS,
    ...RUN_FLAGS,
    ...CHECK_FLAGS,
    ...EXPLAIN_FLAGS,
    ...VALIDATE_FLAGS,
    ...VERIFY_FLAGS,
    ...SPOF_FLAGS,
  }),
];

const decapitalised = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);

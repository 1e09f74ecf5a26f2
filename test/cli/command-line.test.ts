import { describe, expect, test } from 'vitest';
import { COMMANDS, runCommandLine } from '../../src/cli/command-line.ts';
import { widthOf } from '../../src/report/text.ts';
import { recordedHost } from './host.ts';

const brownout = async (...words: readonly string[]) => {
  const host = recordedHost();
  const exitCode = await runCommandLine(words, host);
  return { exitCode, ...host.written };
};

const NAMES = COMMANDS.map(({ name }) => name);

describe('a slip of the fingers', () => {
  test.each([
    [['schema', '--seeed', '3'], 'schema has no flag --seeed; see brownout schema --help'],
    [['schema', '--seed', '3'], 'schema has no flag --seed; it is a flag of run, check, explain, spof, diff-runs'],
    [['validate', 'a.yaml', '--quiet'], 'validate has no flag --quiet; it is a flag of run, check, spof;'],
    [['check', 'a.yaml', '--watch'], 'check has no flag --watch; it is a flag of run;'],
    [['run', 'a.yaml', '--jsno'], 'unknown flag --jsno (did you mean --json?)'],
    [
      ['run', 'a.yaml', '--sed', '1', '--ouut', 'x'],
      '--sed (did you mean --seed?); unknown flag --ouut (did you mean --out?)',
    ],
    [['spof', 'a.yaml', '--outgae', '1m'], 'unknown flag --outgae (did you mean --outage?)'],
    [['run', 'a.yaml', '-q'], 'run has no flag -q'],
    [['run', 'a.yaml', '--no-color'], 'unknown flag --no-color; it is NO_COLOR=1 in the environment'],
    [['run', 'a.yaml', '--no-json'], 'run has no flag --no-json'],
    [['run', 'a.yaml', '--constructor', 'x'], 'run has no flag --constructor'],
    [['chek', 'a.yaml'], 'there is no command chek (did you mean check?)'],
    [['destroy'], 'there is no command destroy; brownout --help lists them'],
    [['a.yaml'], 'to run a scenario: brownout run a.yaml'],
    [['help', 'runn'], 'there is no command runn (did you mean run?)'],
    [['--seed', '3', 'run', 'a.yaml'], 'flags come after the command, as in: brownout run FILE --seed ...'],
    [['--', 'run', 'a.yaml'], 'say what to do'],
    [['-v'], 'say what to do'],
  ])('of %j is answered with what this command knows', async (words, message) => {
    const { exitCode, stdout, stderr } = await brownout(...words);
    expect(stderr).toContain(message);
    expect([exitCode, stdout]).toEqual([2, '']);
  });
});

describe('a value', () => {
  test.each([
    [['run', 'a.yaml', '--seed'], '--seed needs a value: N, seed of all random numbers\n'],
    [['run', 'a.yaml', '--seed', '--json'], '--seed needs a value: N, seed of all random numbers\n'],
    [['run', 'a.yaml', '--seed', '-x'], 'write --seed=-x where -x is the value'],
    [['run', 'a.yaml', '--seed='], '--seed needs a value'],
    [['run', 'a.yaml', '--set', 'a=1', '--set'], '--set needs a value: PATH=VALUE'],
    [['run', 'a.yaml', '--out', 'x', '--out=y'], '--out is given 2 times; give it once'],
    [['run', 'a.yaml', '--json=maybe'], '--json is a switch and takes no value, found "maybe"'],
    [['run', 'a.yaml', '--workers', '-1'], '--workers -1: expected a whole number from 1 up'],
    [
      ['spof', 'a.yaml', '--kind', 'rgion'],
      'expected one of region, zone, shared, node, service, replica, link (did you mean region?)',
    ],
    [['spof', 'a.yaml', '--variant', 'a', '--variant', 'b'], 'one variant at a time'],
    [['run', 'scenarios/overload.yaml', '--replications', '-3'], 'expected at least 1, found -3'],
    [['run', 'scenarios/overload.yaml', '--replications=2.5'], 'expected a whole number, found 2.5'],
    [['run', 'scenarios/overload.yaml', '--duration', '5'], 'did you mean 5s?'],
    [
      ['run', 'scenarios/overload.yaml', '--duration', '1fortnight'],
      'expected a duration such as 2m30s, found "1fortnight"',
    ],
    [['run', ''], 'an empty word where brownout run FILE... is expected'],
    [['init', 'a', 'b'], 'init takes 1 at most: brownout init [NAME]; found a b'],
    [['schema', 'x'], 'schema takes no file and no name, found "x"'],
    [['diff-runs', 'a', 'b', 'c'], 'diff-runs takes 2 at most'],
    [['completion', 'tcsh'], 'there is no completion for tcsh; there is one for bash, zsh, fish'],
  ])('that is missing or wrong in %j is told', async (words, message) => {
    const { exitCode, stdout, stderr } = await brownout(...words);
    expect(stderr).toContain(message);
    expect([exitCode, stdout]).toEqual([2, '']);
  });

  test.each([
    [['--json', '--seed', '9'], 9],
    [['--json=true', '--seed=9'], 9],
    [['--json', '--json', '--seed=-9'], '-9'],
    [['--json', '--seed', '-9'], '-9'],
  ])('is understood in %j', async (flags, seed) => {
    const { stdout } = await brownout('explain', 'scenarios/overload.yaml', ...flags);
    expect(JSON.parse(stdout).run.seed).toBe(seed);
  });

  test('may come before the command when it needs none, and files after --', async () => {
    const { exitCode, stdout } = await brownout('--json', 'validate', '--', 'scenarios/overload.yaml');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toBeInstanceOf(Array);
    expect((await brownout('validate', '--', '--help')).stderr).toContain('--help: cannot read it');
  });
});

describe('help', () => {
  test.each(NAMES)('of %s says what it takes, shows examples that start with it, and fits 80 columns', async name => {
    const { exitCode, stdout, stderr } = await brownout(name, '--help');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^brownout ${name}\\b`));
    expect(stdout).toContain(`\nExamples:\n  brownout ${name}`);
    expect(stdout).toContain('\nExit code: 0 ');
    const [beforeExamples = ''] = stdout.split('\nExamples:');
    expect(beforeExamples.split('\n').filter(line => widthOf(line) > 80)).toEqual([]);
    for (const flag of Object.keys(COMMANDS.find(command => command.name === name)!.manual.flags))
      expect(stdout).toContain(`\n  --${flag}`);
  });

  test.each([[['-h']], [['help']], [['--help']], [['--help', '--quiet']]])('as %j lists the commands', async words => {
    const { exitCode, stdout } = await brownout(...words);
    expect(exitCode).toBe(0);
    for (const name of NAMES) expect(stdout).toContain(`  brownout ${name}`);
  });

  test('is asked for in four ways', async () => {
    const { stdout } = await brownout('spof', '--help');
    expect((await brownout('spof', '-h')).stdout).toBe(stdout);
    expect((await brownout('help', 'spof')).stdout).toBe(stdout);
    expect((await brownout('--help', 'spof', 'a.yaml', '--nonsense')).stdout).toBe(stdout);
  });
});

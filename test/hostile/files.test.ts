import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { recordedHost } from '../cli/host.ts';
import { folderWith } from '../e2e/brownout.ts';
import { small } from '../e2e/scenarios.ts';

interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function answer(...words: string[]): Promise<Answer> {
  const host = recordedHost();
  const exitCode = await runCommandLine(words, host);
  return { exitCode, ...host.written };
}

/** What `validate` says at the end whatever it found. */
const SUMMARY = /\d+ files?: .*\n(More about a code: brownout explain BR\d{3}\n)?/;

/** Refused as the user's mistake: it says something, and neither blames itself nor shows a stack. */
function expectRefusal({ exitCode, stdout, stderr }: Answer): void {
  expect({ exitCode, stdout: stdout.replace(SUMMARY, '') }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/brownout: .+|error BR\d{3}: .+/);
  expect(stderr).not.toMatch(/internal error|\n {4}at |undefined/);
}

/** What a terminal would obey instead of showing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const validate = async (content: string | Uint8Array): Promise<Answer> =>
  await answer('validate', join(folderWith({ 'a.yaml': content }), 'a.yaml'));

const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256);
const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));

describe('a file that is no scenario', () => {
  test.each([
    ['noise', noise],
    ['an image', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
    ['UTF-16', utf16(small())],
    ['zeroes', new Uint8Array(3000)],
    ['UTF-16 without a mark', utf16(small()).slice(2)],
    ['a scenario and then zeroes', `${small()}\0\0`],
    ['empty', ''],
    ['only comments', '# one\n# two\n'],
    ['only spaces', '   \n\n\t\n'],
    ['only a byte order mark', '\ufeff'],
    ['several documents', `${small()}\n---\n${small()}`],
    ['tabs for indentation', 'name: a\nservices:\n\tapi: {}\n'],
    ['one long line', 'x'.repeat(900_000)],
    ['a thousand million laughs', 'a: &a [x]\n'.repeat(50_000)],
  ])('%s is refused', async (_, content) => {
    expectRefusal(await validate(content));
  });

  test.each(['run', 'check', 'validate'])(
    'a folder, a missing file and a device without end are refused by %s',
    async command => {
      for (const path of [folderWith({}), join(folderWith({}), 'gone.yaml'), '/dev/zero'])
        expectRefusal(await answer(command, path));
    },
  );

  test('a hundred megabytes are refused by their size, with little of it read', async () => {
    const path = join(folderWith({ 'a.yaml': small() }), 'a.yaml');
    truncateSync(path, 100 * 1024 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    const refusal = await answer('run', path);
    expectRefusal(refusal);
    expect(refusal.stderr).toContain('longer than 1 MiB');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * 1024 * 1024);
  });

  test('a data file of a hundred megabytes is refused in the same way', async () => {
    const scenario = small().replace('"50/s"', '{ "poisson": "50/s" }').replace('{"exponential":"10ms"}', '');
    const text = JSON.stringify({
      ...JSON.parse(scenario),
      traffic: { t: { to: 'api', profile: { replay: { file: 'big.csv' } } } },
    });
    const folder = folderWith({ 'a.yaml': text, 'big.csv': 'seconds,rate\n' });
    truncateSync(join(folder, 'big.csv'), 100 * 1024 * 1024);
    const refusal = await answer('validate', join(folder, 'a.yaml'));
    expect(refusal.stderr).toContain('longer than 1 MiB');
  });
});

describe('a file that is one, in another dress', () => {
  test.each([
    ['a byte order mark', `\ufeff${small()}`],
    ['Windows line ends', small().replaceAll('\n', '\r\n')],
    ['JSON in one line', JSON.stringify(JSON.parse(small()))],
    ['a document marker and an end', `---\n${small()}\n...\n`],
    ['no line end', small().trimEnd()],
  ])('%s is accepted', async (_, content) => {
    const { exitCode, stderr } = await validate(content);
    expect({ exitCode, errors: stderr.match(/error/g) }).toEqual({ exitCode: 0, errors: null });
  });
});

test.each([
  ['a letter of another alphabet', 'w\u043erk', 'U+043E'],
  ['a character without width', 'wo\u200brk', 'U+200B'],
])('a key with %s is told apart from the one it looks like', async (_, key, code) => {
  const { stderr } = await validate(small().replace('"work"', `"${key}"`));
  expect(stderr).toContain(`did you mean "work"? this one has the character ${code}`);
});

describe('extends', () => {
  const base = small();
  const chain = (length: number): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length }, (_, i) => [`f${i}.yaml`, i === length - 1 ? base : `extends: f${i + 1}.yaml\n`]),
    );

  test.each<[string, Record<string, string>]>([
    ['itself', { 'f0.yaml': 'extends: f0.yaml' }],
    ['itself by another name', { 'f0.yaml': 'extends: ././f0.yaml' }],
    ['each other', { 'f0.yaml': 'extends: b.yaml', 'b.yaml': 'extends: f0.yaml' }],
    ['nothing there', { 'f0.yaml': 'extends: gone.yaml' }],
    ['the folder', { 'f0.yaml': 'extends: .' }],
    ['what is above the folder', { 'f0.yaml': 'extends: ../../../../etc/passwd' }],
    ['an absolute path', { 'f0.yaml': 'extends: /etc/passwd' }],
    ['an address', { 'f0.yaml': 'extends: file:///etc/passwd' }],
    ['a drive', { 'f0.yaml': 'extends: C:\\windows\\win.ini' }],
    ['a name with a null', { 'f0.yaml': 'extends: "a\\0b"' }],
    ['a name too long for any disk', { 'f0.yaml': `extends: ${'x'.repeat(900)}.yaml` }],
    ['a chain of thirty', chain(30)],
  ])('of %s is refused', async (_, files) => {
    expectRefusal(await answer('validate', join(folderWith(files), 'f0.yaml')));
  });

  test('of a chain of five is followed', async () => {
    expect((await answer('validate', join(folderWith(chain(5)), 'f0.yaml'))).exitCode).toBe(0);
  });

  test('of a pipe that nobody writes to is refused at once', async context => {
    const folder = folderWith({ 'f0.yaml': 'extends: pipe' });
    if (spawnSync('mkfifo', [join(folder, 'pipe')]).status !== 0) context.skip();
    const refusal = await answer('validate', join(folder, 'f0.yaml'));
    expectRefusal(refusal);
    expect(refusal.stderr).toContain('it is a device or a pipe, not a file');
  });

  test('of a folder behind a link back to itself ends', async () => {
    const folder = folderWith({ 'f0.yaml': 'extends: loop/f0.yaml' });
    symlinkSync('.', join(folder, 'loop'));
    expectRefusal(await answer('validate', join(folder, 'f0.yaml')));
  });
});

describe('what a scenario writes', () => {
  const evil =
    '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\r<img src=x onerror=alert(1)> [x](javascript:alert(1)) | `a`';
  const scenario = (): Record<string, unknown> => JSON.parse(small()) as Record<string, unknown>;

  test('reaches the terminal without its control characters, whether it runs or not', async () => {
    const wrongs: Record<string, unknown>[] = [
      { ...scenario(), title: evil, description: evil },
      { ...scenario(), name: evil },
      { ...scenario(), [evil]: 1 },
      { ...scenario(), services: { [evil]: { work: evil } } },
      { ...scenario(), expect: { [evil]: [evil], baseline: [evil] } },
      { ...scenario(), extends: evil },
      {
        ...scenario(),
        mitigations: { m: { title: evil, answers: evil, patch: { [evil]: {}, traffic: { shoppers: { to: evil } } } } },
      },
      { ...scenario(), faults: { f: { title: evil, at: evil, crash: { service: evil } } } },
    ];
    for (const wrong of wrongs) {
      const { stdout, stderr } = await answer(
        'run',
        join(folderWith({ 'a.yaml': JSON.stringify(wrong) }), 'a.yaml'),
        '--out',
        'none',
      );
      expect(stdout + stderr).not.toMatch(OBEYED);
    }
  });

  test('reaches it no more when it is raw in the file', async () => {
    for (const text of [
      `name: ${evil}`,
      `# ${evil}\nnam: x ${evil}`,
      `${evil}: [`,
      `"${evil}`,
      `a: !${evil} b`,
      `a: *${evil}`,
    ]) {
      const { stderr } = await validate(text);
      expect(stderr).not.toMatch(OBEYED);
    }
  });

  test('reaches it no more from the command line', async () => {
    const path = join(folderWith({ 'a.yaml': small() }), 'a.yaml');
    for (const words of [
      ['run', `${evil}.yaml`],
      ['run', path, '--set', `services.${evil}=1`],
      ['run', path, '--set', `name=${evil}`],
      ['run', path, '--variant', evil],
      ['run', path, '--seed', evil, '--out', 'none', '--replications', '1'],
      ['run', path, `--${evil}`],
      ['run', path, '--workers', evil],
      [evil],
      ['diff-runs', `${evil}.json`, path],
    ]) {
      const { stdout, stderr } = await answer(...words);
      expect(stdout + stderr, words.join(' ')).not.toMatch(OBEYED);
    }
  });

  test('reaches the report as text and nothing else', async () => {
    const folder = folderWith({
      'a.yaml': JSON.stringify({
        ...scenario(),
        title: evil,
        description: `${evil}\n\n# heading\n\n<script>x</script>`,
        services: { api: { ...(scenario().services as { api: object }).api, title: evil } },
        mitigations: {
          m: {
            title: evil,
            description: evil,
            answers: 'unbounded-retries',
            patch: { services: { api: { replicas: 2 } } },
          },
        },
        expect: {},
      }),
    });
    const { exitCode } = await answer('run', join(folder, 'a.yaml'), '--out', join(folder, 'out'), '--quiet');
    expect(exitCode).toBe(0);
    const report = readFileSync(join(folder, 'out', 'small.md'), 'utf8');
    expect(report).not.toMatch(OBEYED);
    expect(report).not.toMatch(/<(img|script)/i);
    expect(report).not.toMatch(/(?<!\\)\]\(javascript/);
  });
});

test('a folder of reports that is a file is told before anything is run', async () => {
  const folder = folderWith({ 'a.yaml': small(), precious: 'mine' });
  for (const out of [join(folder, 'precious'), join(folder, 'precious', 'reports')])
    expectRefusal(await answer('run', join(folder, 'a.yaml'), '--out', out));
});

test('a run that was interrupted leaves the report of a whole one alone, and puts its own beside it', async () => {
  const folder = folderWith({ 'a.yaml': small() });
  const words = ['run', join(folder, 'a.yaml'), '--out', join(folder, 'out')];
  expect((await answer(...words)).exitCode).toBe(0);
  const report = (name: string) => JSON.parse(readFileSync(join(folder, 'out', name), 'utf8')) as { partial: boolean };
  const recorded = recordedHost({}, true);
  let looks = 0;
  // A look at the clock is a step of the progress: the third one comes when two runs are done.
  const now = (): number => {
    looks += 1;
    if (looks === 5) recorded.interrupt();
    return looks * 1000;
  };
  expect(await runCommandLine(words, { ...recorded, now })).toBe(130);
  expect([report('small.json').partial, report('small.partial.json').partial]).toEqual([false, true]);
  expect(recorded.written.stderr).toContain('small.partial.html');
});

test('no scenario can name a report outside of its folder', async () => {
  const folder = folderWith({ 'a.yaml': small() });
  mkdirSync(join(folder, 'out'));
  writeFileSync(join(folder, 'precious.md'), 'mine');
  expectRefusal(await answer('run', join(folder, 'a.yaml'), '--set', 'name=../precious', '--out', join(folder, 'out')));
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile, EXAMPLE, small, worldOf } from '../compile-text.ts';

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghij'].map((name, i) => {
    const nine = Array(9).fill(`*${'abcdefghij'[i]}`).join(', ');
    return `${name}: &${name} [${nine}]`;
  }),
].join('\n');

const services = (count: number, body: (i: number) => string): string =>
  `name: a\nservices:\n${Array.from({ length: count }, (_, i) => `  s${i}: ${body(i)}`).join('\n')}\ntraffic: { t: { to: s0, rate: 1/s } }`;

describe('hostile files are refused with a clear problem', () => {
  test.each([
    ['an alias bomb', bomb, 'BR001'],
    ['an alias of itself', 'name: &a [*a]', 'BR003'],
    ['an alias of what it is deep inside of', small('faults: &f { x: [{ y: *f }] }'), 'BR003'],
    ['a hundred thousand open brackets', `name: ${'['.repeat(100_000)}`, 'BR001'],
    ['a hundred thousand open maps', `name: ${'{a: '.repeat(100_000)}`, 'BR001'],
    ['a hundred thousand dashes', `name:\n  ${'- '.repeat(100_000)}x`, 'BR001'],
    ['a hundred thousand question marks', `${'? '.repeat(100_000)}x`, 'BR001'],
    ['a thousand levels of blocks', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'BR001'],
    ['two megabytes', `${small()}# ${'x'.repeat(2_000_000)}`, 'BR001'],
    ['two hundred thousand values', `name: [${'a,'.repeat(200_000)}]`, 'BR001'],
    ['a key called __proto__', small('__proto__: { polluted: true }'), 'BR004'],
    ['a service called constructor', small().replace('api: {', 'constructor: {}\n  api: {'), 'BR004'],
    ['a prototype in a patch', small('mitigations: { m: { patch: { services: { prototype: {} } } } }'), 'BR004'],
    ['a duration that would not be a text', small().replace('5ms', '{ toString: {} }'), 'BR010'],
    ['a foreign tag', small('title: !!js/function "x"'), 'BR003'],
    ['a tag of its own', 'name: !secret x', 'BR003'],
    ['two documents', `${small()}---\n${small()}`, 'BR003'],
    ['YAML 1.1', `%YAML 1.1\n---\n${small()}`, 'BR003'],
    ['a key that is a map', '? { a: b }\n: c', 'BR003'],
    ['a text that goes on after a character of code 0', small('\0faults: {}'), 'BR002'],
    ['a key twice', small('name: again'), 'BR029'],
    ['a merge key', small('<<: { title: x }'), 'BR003'],
    ['a merge key where names stand', small().replace('api: {', '<<: {}\n  api: {'), 'BR003'],
    ['binary data', small('title: !!binary aGk='), 'BR003'],
    ['a date', small('title: !!timestamp 2001-01-01'), 'BR003'],
    ['a set', small('faults: !!set { a, b }'), 'BR003'],
    ['line ends of long ago', small().replaceAll('\n', '\r'), 'BR002'],
    ['a comment that would swallow the rest', `# nothing below is read\r${small()}`, 'BR002'],
    ['not a number', small('run: { seed: .nan }'), 'BR015'],
    ['infinity', small('run: { replications: .inf }'), 'BR015'],
    ['a huge number', small(`run: { replications: ${'9'.repeat(400)} }`), 'BR015'],
    ['too many replicas', small().replace('api: {', 'api: { replicas: 10001,'), 'BR015'],
    ['too many slots', small().replace('concurrency: 8', 'concurrency: 1000001'), 'BR015'],
    ['a run of a year', small('run: { duration: 365d }'), 'BR015'],
    ['a billion requests a second', small().replace('100/s', '1000000000/s'), 'BR015'],
    ['a trillion requests', small('run: { duration: 100d }').replace('100/s', '1000000/s'), 'BR031'],
    [
      'a fault every nanosecond',
      small('faults: { f: { at: 1s, for: 1ns, every: 2ns, hang: { service: api } } }'),
      'BR031',
    ],
    ['a failure every nanosecond', small('faults: { f: { mtbf: 1ns, mttr: 1ns, hang: { service: api } } }'), 'BR031'],
    ['probes every nanosecond', small().replace('timeout: 1s', 'timeout: 1s, healthCheck: { interval: 1ns }'), 'BR031'],
    ['users who hardly think', small().replace('rate: 100/s', 'users: 100000, thinkTime: 1ns'), 'BR031'],
    [
      'calls five hundred deep',
      services(500, i => `{ calls: { s${Math.min(i + 1, 499)}: { probability: ${i < 499 ? 100 : 50}% } } }`),
      'BR031',
    ],
    ['three thousand services', services(3000, () => '{}'), 'BR031'],
    ['a hundred replicas a thousand times', services(1100, () => '{ replicas: 100 }'), 'BR031'],
    ['a long unit', small(`run: { duration: ${'1s'.repeat(50_000)}x }`), 'BR012'],
    ['no text', '', 'BR013'],
    ['a comment', '# nothing', 'BR013'],
    ['a word', 'hello', 'BR013'],
    ['a list', '[1, 2]', 'BR013'],
    ['control characters', '\u0000\u0001\u0002', 'BR002'],
    ['an open quote', 'name: "abc', 'BR002'],
    ['an unknown alias', 'name: *x', 'BR002'],
    [
      'twenty-five factors',
      small(
        `compare: factorial\nmitigations: { ${Array.from({ length: 25 }, (_, i) => `m${i}: { patch: {} }`).join(', ')} }`,
      ),
      'BR031',
    ],
  ])('%s', (_, text, code) => {
    const { plan, problems } = compile(text);
    expect(plan).toBeNull();
    expect(problems.filter(({ severity }) => severity === 'error').map(problem => problem.code)).toContain(code);
    expect(problems.length).toBeLessThanOrEqual(200);
  });

  test('nothing is polluted', () => {
    compile(small('__proto__: { polluted: true }'));
    compile(small(), { overrides: ['__proto__.polluted=true', 'services.__proto__.polluted=true'] });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('a long chain of calls that may stop is estimated without a stack overflow', () => {
    const text = services(1900, i => `{ calls: { s${Math.min(i + 1, 1899)}: { probability: 50% } } }`);
    expect(compile(text).plan).not.toBeNull();
  });

  test('a carriage return that ends a line alone is told at its place, before anything is made of it', () => {
    const problems = compile(small().replace('small\n', 'small\r')).problems;
    expect(problems).toMatchObject([
      { code: 'BR002', line: 1, column: 12, hint: expect.stringContaining('line ends') },
    ]);
  });

  test('a key may have an anchor, and the same alias stand beside its anchor again and again', () => {
    const text = small()
      .replace('api: {', '&api api: {')
      .replace('to: api', 'to: *api')
      .replace('timeout: 1s', 'timeout: &t 1s')
      .concat('  others: { to: *api, rate: 1/s, timeout: *t }');
    const { traffic } = worldOf(text);
    expect(traffic.map(({ edge: { name, policies } }) => [name, policies])).toEqual([
      ['users->api', [{ kind: 'attempt-timeout', settings: { limit: 1e9 } }]],
      ['others->api', [{ kind: 'attempt-timeout', settings: { limit: 1e9 } }]],
    ]);
  });

  test.each([
    ['a wide colon', small().replace('services:', 'services\uff1a'), 'U+FF1A'],
    ['a minus of the printer', small().replace('100/s', '\u2212100/s'), 'U+2212'],
    ['quotes of a word processor', small().replace('5ms', '\u201c5ms\u201d'), 'U+201C'],
    ['line ends of Unicode', small().replaceAll('\n', '\u2028'), 'U+2028'],
  ])('%s is pointed out', (_, text, character) => {
    expect(compile(text).problems[0]!.hint).toBe(
      `there is the character ${character}, which only looks like a plain one`,
    );
  });

  test('Windows line ends and a byte order mark change no position', () => {
    const text = `\uFEFF${small('titel: x').replaceAll('\n', '\r\n')}`;
    expect(compile(text).problems).toMatchObject([{ code: 'BR010', line: 6, column: 1, source: 'titel: x' }]);
  });
});

describe('whatever the text, there is a plan or an error, never an exception', () => {
  const consistent = (text: string): void => {
    const { plan, problems } = compile(text);
    expect(plan === null).toBe(problems.some(({ severity }) => severity === 'error'));
  };

  test('for the example with some characters replaced', () => {
    const edit = fc.tuple(
      fc.nat(EXAMPLE.length - 1),
      fc.nat(12),
      fc.constantFrom('', ':', '{', '}', '[', ' - ', '\n', '0', '%', '&a', '*a', 'null', '"', '-1', '~', '1e999', '\t'),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), edits => {
        consistent(edits.reduce((text, [at, length, by]) => text.slice(0, at) + by + text.slice(at + length), EXAMPLE));
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  test('for the example with any value replaced by any other', () => {
    const values = [...EXAMPLE.matchAll(/: ([^\s{}[\],#|][^{}[\],#\n]*)/g)].map(match => ({
      at: match.index + 2,
      length: match[1]!.length,
    }));
    const by = fc.constantFrom(
      'null',
      '0',
      '-1',
      '1e300',
      '500ms',
      '0s',
      '100%',
      '1/s',
      '{}',
      '[]',
      '[1]',
      '{ a: 1 }',
      'true',
      'x',
      '""',
      'storefront',
      'work',
      '104d',
    );
    fc.assert(
      fc.property(fc.constantFrom(...values), by, ({ at, length }, value) => {
        consistent(EXAMPLE.slice(0, at) + value + EXAMPLE.slice(at + length));
      }),
      { seed: 2, numRuns: 150 },
    );
  });
});

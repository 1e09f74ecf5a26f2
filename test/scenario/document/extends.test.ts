import { describe, expect, test } from 'vitest';
import { compileScenario } from '../../../src/scenario/compile.ts';
import { resolveFile } from '../../../src/scenario/document/files.ts';
import { compile, planOf, small, warningsOf } from '../compile-text.ts';

describe('extends is a merge patch over another file', () => {
  test('over several files', () => {
    const files = {
      'base.yaml': small('run: { seed: 5, replications: 4 }'),
      'sub/middle.yaml': 'extends: ../base.yaml\nservices: { api: { replicas: 3 } }',
    };
    const plan = planOf('extends: sub/middle.yaml\nname: mine\nrun: { seed: 6 }\nservices: { api: { work: 7ms } }', {
      files,
    });
    expect(plan).toMatchObject({ name: 'mine', seed: 6, replications: 4 });
    expect(plan.variants[0]!.world.services[0]).toMatchObject({
      replicas: 3,
      operations: [{ work: { kind: 'constant', value: 7e6 } }],
    });
  });

  test('a problem is told in the file it was written in', () => {
    const files = { 'base.yaml': small().replace('capacity: 10', 'capacty: 10') };
    expect(compile('extends: ./base.yaml', { files }).problems).toMatchObject([
      {
        code: 'BR010',
        file: 'base.yaml',
        line: 3,
        source: '  api: { concurrency: 8, queue: { capacty: 10 }, work: 5ms }',
      },
    ]);
  });

  test('a data file is looked for beside the file that names it', () => {
    const files = {
      'sub/base.yaml': small().replace('5ms', '{ empirical: { file: data.csv } }'),
      'sub/data.csv': 'milliseconds,share\n3,1\n',
    };
    expect(warningsOf('extends: sub/base.yaml', { files })).toEqual([]);
    expect(planOf('extends: sub/base.yaml', { files }).variants[0]!.world.services[0]!.operations[0]!.work.kind).toBe(
      'empirical',
    );
  });

  test.each([
    ['itself', 'extends: what-if.yaml', {}, 'BR006'],
    ['itself by another spelling', 'extends: ./sub/../what-if.yaml', {}, 'BR006'],
    [
      'a file that extends it',
      'extends: a.yaml',
      { 'a.yaml': 'extends: b.yaml', 'b.yaml': 'extends: a.yaml' },
      'BR006',
    ],
    ['a file outside', 'extends: ../base.yaml', {}, 'BR006'],
    ['a file far outside', 'extends: sub/../../../../etc/passwd', {}, 'BR006'],
    ['an absolute path', 'extends: /etc/passwd', {}, 'BR006'],
    ['another drive', 'extends: C:\\\\base.yaml', {}, 'BR006'],
    ['an address', 'extends: https://example.org/base.yaml', {}, 'BR006'],
    ['a file that is not there', 'extends: base.yaml', {}, 'BR005'],
    ['a number', `extends: 5\n${small()}`, {}, 'BR013'],
    ['a broken file', 'extends: base.yaml', { 'base.yaml': 'a: [' }, 'BR002'],
  ])('%s is refused', (_, text, files, code) => {
    const { plan, problems } = compile(text, { files });
    expect(plan).toBeNull();
    expect(problems[0]!.code).toBe(code);
  });

  test('more than one file is refused, and nothing said of what they would have had', () => {
    expect(compile('extends: [base.yaml]\nname: b').problems).toMatchObject([
      {
        code: 'BR013',
        message: 'expected the name of a file, found a list',
        hint: expect.stringContaining('base.yaml'),
      },
    ]);
  });

  test('a file that the reader cannot give is named once', () => {
    const messageOf = (reason: string) =>
      compileScenario({
        path: 'dir/a.yaml',
        text: 'extends: base.yaml',
        read: () => {
          throw new Error(reason);
        },
      }).problems.map(({ message }) => message);
    expect(messageOf('dir/base.yaml: it is a folder')).toEqual(['"dir/base.yaml": it is a folder']);
    expect(messageOf('it is gone')).toEqual(['"dir/base.yaml" cannot be read: it is gone']);
  });

  test('a chain of ten files is refused', () => {
    const files = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`f${i}.yaml`, `extends: f${i + 1}.yaml`]));
    expect(compile('extends: f0.yaml', { files }).problems).toMatchObject([{ code: 'BR006', file: 'f7.yaml' }]);
  });
});

describe('names of files', () => {
  test.each([
    ['b.yaml', 'dir/a.yaml', 'dir/', 'dir/b.yaml'],
    ['./x/../b.yaml', 'dir/a.yaml', 'dir/', 'dir/b.yaml'],
    ['../b.yaml', 'dir/sub/a.yaml', 'dir/', 'dir/b.yaml'],
    ['../b.yaml', 'dir/a.yaml', 'dir/', null],
    ['../dir/b.yaml', 'dir/a.yaml', 'dir/', null],
    ['b.yaml', '/abs/a.yaml', '/abs/', '/abs/b.yaml'],
    ['..\\b.yaml', 'a.yaml', '', null],
    ['.', 'a.yaml', '', null],
  ])('%s in %s below %s is %s', (name, from, top, expected) => {
    expect(resolveFile(name, from, top)).toBe(expected);
  });
});

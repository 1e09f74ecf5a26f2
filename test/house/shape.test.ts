import { describe, expect, it } from 'vitest';
import { exists, filesBelow, read, sources, withoutComments } from './sources.ts';

const LONGEST_FILE = 600;
const LONGEST_FUNCTION = 70;

/** Functions and methods with a body in braces, by the indentation biome gives: head at some depth, `}` at the same. */
function functionsOf(text: string): readonly { readonly name: string; readonly lines: number }[] {
  const lines = withoutComments(text).split('\n');
  const head =
    /^(\s*)(?:export )?(?:(?:private|protected|public|static|override|async|get|set|readonly) )*(?:function\*? )?(?:const )?([A-Za-z_$#][\w$]*)(?:<[^>]*>)?(?: = (?:async )?)?\([^;]*\{$/;
  return lines.flatMap((line, at) => {
    const match = head.exec(line);
    if (!match || ['if', 'for', 'while', 'switch', 'catch', 'return'].includes(match[2]!)) return [];
    const end = lines.findIndex((other, k) => k > at && other.startsWith(`${match[1]!}}`));
    return end < 0 ? [] : [{ name: match[2]!, lines: end - at + 1 }];
  });
}

describe('the shape of the code', () => {
  it(`no file is longer than ${LONGEST_FILE} lines`, () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > LONGEST_FILE);
    expect(long).toEqual([]);
  });

  it('functions are found by the parser that this test relies on', () => {
    const found = sources.flatMap(({ text }) => functionsOf(text));
    expect(found.length).toBeGreaterThan(400);
    expect(functionsOf(read('src/model/system.ts').text).map(({ name }) => name)).toContain('record');
    expect(functionsOf('function f(a: number): void {\n  g();\n}\n')).toEqual([{ name: 'f', lines: 3 }]);
  });

  it(`no function is longer than ${LONGEST_FUNCTION} lines`, () => {
    const long = sources.flatMap(({ path, text }) =>
      functionsOf(text)
        .filter(({ lines }) => lines > LONGEST_FUNCTION)
        .map(({ name, lines }) => `${path} ${name}: ${lines}`),
    );
    expect(long).toEqual([]);
  });

  it('fields of the engine and the model have a value from the start', () => {
    // V8 makes room inside an object for what its constructor sets, and looks elsewhere for what comes later.
    const late = sources
      .filter(({ path }) => /^src\/(engine|measure|model)\//.test(path))
      .flatMap(({ path, text }) =>
        [...withoutComments(text).matchAll(/^ {2}[\w ]*?(\w+)!: /gm)].map(([, name]) => `${path} ${name}`),
      );
    expect(late).toEqual([]);
  });

  it('every file says near its beginning what it is', () => {
    // One class or one function that carries its own comment may speak for its file.
    const silent = sources.filter(({ text }) => {
      const rest = text
        .replace(/^import[^;]*;\n/gm, '')
        .split('\n')
        .slice(0, 15);
      return !rest.some(line => line.trimStart().startsWith('/**'));
    });
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('no file is a barrel that only hands on others, but the library’s face', () => {
    const barrels = sources.filter(
      ({ path, text }) =>
        path !== 'src/index.ts' && /^(\s*export [^;=]* from '[^']+';\s*)+$/.test(withoutComments(text)),
    );
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });
});

const documents = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...(exists('docs') ? filesBelow('docs') : [])]
  .filter(path => path.endsWith('.md') && exists(path))
  .map(read);

describe('the documents', () => {
  it('link only to files that are there', () => {
    const broken = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\(([^)\s]+)\)/g)]
        .map(match => match[1]!)
        .filter(target => !/^(https?:|mailto:|#)/.test(target))
        .map(target => target.split('#')[0]!)
        .filter(target => !exists(target.startsWith('/') ? target.slice(1) : joined(path, target)))
        .map(target => `${path}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('link only to headings that are there', () => {
    const anchorsOf = (text: string): ReadonlySet<string> =>
      new Set(
        [...text.matchAll(/^#+\s+(.*)$/gm)].map(match =>
          match[1]!
            .toLowerCase()
            .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
            .trim()
            .replace(/\s/g, '-'),
        ),
      );
    const broken = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\(([^)\s#:]*)#([^)\s]+)\)/g)]
        .filter(([, target, anchor]) => {
          const file = target === '' ? path : joined(path, target!);
          return file.endsWith('.md') && exists(file) && !anchorsOf(read(file).text).has(anchor!);
        })
        .map(([, target, anchor]) => `${path}: ${target}#${anchor}`),
    );
    expect(broken).toEqual([]);
  });
});

/** A link's target as a path from the root. */
function joined(from: string, target: string): string {
  const parts = [...from.split('/').slice(0, -1), ...target.split('/')];
  const path: string[] = [];
  for (const part of parts) {
    if (part === '..') path.pop();
    else if (part !== '.' && part !== '') path.push(part);
  }
  return path.join('/');
}

describe('the files of the project', () => {
  const TEXT = /\.(ts|mjs|js|json|md|ya?ml|txt|csv)$|^\.[a-z]+$/;

  it('name no place of any machine', () => {
    const machine = /(?<![\w.])\/(home|Users|root|tmp|work|mnt|private\/var)\/[\w.-]+|\b[A-Z]:\\\\?[A-Z]\w+/;
    const tracked = filesBelow('').filter(path => TEXT.test(path) && path !== 'package-lock.json');
    const found = tracked.flatMap(path => {
      const match = machine.exec(read(path).text);
      return match && path !== 'test/house/shape.test.ts' ? [`${path}: ${match[0]}`] : [];
    });
    expect(found).toEqual([]);
  });

  it('end with a line break and have no trailing spaces', () => {
    const untidy = sources.filter(({ text }) => !text.endsWith('\n') || /[ \t]+$/m.test(text));
    expect(untidy.map(({ path }) => path)).toEqual([]);
  });
});

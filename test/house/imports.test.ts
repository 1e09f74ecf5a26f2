import { describe, expect, it } from 'vitest';
import { filesBelow, importsOf, read, resolveImport, roomOf, sources } from './sources.ts';

const isCode = (path: string): boolean => /\.(ts|mjs)$/.test(path);

/** Who may import whom; a room may always import itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  measure: [],
  results: [],
  model: ['engine', 'measure'],
  experiment: ['model', 'engine', 'measure', 'results'],
  scenario: ['experiment', 'model', 'engine'],
  analysis: ['experiment', 'scenario', 'results'],
  report: ['results'],
  page: ['report', 'results'],
  validation: ['model', 'engine', 'measure', 'results'],
};

/** What a call is and the way it takes: every family of the model knows these. */
const COMMON = ['call', 'network'];

/** Families of the model know the common ground and the files beside them, not each other. */
const FAMILIES = [
  'balancer',
  'cluster',
  'discovery',
  'fault',
  'health',
  'load',
  'mitigation',
  'monitor',
  'orchestrator',
  'placement',
  'recovery',
  'runtime',
  'service',
];

/** Puts the families together. */
const ASSEMBLY = 'assembly';

/** Contracts that a family declares for those who work with all of its members. */
const CONTRACTS: Readonly<Record<string, readonly string[]>> = {
  // A call goes through its policies, and asks a balancer where to.
  'src/model/call/chain.ts': ['src/model/mitigation/policy.ts', 'src/model/balancer/balancer.ts'],
  'src/model/call/transport.ts': ['src/model/mitigation/policy.ts'],
  // An attempt knows which step of an operation it is at.
  'src/model/call/attempt.ts': ['src/model/service/operation.ts'],
  // They tell the balancer they were made for whom to leave out.
  'src/model/health/health-checker.ts': ['src/model/balancer/balancer.ts'],
  'src/model/health/outlier-detector.ts': ['src/model/balancer/balancer.ts'],
};

const relative = sources.flatMap(file =>
  importsOf(file)
    .filter(specifier => specifier.startsWith('.'))
    .map(specifier => ({ from: file.path, to: resolveImport(file.path, specifier), specifier })),
);

describe('imports', () => {
  it('are found by the parser that this test relies on', () => {
    expect(relative.length).toBeGreaterThan(300);
    expect(relative).toContainEqual({
      from: 'src/model/call/chain.ts',
      to: 'src/engine/simulator.ts',
      specifier: '../../engine/simulator.ts',
    });
  });

  it('follow the arrows between the rooms', () => {
    const wrong = relative.filter(({ from, to }) => {
      const allowed = ARROWS[roomOf(from)];
      return allowed !== undefined && roomOf(to) !== roomOf(from) && !allowed.includes(roomOf(to));
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('are ruled for every room', () => {
    const rooms = new Set(sources.map(({ path }) => roomOf(path)).filter(room => room !== '' && room !== 'cli'));
    expect([...rooms].filter(room => ARROWS[room] === undefined)).toEqual([]);
  });

  it('never lead into the command line from anywhere else', () => {
    const wrong = relative.filter(({ from, to }) => roomOf(to) === 'cli' && roomOf(from) !== 'cli');
    expect(wrong).toEqual([]);
  });

  it('name files that exist, with their extension', () => {
    const known = new Set(sources.map(({ path }) => path));
    const wrong = relative.filter(({ to }) => !known.has(to) && !to.endsWith('.json'));
    expect(wrong.map(({ from, specifier }) => `${from}: ${specifier}`)).toEqual([]);
  });

  it('make no circle that runs when modules are loaded', () => {
    const edges = new Map<string, readonly string[]>();
    for (const file of sources) {
      const runtime = { ...file, text: file.text.replace(/import type [^;]*;/g, '') };
      edges.set(
        file.path,
        importsOf(runtime)
          .filter(specifier => specifier.startsWith('.'))
          .map(specifier => resolveImport(file.path, specifier)),
      );
    }
    expect(circleIn(edges)).toBeNull();
  });

  it('take node: only into the command line and the thread pool', () => {
    const allowed = new Set(['src/experiment/pool.ts', 'src/experiment/v8.ts', 'src/experiment/worker.ts']);
    const wrong = sources.filter(
      file =>
        roomOf(file.path) !== 'cli' &&
        !allowed.has(file.path) &&
        importsOf(file).some(specifier => specifier.startsWith('node:')),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  const inModel = relative.filter(({ from, to }) => roomOf(from) === 'model' && roomOf(to) === 'model');

  it('keep the families of the model apart: only what assembles them knows two', () => {
    const wrong = inModel.filter(({ from, to }) => {
      const [own, other] = [familyOf(from), familyOf(to)];
      const isApart = FAMILIES.includes(own) || COMMON.includes(own);
      return isApart && FAMILIES.includes(other) && other !== own && !CONTRACTS[from]?.includes(to);
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('let nobody in the model but the system know how it is put together', () => {
    const wrong = inModel.filter(({ from, to }) => familyOf(to) === ASSEMBLY && familyOf(from) !== ASSEMBLY);
    expect([...new Set(wrong.map(({ from }) => from))]).toEqual(['src/model/system.ts']);
  });

  it('are ruled for every folder of the model', () => {
    const folders = new Set(sources.map(({ path }) => path).flatMap(path => (isInFolder(path) ? familyOf(path) : [])));
    expect([...folders].sort()).toEqual([ASSEMBLY, ...COMMON, ...FAMILIES].sort());
  });

  it('have no contract that nobody needs', () => {
    const used = (from: string, to: string): boolean => relative.some(each => each.from === from && each.to === to);
    const unused = Object.entries(CONTRACTS).flatMap(([from, all]) => all.filter(to => !used(from, to)));
    expect(unused).toEqual([]);
  });
});

const isInFolder = (path: string): boolean => roomOf(path) === 'model' && path.split('/').length > 3;

/** `call` for src/model/call/chain.ts, a file's name for one beside the families. */
const familyOf = (path: string): string => path.split('/')[2]!;

/** A circle in a graph of imports, as a list of files; null when there is none. */
function circleIn(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>();
  const visit = (file: string, above: readonly string[]): readonly string[] | null => {
    if (above.includes(file)) return [...above.slice(above.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of edges.get(file) ?? []) {
      const circle = visit(next, [...above, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  };
  for (const file of edges.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return null;
}

describe('every file of src', () => {
  it('is reached from the library, the command line or the worker', () => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const { from, to } of relative) if (from === path) visit(to);
    };
    for (const entry of ['src/index.ts', 'src/cli/main.ts', 'src/experiment/worker.ts', 'src/page/main.ts'])
      visit(entry);
    const forgotten = sources.map(({ path }) => path).filter(path => !reached.has(path));
    expect(forgotten).toEqual([]);
  });
});

describe('an export of src', () => {
  /** Who may use it: everything but the text it stands in. */
  const users = [...sources, ...['test', 'tools', 'bench'].flatMap(filesBelow).filter(isCode).map(read)];

  it('has somebody who names it elsewhere; types may only be part of what is exported', () => {
    const values = /^export (?:abstract )?(?:async )?(?:const|let|function\*?|class) ([A-Za-z_$][\w$]*)/gm;
    const forgotten = sources.flatMap(({ path, text }) =>
      [...text.matchAll(values)]
        .map(match => match[1]!)
        .filter(name => !users.some(user => user.path !== path && new RegExp(`\\b${name}\\b`).test(user.text)))
        .map(name => `${path}: ${name}`),
    );
    expect(forgotten).toEqual([]);
  });
});

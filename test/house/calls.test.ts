import { describe, expect, it } from 'vitest';
import { code, places, roomOf, type SourceFile, sources } from './sources.ts';

interface Ban {
  readonly what: string;
  readonly pattern: RegExp;
  readonly instead: string;
  readonly where: (file: SourceFile) => boolean;
}

const inRooms =
  (...rooms: readonly string[]) =>
  ({ path }: SourceFile): boolean =>
    rooms.includes(roomOf(path));

/** Everything below the command line but the thread pool. */
const below = ({ path }: SourceFile): boolean =>
  roomOf(path) !== 'cli' && path !== 'src/experiment/pool.ts' && path !== 'src/experiment/worker.ts';

const simulation = inRooms('engine', 'model', 'measure');

const everywhere = (): boolean => true;

const BANS: readonly Ban[] = [
  { what: 'Math.random', pattern: /\bMath\.random\b/, instead: 'a named stream: Random.named', where: everywhere },
  { what: 'Date', pattern: /\bDate\b(?!Time)/, instead: 'simulator.now', where: below },
  { what: 'performance', pattern: /\bperformance\s*\./, instead: 'simulator.now', where: below },
  {
    what: 'timers',
    pattern: /\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/,
    instead: 'simulator.schedule',
    where: below,
  },
  { what: 'console', pattern: /\bconsole\s*\./, instead: 'a returned value that cli prints', where: below },
  {
    what: 'process',
    pattern: /(?<![.\w])process\s*\.(?!\w+\()(env|argv|exit|stdout|stderr|cwd|platform|hrtime)\b/,
    instead: 'a parameter set by cli',
    where: below,
  },
  {
    what: 'Math functions whose last bit differs between engines',
    pattern:
      /\bMath\.(log|log2|log10|log1p|exp|expm1|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot)\b/,
    instead: 'src/engine/arithmetic.ts',
    where: simulation,
  },
  { what: '**', pattern: /\*\*=?/, instead: 'a product, or power of src/engine/arithmetic.ts', where: simulation },
  {
    what: 'what depends on the locale',
    pattern: /\.(localeCompare|toLocale\w*)\b|\bIntl\b/,
    instead: 'a comparison by < and the formats of src/report/numbers.ts',
    where: everywhere,
  },
  {
    what: 'any',
    pattern: /(:|\bas|<|,|\|)\s*any\b(?!\s*[:(])/,
    instead: 'unknown, or the type it has',
    where: everywhere,
  },
  {
    what: 'enum',
    pattern: /^\s*(export\s+)?(const\s+)?enum\s/m,
    instead: 'a union of string literals, or constants',
    where: everywhere,
  },
  { what: 'default exports', pattern: /\bexport\s+default\b/, instead: 'a named export', where: everywhere },
  { what: 'a debugger statement', pattern: /\bdebugger\b/, instead: 'nothing', where: everywhere },
];

describe('what the code does not call', () => {
  it.each(BANS)('$what; instead: $instead', ({ pattern, where }) => {
    const found = sources
      .filter(where)
      .flatMap(file => places(file, code(file.text), new RegExp(pattern, pattern.flags)));
    expect(found).toEqual([]);
  });

  it('would be found if it were there', () => {
    const samples = [
      'const x = Math.random();',
      'const t = Date.now();',
      'performance.now()',
      'setTimeout(f, 1)',
      'console.log(1)',
      'process.env.HOME',
      'Math.log(2)',
      'a ** 2',
      'a.localeCompare(b)',
      'let a: any = 1',
      'enum Colour { Red }',
      'export default f',
      'debugger',
    ];
    samples.forEach((sample, i) => {
      expect(BANS[i]!.pattern.test(code(sample)), sample).toBe(true);
    });
    // In comments and strings they may be spoken of.
    for (const { pattern } of BANS)
      expect(pattern.test(code("// Math.random ** any\nconst a = 'Date.now()';"))).toBe(false);
  });
});

describe('the engine', () => {
  it('knows nothing of what is simulated with it', () => {
    const words = /\b(request|server|retry|retries|breaker|failure|replica)\w*\b/i;
    const found = sources.filter(inRooms('engine')).flatMap(file => places(file, code(file.text), words));
    expect(found).toEqual([]);
  });
});

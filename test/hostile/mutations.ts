/**
 * A scenario with one of its values replaced by something a tired or a malicious hand may write, for every value and
 * every replacement. Texts, not objects: some of what can be written is no JSON.
 */

/** Wrong types, extremes, quantities of the wrong kind, and names that mean something to JavaScript; as YAML. */
const REPLACEMENTS: readonly string[] = [
  'null',
  '0',
  '-1',
  '1.5',
  '1e308',
  '1e400',
  '-1e400',
  '9007199254740993',
  '.nan',
  '.inf',
  '-.inf',
  'true',
  '""',
  '" "',
  '"x"',
  '"null"',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{ "": 1 }',
  '{ "__proto__": { "x": 1 } }',
  '{ "constructor": 1 }',
  '{ "toString": {} }',
  '"__proto__"',
  '"0s"',
  '"1ns"',
  '"104d"',
  '"105d"',
  '"999999999999999999999999s"',
  '"-5ms"',
  '"0%"',
  '"100%"',
  '"100.0000001%"',
  '"0/s"',
  '"10000000/s"',
  '"1e9/s"',
  '"1e400/s"',
  '"work"',
  '"baseline"',
  '"\\u001b[31m\\u0000"',
  `"${'9'.repeat(5000)}ms"`,
  `"${'a->'.repeat(5000)}"`,
];

export interface Mutation {
  /** `run.duration = .nan` */
  readonly name: string;
  readonly text: string;
}

export type Path = readonly (string | number)[];

/** All of them, in order, or those of some places; `scenario` is the parsed file. */
export function* mutationsOf(scenario: unknown, isWanted: (path: Path) => boolean = () => true): Iterable<Mutation> {
  for (const path of pathsIn(scenario)) {
    if (!isWanted(path)) continue;
    const name = path.join('.');
    yield { name: `${name} removed`, text: JSON.stringify(changed(scenario, path, REMOVED)) };
    for (const yaml of REPLACEMENTS) {
      const text = JSON.stringify(changed(scenario, path, PLACEHOLDER)).replace(`"${PLACEHOLDER}"`, () => yaml);
      yield { name: `${name} = ${yaml.slice(0, 40)}`, text };
    }
  }
}

const REMOVED = Symbol('removed');
const PLACEHOLDER = '@@replaced@@';

export function* pathsIn(value: unknown, path: Path = []): Iterable<Path> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    yield place;
    yield* pathsIn(member, place);
  }
}

function changed(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  const inner = changed((value as Record<string | number, unknown>)[step], rest, by);
  if (Array.isArray(value))
    return inner === REMOVED ? value.filter((_, i) => i !== step) : value.with(Number(step), inner);
  const members = Object.entries(value as object).map(([key, member]) => [key, key === step ? inner : member] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== REMOVED));
}

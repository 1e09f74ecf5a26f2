import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { mitigations } from '../../src/model/mitigation/all.ts';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.ts';
import { balancers, distributions, faults, policies, profiles } from '../../src/scenario/kinds/all.ts';
import { scenarioSchema } from '../../src/scenario/schema/schema.ts';
import { starterScenario } from '../../src/scenario/starter.ts';
import { REFERENCE } from '../../tools/reference/all.ts';
import { kindsRegistry, mitigationRegistry, presetRegistry } from '../../tools/registry.ts';
import { EXAMPLE, small } from './compile-text.ts';

describe('committed files that are generated', () => {
  test.each([
    ['src/scenario/kinds/all.ts', () => kindsRegistry('src/scenario/kinds')],
    ['src/scenario/presets/all.ts', () => presetRegistry('src/scenario/presets')],
    ['src/model/mitigation/all.ts', () => mitigationRegistry('src/model/mitigation')],
    ['schema/scenario.schema.json', () => `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`],
  ])('%s is current; `npm run generate` makes it so', (path, make) => {
    expect(readFileSync(path, 'utf8')).toBe(make());
  });

  test.each(Object.entries(REFERENCE))('%s is current; `npm run generate` makes it so', async (path, make) => {
    expect(readFileSync(path, 'utf8')).toBe(await make());
  });
});

describe('kinds', () => {
  test('every policy of the file is a mitigation of the model, and the other way round', () => {
    expect(policies.map(({ kind }) => kind).sort()).toEqual(mitigations.map(({ kind }) => kind).sort());
  });

  test('no two policies have the same place in the chain: the order in which they are written would decide', () => {
    const orders = mitigations.map(({ order }) => order);
    expect(new Set(orders).size).toBe(orders.length);
  });

  test('no two kinds of a family share a key', () => {
    const keys = [
      policies.map(({ key }) => key),
      faults.map(({ key }) => key),
      profiles.map(({ key }) => key),
      balancers.map(({ name }) => name),
      distributions.flatMap(form => form.keys),
    ];
    for (const family of keys) expect(new Set(family).size).toBe(family.length);
  });
});

describe('the JSON Schema', () => {
  const schema = scenarioJsonSchema();
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

  test('is draft 7 and describes every key', () => {
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(undescribed(schema, 'scenario')).toEqual([]);
  });

  test.each([
    ['the example', EXAMPLE],
    ['the starter', starterScenario('hello')],
    ['a small file', small()],
    ['a file that extends another', 'extends: ./base.yaml'],
  ])('accepts %s', (_, text) => {
    expect(validate(parse(text))).toBe(true);
  });

  test.each([
    ['an unknown key', small('titel: x')],
    ['a bare number for a duration', small('run: { duration: 60 }')],
    ['a duration with a space', small('run: { duration: "60 s" }')],
    ['zero attempts', small().replace('timeout: 1s', 'retry: { attempts: 0 }')],
    ['an unknown balancer', small().replace('timeout: 1s', 'balancer: fastest')],
    ['an unknown distribution', small().replace('5ms', '{ exponental: 5ms }')],
    ['a missing target', small().replace('to: api, ', '')],
    ['a fault of an unknown kind', small('faults: { f: { at: 1m, melt: { service: api } } }')],
    ['a list of services', 'name: a\nservices: []\ntraffic: {}'],
    ['half a scenario', 'name: a'],
  ])('refuses %s, as zod does', (_, text) => {
    expect(scenarioSchema.safeParse(parse(text)).success).toBe(false);
    expect(validate(parse(text))).toBe(false);
  });
});

interface Described {
  readonly description?: string;
  readonly $ref?: string;
  readonly anyOf?: readonly Described[];
  readonly allOf?: readonly Described[];
  readonly properties?: Readonly<Record<string, Described>>;
}

/** Names of properties that nothing explains: neither themselves, nor their forms, nor the map they are the only key of. */
function undescribed(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, description } = schema as Described;
  const alone = Object.keys(properties).length === 1 && description !== undefined;
  const own = Object.entries(properties).filter(([, value]) => !alone && !isDescribed(value));
  const inner = Object.entries(schema).flatMap(([key, value]) => undescribed(value, `${path}.${key}`));
  return [...own.map(([key]) => `${path}.${key}`), ...inner];
}

const isDescribed = (schema: Described): boolean =>
  schema.description !== undefined || schema.$ref !== undefined || schema.anyOf?.every(isDescribed) === true;

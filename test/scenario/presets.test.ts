import { describe, expect, test } from 'vitest';
import type { RetrySettings } from '../../src/model/mitigation/retry.ts';
import { PRESET_BLOCKS, type PresetBlock } from '../../src/scenario/preset.ts';
import { systemsWith } from '../../src/scenario/preset-lookup.ts';
import { presets } from '../../src/scenario/presets/all.ts';
import { compile, small } from './compile-text.ts';

const client = (text: string) => small().replace('timeout: 1s', `timeout: 1s, ${text}`);

/** A scenario in which the block stands where it belongs, with what it cannot do without. */
const withBlock = (block: PresetBlock, name: string): string => {
  const known = { register: 'registry: names, ', discovery: 'registry: names, ' } as Partial<
    Record<PresetBlock, string>
  >;
  const text = `${block}: { ${known[block] ?? ''}preset: ${name} }`;
  const at = (place: string) => (block === place ? `, ${text}` : '');
  return `name: with-preset
services:
  names: { kind: registry${at('registry')} }
  api: { concurrency: 8, work: 5ms${at('register') || ', register: { registry: names }'}${PRESET_BLOCKS[block] === 'service' && block !== 'register' && block !== 'registry' ? `, ${text}` : ''} }
traffic:
  users: { to: api, rate: 100/s, timeout: 1s${PRESET_BLOCKS[block] === 'client' ? `, ${text}` : ''} }`;
};

const retryOf = (text: string): RetrySettings => {
  const { plan } = compile(client(text));
  return plan!.variants[0]!.world.traffic[0]!.edge.policies.find(({ kind }) => kind === 'retry')!
    .settings as RetrySettings;
};

describe('a preset', () => {
  test.each(presets.flatMap(system => system.presets.map(preset => [system.name, preset] as const)))(
    'of %s says nothing but what its block understands',
    (name, { of }) => {
      const { problems } = compile(withBlock(of, name));
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    },
  );

  test('fills what the block leaves out, field by field', () => {
    expect(retryOf('retry: { preset: resilience4j }')).toMatchObject({
      attempts: 3,
      backoff: { kind: 'exponential', base: 500e6, factor: 1 },
    });
    expect(retryOf('retry: { preset: aws-sdk, attempts: 5, backoff: { max: 1s } }')).toMatchObject({
      attempts: 5,
      backoff: { base: 100e6, factor: 2, max: 1e9, jitter: 'full' },
    });
    expect(retryOf('retry: { preset: aws-sdk, backoff: none }')).toMatchObject({
      attempts: 3,
      backoff: { kind: 'none' },
    });
  });

  test('makes room for another when a patch names one: nothing of the first is left', () => {
    const text = `${client('retry: { preset: istio }')}
mitigations: { other: { title: x, patch: { traffic: { users: { retry: { preset: polly } } } } } }`;
    const { plan } = compile(text);
    const settings = plan!.variants[1]!.world.traffic[0]!.edge.policies.find(({ kind }) => kind === 'retry')!.settings;
    expect(settings).toMatchObject({ attempts: 4, backoff: { base: 2e9, factor: 1 } });
  });

  test('that nobody has heard of is told with its place and the ones there are', () => {
    const { problems } = compile(client('retry: { preset: istoi }'));
    expect(problems).toMatchObject([{ code: 'BR014', found: '"istoi"', hint: 'did you mean "istio"?' }]);
    expect(problems[0]!.expected).toContain('resilience4j');
  });
});

describe('the systems', () => {
  test('have a name each, and each a source and a version', () => {
    expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length);
    for (const { source, version } of presets) expect([source, version]).not.toContain('');
  });

  test('fill every block that takes a preset, each block once at most', () => {
    for (const block of Object.keys(PRESET_BLOCKS) as PresetBlock[])
      expect(systemsWith(block).length).toBeGreaterThan(0);
    for (const { presets: own } of presets) expect(new Set(own.map(({ of }) => of)).size).toBe(own.length);
  });
});

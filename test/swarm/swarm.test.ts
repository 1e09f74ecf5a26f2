import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { randomScenario } from './random-scenario.ts';
import { replayCommand, swarm } from './swarm.ts';

const SEED = 1;
const COUNT = 250;

describe('a swarm of random scenarios', () => {
  test('is told the truth about: conserved, within bounds, the same twice', async () => {
    const { compiled, refused, failures } = await swarm(SEED, COUNT);
    expect(failures.join('\n\n')).toBe('');
    // A swarm that is mostly refused would prove little.
    expect(compiled).toBeGreaterThan(0.8 * COUNT);
    expect(compiled + refused).toBe(COUNT);
  });

  test('is the same for the same seed, and another for another', () => {
    expect(randomScenario(7)).toEqual(randomScenario(7));
    expect(randomScenario(8)).not.toEqual({ ...randomScenario(7), name: 'swarm-8' });
  });

  test('says every word that the schema knows', () => {
    const said = new Set<string>();
    for (let seed = SEED; seed < SEED + COUNT; seed++) collectWords(randomScenario(seed), said);
    expect(wordsOfSchema().filter(word => !said.has(word) && !UNSAID.has(word))).toEqual([]);
  });

  test('failing, names the one command that replays it', () => {
    expect(replayCommand(17)).toBe('npx tsx tools/swarm.ts --seed 17 --count 1 --smallest');
  });
});

/** Files that extend files are for the tests of test/scenario and test/hostile. */
const UNSAID = new Set(['extends', '$schema']);

function collectWords(value: unknown, said: Set<string>): void {
  if (typeof value === 'string') said.add(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    said.add(key);
    collectWords(member, said);
  }
}

/** Keys, and texts to choose from. */
function wordsOfSchema(): string[] {
  const words = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { properties, enum: choices, const: constant } = value as Record<string, unknown>;
    for (const word of [...Object.keys(properties ?? {}), ...((choices as unknown[]) ?? []), constant])
      if (typeof word === 'string') words.add(word);
    for (const member of Object.values(value)) visit(member);
  };
  visit(JSON.parse(readFileSync(new URL('../../schema/scenario.schema.json', import.meta.url), 'utf8')));
  return [...words].sort();
}

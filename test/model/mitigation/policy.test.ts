import { expect, it } from 'vitest';
import { ADMIT, GONE, HOLD } from '../../../src/model/mitigation/policy.ts';

it('what a policy may answer besides an outcome is none, and no two of it are alike', () => {
  const answers = [ADMIT, HOLD, GONE];
  expect(new Set(answers).size).toBe(3);
  // Outcomes are counted from 0 on (model/outcome.ts).
  for (const answer of answers) expect(answer).toBeLessThan(0);
});

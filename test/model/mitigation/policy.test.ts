import { expect, it } from 'vitest';
import { Call } from '../../../src/model/call/call.ts';
import { ADMIT, GONE, HOLD, Policy } from '../../../src/model/mitigation/policy.ts';
import { OUTCOME_COUNT } from '../../../src/model/outcome.ts';

it('what a policy may answer besides an outcome is none, and no two of it are alike', () => {
  const answers = [ADMIT, HOLD, GONE];
  expect(new Set(answers).size).toBe(3);
  // Outcomes are counted from 0 on (model/outcome.ts).
  for (const answer of answers) expect(answer).toBeLessThan(0);
});

it('a policy that says nothing else lets every call in and hands on how it ended', () => {
  class Silent extends Policy {}
  const policy = new Silent();
  const call = new Call(0);
  expect(policy.admit(call)).toBe(ADMIT);
  for (let outcome = 0; outcome < OUTCOME_COUNT; outcome++) expect(policy.settle(call, outcome)).toBe(outcome);
  expect(() => policy.abandon(call)).not.toThrow();
  expect(policy.memorySize).toBe(0);
});

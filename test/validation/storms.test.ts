import { describe, expect, it } from 'vitest';
import { attemptRate, goodput, isStuck, pause, recoveryAfter, runStorm, waiting } from '../../src/validation/storms.ts';
import { retry, timeout } from '../../src/validation/worlds.ts';

const policies = [timeout(1), retry(2)];

/** Ten requests a second to a service that could do 33, so that it can do them with a retry each. */
const calm = { service: { work: 0.03 }, traffic: { everyRatePerSecond: 10, policies }, faults: [], end: 20 };

describe('a storm', () => {
  it('is none without a trigger', () => {
    const [record] = runStorm(calm, 'calm', 1);
    expect(goodput(record!, [5, 15])).toBe(10);
    expect(attemptRate(record!, [5, 15])).toBe(10);
    expect(waiting(record!, [5, 15])).toBe(0);
    expect(isStuck(record!, [10, 20])).toBe(false);
    expect(recoveryAfter(record!, 5)).toBe(0);
  });

  it('is over in the first second in which most of what is offered succeeds', () => {
    // Ten requests a second for 3 s, with a retry each but those of the last second: 50 attempts wait at 8. With 20 coming
    // and 33 leaving a second, those that come wait less than a second when 33 do, in the second after the next.
    const [record] = runStorm({ ...calm, faults: [pause(5, 8)] }, 'pause', 1);
    expect(goodput(record!, [6, 8])).toBe(0);
    expect(isStuck(record!, [6, 8])).toBe(true);
    expect([1, 2]).toContain(recoveryAfter(record!, 8));
    expect(isStuck(record!, [15, 20])).toBe(false);
  });

  it('never ends for a service that is always asked for twice what it can do', () => {
    const [record] = runStorm({ ...calm, traffic: { everyRatePerSecond: 70, policies } }, 'overload', 1);
    expect(isStuck(record!, [10, 20])).toBe(true);
    expect(recoveryAfter(record!, 10)).toBeNull();
  });

  it('hears nothing of a refusal when the service is silent, and asks again after its timeout', () => {
    const full = { ...calm, service: { work: 10, queue: { capacity: 0 } } };
    const [spoken] = runStorm(full, 'spoken', 1);
    const [silent] = runStorm({ ...full, isSilent: true }, 'silent', 1);
    // Nine in ten are refused: their second attempt comes at once, or a second later.
    expect(attemptRate(spoken!, [0, 1])).toBeGreaterThan(15);
    expect(attemptRate(silent!, [0, 1])).toBeLessThan(11);
    expect(attemptRate(silent!, [5, 15])).toBe(20);
  });
});

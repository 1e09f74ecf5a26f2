import { describe, expect, it } from 'vitest';
import { EJECTED, UNHEALTHY, UNLISTED } from '../../../src/model/balancer/balancer.ts';
import { RoundRobin } from '../../../src/model/balancer/round-robin.ts';
import { Call } from '../../../src/model/call/call.ts';
import { NOBODY } from '../../../src/model/call/slots.ts';

const call = new Call(0);
const turns = (balancer: RoundRobin, count: number) => Array.from({ length: count }, () => balancer.pick(call));

describe('a replica that is left out', () => {
  it('gets nothing until the last reason is gone', () => {
    const balancer = new RoundRobin(3, 0);
    balancer.exclude(1, UNHEALTHY);
    balancer.exclude(1, EJECTED);
    expect(turns(balancer, 4)).toEqual([0, 2, 0, 2]);
    balancer.include(1, UNHEALTHY);
    expect(turns(balancer, 4)).toEqual([0, 2, 0, 2]);
    balancer.include(1, EJECTED);
    expect(turns(balancer, 3).sort()).toEqual([0, 1, 2]);
  });

  it('is left out once, however often the same reason is given', () => {
    const balancer = new RoundRobin(2, 0);
    balancer.exclude(0, UNLISTED);
    balancer.exclude(0, UNLISTED);
    balancer.include(0, UNLISTED);
    expect(turns(balancer, 2)).toEqual([0, 1]);
  });

  it('can be asked for its reasons', () => {
    const balancer = new RoundRobin(2, 0);
    balancer.exclude(0, UNHEALTHY | EJECTED);
    expect(balancer.isExcluded(0, EJECTED)).toBe(true);
    expect(balancer.isExcluded(0, UNLISTED)).toBe(false);
    expect(balancer.isExcluded(0, EJECTED | UNLISTED)).toBe(true);
    expect(balancer.isExcluded(1, EJECTED)).toBe(false);
  });

  it('leaves nobody when it is the last one', () => {
    const balancer = new RoundRobin(2, 0);
    balancer.exclude(0, UNHEALTHY);
    balancer.exclude(1, UNLISTED);
    expect(balancer.pick(call)).toBe(NOBODY);
  });
});

import { afterEach, expect, it, vi } from 'vitest';
import { isLarge, runReplication } from '../../src/model/system.ts';
import { SECOND, servicePlan, worldPlan } from './fixture.ts';

const worldOf = (services: number) =>
  worldPlan({
    duration: 3 * SECOND,
    warmup: SECOND,
    services: Array.from({ length: services }, (_, number) => servicePlan(`service-${number}`)),
  });

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each([
  [63, 0],
  [64, 2],
])('a world of %d services is moved together %d times, which nobody sees in its results', (services, times) => {
  vi.stubGlobal('gc', undefined);
  const untouched = runReplication(worldOf(services), 'x/0');
  const gc = vi.fn();
  vi.stubGlobal('gc', gc);
  expect(runReplication(worldOf(services), 'x/0')).toEqual(untouched);
  expect(gc).toHaveBeenCalledTimes(times);
  expect(isLarge(worldOf(services))).toBe(times > 0);
});

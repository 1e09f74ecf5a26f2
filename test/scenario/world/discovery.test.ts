import { describe, expect, test } from 'vitest';
import { compile, errorsOf, warningsOf, worldOf } from '../compile-text.ts';

const scenario = ({
  registry = '',
  register = 'registry: names, heartbeat: 10s, ttl: 30s',
  discovery = 'registry: names, refresh: 30s',
} = {}) => `name: found
services:
  names: { kind: registry, replicas: 3, work: 1ms${registry} }
  api: { concurrency: 8, queue: { capacity: 10 }, work: 5ms, register: { ${register} } }
traffic:
  users: { to: api, rate: 100/s, timeout: 1s, discovery: { ${discovery} } }`;

describe('discovery', () => {
  test('has a registry, services that register, and clients that look up', () => {
    const world = worldOf(scenario());
    const [names, api] = world.services;
    expect(names!.registry).toEqual({
      consistency: 'quorum',
      reads: 'quorum',
      sweep: 0,
      selfPreservation: 0,
      responseCache: 0,
      election: { heartbeat: 100e6, timeout: 1e9 },
    });
    expect(names!.concurrency).toBe(Number.POSITIVE_INFINITY);
    const messages = { registry: 0, timeout: 1e9, latency: null, loss: 0 };
    expect(api!.register).toEqual({ ...messages, heartbeat: 10e9, detector: { kind: 'timeout', timeout: 30e9 } });
    expect(world.traffic[0]!.edge.discovery).toEqual({ ...messages, refresh: 30e9 });
    expect(warningsOf(scenario())).toEqual([]);
  });

  test.each([
    ['registry: names, missed: 5', { kind: 'timeout', timeout: 50e9 }],
    ['registry: names', { kind: 'timeout', timeout: 30e9 }],
    ['registry: names, phi: {}', { kind: 'phi', threshold: 8, window: 1000, minDeviation: 100e6, pause: 0 }],
    ['registry: names, preset: eureka', { kind: 'timeout', timeout: 180e9 }],
  ])('tells a death as `%s` says', (register, detector) => {
    expect(worldOf(scenario({ register })).services[1]!.register!.detector).toEqual(detector);
  });

  test.each([
    [{ register: 'registry: nams' }, 'BR100 services.api.register.registry'],
    [{ register: 'registry: api' }, 'BR100 services.api.register.registry'],
    [{ discovery: 'registry: nams' }, 'BR100 traffic.users.discovery.registry'],
    [{ register: 'registry: names, ttl: 30s, phi: {}' }, 'BR016 services.api.register.phi'],
    [{ registry: ', registry: { selfPreservation: 85% }' }, 'BR016 services.names.registry.selfPreservation'],
  ])('refuses %j', (change, expected) => {
    expect(errorsOf(scenario(change))).toContain(expected);
  });

  test.each([
    [{ register: 'registry: names, heartbeat: 1ns' }, 'BR031 services.api.register'],
    [{ discovery: 'registry: names, refresh: 1ns' }, 'BR031 traffic.users.discovery'],
    [{ registry: ', registry: { sweep: 1ns }' }, 'BR031 services.names.registry'],
    [{ registry: ', registry: { election: { heartbeat: 1ns } }' }, 'BR031 services.names.registry'],
  ])('refuses clocks that tick too often: %j', (change, expected) => {
    expect(errorsOf(scenario(change))).toContain(expected);
  });

  test('refuses to look for a service where it does not register', () => {
    const text = scenario().replace(', register: { registry: names, heartbeat: 10s, ttl: 30s }', '');
    const [problem] = compile(text).problems.filter(({ code }) => code === 'BR101');
    expect(problem).toMatchObject({ path: 'traffic.users.discovery.registry' });
    expect(problem!.message).toBe('api is not to be found in names: it registers nowhere');
  });

  test('keeps a registry’s settings for registries', () => {
    const text = scenario().replace('work: 5ms', 'work: 5ms, registry: {}');
    expect(errorsOf(text)).toEqual(['BR016 services.api.registry']);
  });

  test.each([
    [{ register: 'registry: names, heartbeat: 10s, ttl: 15s' }, 'BR152 services.api.register.ttl'],
    [
      { registry: ', registry: { consistency: peers, selfPreservation: 85% }', register: 'registry: names, ttl: 60s' },
      'BR154 services.api.register',
    ],
  ])('warns of %j', (change, expected) => {
    expect(warningsOf(scenario(change))).toContain(expected);
  });
});

/** Warnings about where things run: who is out of an outage's reach, and what a leak of memory cannot harm. */
import { describe, expect, test } from 'vitest';
import { compile } from '../compile-text.ts';

const world = (api: string, db: string, fault: string): string => `name: places
run: { duration: 4m, warmup: 30s }
zones: { a: {}, b: {} }
services:
  api: { replicas: 2, ${api}, concurrency: 4, queue: { capacity: 16 }, work: 5ms, calls: { db: { timeout: 1s } } }
  db: { ${db}, concurrency: 4, queue: { capacity: 16 }, work: 1ms }
traffic: { users: { to: api, rate: 10/s, timeout: 2s } }
faults:
  trouble: { at: 1m, for: 30s, ${fault} }
`;

const messages = (text: string, code: string): readonly string[] => {
  const { plan, problems } = compile(text);
  expect(plan).not.toBeNull();
  return problems.filter(problem => problem.code === code).map(({ message }) => message);
};

describe('a service that names no place', () => {
  test('is named when a place fails, as that cannot reach it', () => {
    const text = world('zones: [a, b]', 'replicas: 1', 'crash: { zone: a }');
    expect(messages(text, 'BR250')).toEqual(['db runs nowhere in particular: trouble cannot reach it']);
  });

  test('is nobody’s concern while no place fails, or when it says where it is', () => {
    expect(messages(world('zones: [a, b]', 'replicas: 1', 'crash: { service: api }'), 'BR250')).toEqual([]);
    expect(messages(world('zones: [a, b]', 'zone: b', 'crash: { zone: a }'), 'BR250')).toEqual([]);
  });
});

describe('a leak of memory', () => {
  const leak = 'memoryLeak: { service: api, perSecond: 1MiB }';

  test('harms nobody where memory has no limit, which is told', () => {
    const expected = ['trouble changes nothing: api has no limit of memory'];
    expect(messages(world('zone: a', 'zone: a', leak), 'BR251')).toEqual(expected);
    expect(messages(world('zone: a, runtime: container', 'zone: a', leak), 'BR251')).toEqual(expected);
  });

  test('is what it says where memory has a limit', () => {
    const limited = 'zone: a, runtime: { preset: container, memory: { limit: 256MiB, base: 100MiB } }';
    expect(messages(world(limited, 'zone: a', leak), 'BR251')).toEqual([]);
  });
});

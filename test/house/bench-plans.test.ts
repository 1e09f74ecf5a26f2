/**
 * The bench writes its plans by hand, and nothing checks their types: a member that is not there is not `null`, and may
 * switch a mechanism on. So its plans have to have the members that a compiled scenario has.
 */
import { expect, test } from 'vitest';
import type { WorldPlan } from '../../src/model/plan.ts';
import { worldOf } from '../scenario/compile-text.ts';

const BENCH = new URL('../../bench/workloads.mjs', import.meta.url).href;

const COMPILED = worldOf(`name: two
services:
  front: { work: 1ms, calls: { back: {} } }
  back: { work: 1ms }
traffic:
  users: { to: front, rate: 10/s }
run: { duration: 1m }
`);

/** Names of the members, by the part of the plan they belong to. */
function membersOf({ services, traffic, ...world }: WorldPlan): Record<string, string[]> {
  const caller = services.find(({ edges }) => edges.length > 0)!;
  const names = (part: object): string[] => Object.keys(part).sort();
  return {
    world: names(world),
    service: names(caller),
    queue: names(caller.queue),
    operation: names(caller.operations[0]!),
    call: names(caller.operations[0]!.flow.flatMap(step => (step.kind === 'calls' ? step.calls : []))[0]!),
    edge: names(caller.edges[0]!),
    balancer: names(caller.edges[0]!.balancer),
    traffic: names(traffic[0]!),
  };
}

test('plans of the bench are complete', async () => {
  const { workloads } = (await import(BENCH)) as { workloads: { W3: { build(requests: number): WorldPlan } } };
  expect(membersOf(workloads.W3.build(100))).toEqual(membersOf(COMPILED));
});

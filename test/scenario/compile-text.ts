/** Scenario texts for the tests of this room, and a short way to compile them. */
import type { ExperimentPlan } from '../../src/experiment/plan.ts';
import type { WorldPlan } from '../../src/model/plan.ts';
import { type CompileInput, type CompileOutput, compileScenario } from '../../src/scenario/compile.ts';
import { type Problem, renderProblem } from '../../src/scenario/problems/problem.ts';

/** Other files by the path they are asked for. */
type Extra = Partial<Omit<CompileInput, 'path' | 'text' | 'read'>> & {
  readonly files?: Readonly<Record<string, string>>;
};

export function compile(text: string, { files = {}, ...input }: Extra = {}): CompileOutput {
  const read = (path: string): string => {
    const found = files[path];
    if (found === undefined) throw new Error('there is no such file');
    return found;
  };
  return compileScenario({ path: 'what-if.yaml', text, read, overrides: [], ...input });
}

/** The plan; fails with the errors when there is none. */
export function planOf(text: string, extra: Extra = {}): ExperimentPlan {
  const { plan, problems } = compile(text, extra);
  if (plan === null) throw new Error(problems.map(renderProblem).join('\n'));
  return plan;
}

export const worldOf = (text: string, extra: Extra = {}): WorldPlan => planOf(text, extra).variants[0]!.world;

/** `BR012 run.duration`, errors only. */
export const errorsOf = (text: string, extra: Extra = {}): string[] => brief(compile(text, extra).problems, 'error');

export const warningsOf = (text: string, extra: Extra = {}): string[] =>
  brief(compile(text, extra).problems, 'warning');

const brief = (problems: readonly Problem[], severity: string): string[] =>
  problems.filter(problem => problem.severity === severity).map(({ code, path }) => `${code} ${path}`);

/** One service, one source, nothing to complain about; `rest` is put beneath. */
export const small = (rest = ''): string => `name: small
services:
  api: { concurrency: 8, queue: { capacity: 10 }, work: 5ms }
traffic:
  users: { to: api, rate: 100/s, timeout: 1s }
${rest}`;

/** The example of the documentation. */
export const EXAMPLE = `# yaml-language-server: $schema=../schema/scenario.schema.json
name: retry-storm
title: A slow database and callers that never give up
description: |
  For 30 s the database answers eight times slower. Clients retry at once. Watch what happens
  after the database is well again.

run: { duration: 6m, warmup: 1m, replications: 10, seed: 7 }

services:
  storefront:
    replicas: 4
    concurrency: 64                       # requests in progress per replica
    queue: { capacity: 256 }
    work: { lognormal: { p50: 4ms, p99: 20ms } }
    calls:                                # in this order, unless \`flow\` says otherwise
      orders:
        timeout: 500ms
        retry: { attempts: 4, backoff: none }
      recommendations:
        timeout: 100ms
        optional: true                    # its failure degrades the answer, no more
  orders:
    replicas: 3
    concurrency: 32
    work: 6ms                             # a bare value is a constant
    calls:
      orders-db: { timeout: 400ms, retry: { attempts: 3, backoff: none } }
  orders-db:
    replicas: 1
    concurrency: 16
    work: { exponential: 8ms }
  recommendations: { replicas: 2, work: { mean: 10ms, cv: 1.5 } }

traffic:
  shoppers:
    to: storefront
    rate: 900/s                           # Poisson; { constant: 900/s } and profiles exist too
    timeout: 3s

faults:
  slow-db: { at: 2m, for: 30s, slow: { service: orders-db, factor: 8 } }

mitigations:
  backoff-with-jitter:
    title: Exponential backoff with full jitter
    answers: unbounded-retries
    patch:                                # JSON merge patch over this file
      services:
        storefront: { calls: { orders: { retry: { backoff: { base: 50ms, factor: 2, max: 2s, jitter: full } } } } }
        orders: { calls: { orders-db: { retry: { backoff: { base: 50ms, factor: 2, max: 2s, jitter: full } } } } }
  retry-budget:
    title: At most 10 % of calls may be retries
    patch: { services: { orders: { calls: { orders-db: { retry: { budget: 10% } } } } } }
  circuit-breaker:
    title: A breaker in front of the database
    patch:
      services: { orders: { calls: { orders-db: { breaker: { failureRate: 50%, window: 10s, minimumCalls: 20, openFor: 5s, halfOpenCalls: 5 } } } } }

compare: each                             # each | ablation | factorial | a list of sets

expect:
  baseline: [ "recovery = never" ]        # the teaching point, held as a regression test
  all: [ "availability >= 99%", "p(99) < 1s", "recovery < 20s", "amplification < 1.3" ]
`;

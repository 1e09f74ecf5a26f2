/**
 * The library: a scenario's text becomes a plan or a list of problems, a plan becomes a result, a result becomes text.
 * Nothing here reads files, prints or keeps state; the command line is one user of these functions among others.
 *
 * ```ts
 * const { plan, problems } = compileScenario({ path: 'what-if.yaml', text });
 * if (plan === null) throw new Error(problems.map(renderProblem).join('\n'));
 * const runner = createRunner(2);
 * const scenario = { name: plan.name, title: plan.title, description: plan.description, file: null, sha256: null };
 * const result = await runExperiment(plan, { runner, version: 'mine', scenario, warnings: [] });
 * await runner.close();
 * console.log(renderMarkdown(result));
 * ```
 */
export { EngineFault } from './experiment/engine-fault.ts';
export type { ExperimentPlan, Statement, VariantPlan } from './experiment/plan.ts';
export { createRunner } from './experiment/pool.ts';
export type { ReplicationRunner, ReplicationTask, RunnerOptions, StopSignal } from './experiment/replicate.ts';
export { type ExperimentOptions, runExperiment } from './experiment/run.ts';
export { type Finding, findingsOf } from './report/findings.ts';
export { renderJson } from './report/json.ts';
export { renderJunit } from './report/junit.ts';
export { renderMarkdown } from './report/markdown.ts';
export { NO_PAINT, type Paint } from './report/paint.ts';
export { renderTerminal, renderVerdicts, type TerminalOptions } from './report/terminal.ts';
export type * from './results/result.ts';
export { RESULT_SCHEMA } from './results/result.ts';
export { type CompileInput, type CompileOutput, compileScenario } from './scenario/compile.ts';
export { type ExplainOutput, type Explanation, explainScenario } from './scenario/explanation/explanation.ts';
export { scenarioJsonSchema } from './scenario/json-schema.ts';
export { type Problem, renderProblem } from './scenario/problems/problem.ts';
export { starterScenario } from './scenario/starter.ts';

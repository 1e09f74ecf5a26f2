/** From a scenario's text to the bytes of its result, without files, threads or anything of Node: also run in a browser. */
import { inProcessRunner, type ReplicationRunner } from '../../src/experiment/replicate.ts';
import { runExperiment } from '../../src/experiment/run.ts';
import { runReplication } from '../../src/model/system.ts';
import { renderJson } from '../../src/report/json.ts';
import type { Result } from '../../src/results/result.ts';
import { compileScenario } from '../../src/scenario/compile.ts';

export async function resultOf(name: string, text: string, runner = inProcessRunner(runReplication)): Promise<Result> {
  const { plan, problems } = compileScenario({ path: `${name}.yaml`, text, read: noFiles, overrides: [] });
  if (plan === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  const scenario = { name, title: plan.title, description: plan.description, file: null, sha256: null };
  return await runExperiment(plan, { runner, version: 'test', scenario, warnings: [] });
}

export const bytesOf = async (name: string, text: string, runner?: ReplicationRunner): Promise<string> =>
  renderJson(await resultOf(name, text, runner));

const noFiles = (path: string): never => {
  throw new Error(`there are no files here, ${path} neither`);
};

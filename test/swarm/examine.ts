/** One scenario, all the way from its text to its reports, with everything looked at that must hold on the way. */
import type { Watcher } from '../../src/engine/checkpoints.ts';
import { EngineFault } from '../../src/experiment/engine-fault.ts';
import type { ExperimentPlan } from '../../src/experiment/plan.ts';
import { inProcessRunner } from '../../src/experiment/replicate.ts';
import { runExperiment } from '../../src/experiment/run.ts';
import type { WorldPlan } from '../../src/model/plan.ts';
import { System } from '../../src/model/system.ts';
import { TooMuchError } from '../../src/model/too-much.ts';
import { renderHtml } from '../../src/report/html/page.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { NO_PAINT } from '../../src/report/paint.ts';
import { pictureOf } from '../../src/report/picture/picture.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import type { Result } from '../../src/results/result.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { explainScenario } from '../../src/scenario/explanation/explanation.ts';
import { type Problem, renderProblem } from '../../src/scenario/problems/problem.ts';
import { complaintsAbout } from './complaints.ts';
import { DATA_FILES } from './random-distribution.ts';
import type { ScenarioObject } from './random-scenario.ts';

export interface Examination {
  /** Whether there was a plan to run. */
  readonly ran: boolean;
  readonly events: number;
  readonly problems: readonly Problem[];
  /** What must not be; empty when all is well. */
  readonly complaints: readonly string[];
}

/** Far more than a scenario of the swarm needs: one that does not end is found by counting, not by a clock. */
const MOST_EVENTS = 3_000_000;

export async function examine(scenario: ScenarioObject): Promise<Examination> {
  const text = JSON.stringify(scenario);
  const examination = await examineText(text);
  return { ...examination, complaints: [...examination.complaints, ...explanationComplaints(text)] };
}

/** What `brownout explain` makes of it: with every default written out, it is the same scenario. */
export function explanationComplaints(text: string): string[] {
  const compiled = (own: string) => compileScenario({ path: 'swarm.yaml', text: own, read }).plan;
  try {
    const { explanation } = explainScenario({ path: 'swarm.yaml', text, read });
    const plan = compiled(text);
    if (explanation === null || plan === null)
      return explanation === plan ? [] : ['a plan or an explanation, not both'];
    const isSame = JSON.stringify(compiled(explanation.resolved)) === JSON.stringify(plan);
    return isSame ? [] : ['with every default written out it is another scenario'];
  } catch (thrown) {
    return [`explaining has thrown: ${thrown instanceof Error ? thrown.stack : String(thrown)}`];
  }
}

/** Never throws: what is thrown is a complaint, but for a limit that announces itself, which the command line passes on. */
export async function examineText(text: string, overrides: readonly string[] = []): Promise<Examination> {
  try {
    return await compileAndRun(text, overrides);
  } catch (thrown) {
    if (thrown instanceof EngineFault && thrown.cause instanceof TooMuchError)
      return { ran: false, events: 0, problems: [], complaints: [] };
    const { message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
    const place = stack?.split('\n').slice(1, 4).join(' ') ?? '';
    return { ran: false, events: 0, problems: [], complaints: [`thrown: ${message} ${place}`] };
  }
}

async function compileAndRun(text: string, overrides: readonly string[]): Promise<Examination> {
  const { plan, problems } = compileScenario({ path: 'swarm.yaml', text, read, overrides });
  const complaints = problemComplaints(plan, problems);
  if (plan === null) return { ran: false, events: 0, problems, complaints };
  const [first, again] = [await resultOf(plan), await resultOf(plan)];
  const worlds = plan.variants.map(({ world }) => world);
  return {
    ran: true,
    events: first.variants.reduce((sum, { events }) => sum + events, 0),
    problems,
    complaints: [
      ...complaints,
      ...complaintsAbout(first, worlds),
      ...(renderJson(first) === renderJson(again) ? [] : ['the same seed gave another result']),
      ...reportComplaints(first),
    ],
  };
}

function read(path: string): string {
  const text = DATA_FILES[path];
  if (text === undefined) throw new Error('there is no such file');
  return text;
}

/** A plan or errors, and every problem says where and what. */
export function problemComplaints(plan: ExperimentPlan | null, problems: readonly Problem[]): string[] {
  const errors = problems.filter(({ severity }) => severity === 'error');
  return [
    ...(plan === null && errors.length === 0 ? ['neither a plan nor an error'] : []),
    ...(plan !== null && errors.length > 0 ? ['a plan in spite of errors'] : []),
    ...problems.filter(problem => !isClear(problem)).map(problem => `not a clear problem: ${JSON.stringify(problem)}`),
  ];
}

const isClear = (problem: Problem): boolean =>
  /^BR\d{3}$/.test(problem.code) &&
  problem.message.trim() !== '' &&
  !/undefined|NaN|\[object/.test(problem.message) &&
  problem.line >= 1 &&
  problem.column >= 1 &&
  renderProblem(problem).includes(problem.code);

async function resultOf(plan: ExperimentPlan): Promise<Result> {
  const { name, title, description } = plan;
  const scenario = { name, title, description, file: null, sha256: null };
  return await runExperiment(plan, { runner: inProcessRunner(simulate), version: 'test', scenario, warnings: [] });
}

/** As `runReplication`, but not for ever. */
function simulate(world: WorldPlan, seed: string) {
  const system = new System(world, seed);
  system.simulator.watchedBy(new Limit());
  system.run();
  return system.record();
}

export const TOO_MANY_EVENTS = `more than ${MOST_EVENTS} events`;

class Limit implements Watcher {
  readonly next = MOST_EVENTS;

  watch(): never {
    throw new Error(TOO_MANY_EVENTS);
  }
}

/** Figures that are none would be written so. */
const NO_FIGURE = /\b(NaN|undefined|Infinity)\b|\[object /;

function reportComplaints(result: Result): string[] {
  const reports: Readonly<Record<string, string>> = {
    terminal: renderTerminal(result, { columns: 80, paint: NO_PAINT, verbose: true }),
    markdown: renderMarkdown(result),
    junit: renderJunit([result]),
    picture: pictureOf(result)?.words ?? '',
    html: renderHtml(result, { script: '', scriptHash: '', style: '', styleHash: '' }),
  };
  return Object.entries(reports).flatMap(([name, text]) => {
    const found = text.split('\n').find(line => NO_FIGURE.test(line));
    return found === undefined ? [] : [`${name} says: ${found}`];
  });
}

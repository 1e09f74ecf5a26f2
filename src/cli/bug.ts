/** How a bug of ours is shown: what happened, and the one command that makes it happen again. */
import { EngineFault } from '../experiment/engine-fault.ts';
import { shellWord } from '../report/shell-word.ts';
import type { Host } from './host.ts';
import type { Adjustments } from './settings.ts';
import { flagWords } from './settings.ts';

/** What was being run when it happened. */
export interface Running {
  readonly file: string;
  readonly seed: number | string;
  readonly replications: number;
  readonly adjustments: Adjustments;
}

/** Wraps whatever was thrown while a file was being run, so that the report can name the run. */
export class RunFault extends Error {
  override readonly name = 'RunFault';
  readonly running: Running;

  constructor(running: Running, cause: unknown) {
    super(messageOf(cause), { cause });
    this.running = running;
  }
}

/** Text for stderr; the stack only when BROWNOUT_DEBUG asks for it. */
export function bugReport(thrown: unknown, environment: Host['environment']): string {
  const lines = [`brownout: internal error: ${messageOf(thrown)}`, 'This is a bug in brownout, not in your scenario.'];
  if (thrown instanceof RunFault) lines.push(`seed: ${thrown.running.seed}`, `replay: ${replayCommand(thrown)}`);
  if (environment.BROWNOUT_DEBUG === '1') lines.push(stackOf(thrown));
  else lines.push('Set BROWNOUT_DEBUG=1 to see the stack.');
  return `${lines.join('\n')}\n`;
}

/** Runs no more than is needed: up to the replication that failed, and only its variant when that is known. */
function replayCommand({ running, cause }: RunFault): string {
  const { file, seed, adjustments } = running;
  const known = cause instanceof EngineFault;
  const replications = known ? cause.replication + 1 : running.replications;
  const others = flagWords(known ? { ...adjustments, variants: [cause.variant] } : adjustments, [
    'seed',
    'replications',
  ]);
  const words = ['brownout', 'run', file, '--seed', String(seed), '--replications', String(replications), ...others];
  return words.map(shellWord).join(' ');
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const own = thrown.stack ?? thrown.message;
  return thrown.cause === undefined ? own : `${own}\ncaused by: ${stackOf(thrown.cause)}`;
}

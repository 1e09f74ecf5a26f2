/** Whether to use colour, and which. Decided here: the colour library's own guess turns colour on in CI, even in pipes. */
import picocolors from 'picocolors';
import { NO_PAINT, type Paint } from '../report/paint.ts';
import type { Host, Terminal } from './host.ts';

/** NO_COLOR beats FORCE_COLOR beats whether the output is a terminal that can show colours. */
export function wantsColour(environment: Host['environment'], terminal: Terminal): boolean {
  if (isSet(environment.NO_COLOR)) return false;
  const forced = environment.FORCE_COLOR;
  if (isSet(forced)) return forced !== '0' && forced !== 'false';
  return terminal.isTTY && environment.TERM !== 'dumb';
}

/** How stdout shows a report: its width and its colours. */
export const terminalOptions = ({ environment, stdout }: Host): { columns: number; paint: Paint } => ({
  columns: stdout.columns ?? PIPED_COLUMNS,
  paint: paintFor(environment, stdout),
});

/** Pipes and files have no width; this is what most readers of them show. */
const PIPED_COLUMNS = 80;

function paintFor(environment: Host['environment'], terminal: Terminal): Paint {
  if (!wantsColour(environment, terminal)) return NO_PAINT;
  const colours = picocolors.createColors(true);
  return {
    heading: colours.bold,
    faint: colours.dim,
    good: colours.green,
    bad: colours.red,
    doubtful: colours.yellow,
  };
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';

/** One line on a terminal that says how far a run is and how long it will take; it leaves nothing behind. */
import { span } from '../report/numbers.ts';
import type { Host } from './host.ts';

export interface Progress {
  update(done: number, total: number): void;
  /** Removes the line, before anything else is written. */
  clear(): void;
}

const SILENT: Progress = { update: () => {}, clear: () => {} };
/** Faster is not readable. */
const SHORTEST_INTERVAL = 100;

/** A progress line for `name`; silent unless people are watching. */
export function progressFor(host: Host, name: string, quiet: boolean): Progress {
  const watched = host.stderr.isTTY && !quiet && !isSet(host.environment.CI) && host.environment.TERM !== 'dumb';
  return watched ? line(host, name) : SILENT;
}

function line(host: Host, name: string): Progress {
  const started = host.now();
  let shownAt = -Infinity;
  return {
    update(done, total) {
      const now = host.now();
      if (now - shownAt < SHORTEST_INTERVAL) return;
      shownAt = now;
      const text = `${name} ${progressBar(done, total)} ${progressText(done, total, now - started)}`;
      host.stderr.write(`\r${text.slice(0, (host.stderr.columns ?? 80) - 1)}\u001b[K`);
    },
    clear() {
      if (shownAt > -Infinity) host.stderr.write('\r\u001b[K');
    },
  };
}

const BAR = 24;

/** `━━━━━━━━━━╌╌╌╌`: how much of the bar is drawn says how much is done. */
export function progressBar(done: number, total: number): string {
  const filled = Math.floor((BAR * done) / total);
  return '━'.repeat(filled) + '╌'.repeat(BAR - filled);
}

/** `21 of 50 runs, 12 s left`: a run is one replication of one variant. */
export function progressText(done: number, total: number, elapsed: number): string {
  const text = `${done} of ${total} runs`;
  if (done === 0 || done >= total) return text;
  const left = Math.max(1, Math.ceil((elapsed * (total - done)) / done / 1000)) * 1000;
  return `${text}, ${span(left)} left`;
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '' && value !== 'false';

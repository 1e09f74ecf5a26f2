/**
 * `--watch`: the same again whenever a scenario is saved. What is watched is every YAML and CSV file in the folders of
 * the given ones and below, because that is where `extends` and data files must be.
 */
import { basename, dirname } from 'node:path';
import { EXIT, UsageError } from './exit-codes.ts';
import type { Host } from './host.ts';

const WATCHED = /\.(ya?ml|csv)$/;
/** Editors save in several steps; this long after the last one a file is taken to be whole, ms. */
const SETTLED = 60;

/** Carries `action` out now and after every change until it is interrupted. What is wrong with the input is told, no more. */
export async function watching(files: readonly string[], action: () => Promise<number>, host: Host): Promise<number> {
  const changes = new Changes();
  const ends = [
    host.onInterrupt(() => changes.end()),
    host.watchFolders([...new Set(files.map(file => dirname(file)))], path => {
      if (WATCHED.test(path)) changes.note(path);
    }),
  ];
  try {
    for (let changed: string | null = ''; changed !== null; changed = await changes.next()) {
      if (changed !== '') host.stderr.write(`\n${basename(changed)} changed: running again\n`);
      await forgiving(action, host);
      if (!changes.hasEnded) host.stderr.write('Watching for changes; Ctrl-C ends.\n');
    }
  } finally {
    for (const end of ends) end();
  }
  return EXIT.interrupted;
}

/** A file that is wrong, or gone for a moment while it is saved, is no reason to stop watching. */
async function forgiving(action: () => Promise<number>, host: Host): Promise<void> {
  try {
    await action();
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    host.stderr.write(`brownout: ${thrown.message}\n`);
  }
}

/** The last change that nobody has taken up yet. */
class Changes {
  hasEnded = false;
  private latest: string | null = null;
  private wake: (() => void) | null = null;

  note(path: string): void {
    this.latest = path;
    this.wake?.();
  }

  end(): void {
    this.hasEnded = true;
    this.wake?.();
  }

  /** Resolves once there is a change and the file has settled; to null at the end. */
  async next(): Promise<string | null> {
    while (this.latest === null && !this.hasEnded) await this.woken();
    while (!this.hasEnded) {
      const seen = this.latest;
      this.latest = null;
      await new Promise(resolve => setTimeout(resolve, SETTLED));
      if (this.latest === null) return seen;
    }
    return null;
  }

  private woken(): Promise<void> {
    return new Promise(resolve => {
      this.wake = () => {
        this.wake = null;
        resolve();
      };
    });
  }
}

/**
 * `--watch`: the same again whenever a file that the last run read is saved: the scenarios, what they extend, their data.
 * Their folders are watched and not the files, because editors put a new file in the place of the old one.
 */
import { basename, dirname, resolve } from 'node:path';
import { EXIT, UsageError } from './exit-codes.ts';
import type { Host } from './host.ts';

/** Editors save in several steps; this long after the last one a file is taken to be whole, ms. */
const SETTLED = 60;

/**
 * Carries `action` out now and after every change until it is interrupted; it resolves to the files it has read. What is
 * wrong with the input is told, no more.
 */
export async function watching(
  files: readonly string[],
  action: () => Promise<readonly string[]>,
  host: Host,
): Promise<number> {
  const changes = new Changes();
  const watch = new Watch(host, path => changes.note(path));
  const end = host.onInterrupt(() => changes.end());
  try {
    watch.cover(files);
    for (let changed: string | null = ''; changed !== null; changed = await changes.next()) {
      if (changed !== '') host.stderr.write(`\n${basename(changed)} changed: running again\n`);
      watch.cover([...files, ...(await forgiving(action, host))]);
      if (!changes.hasEnded) host.stderr.write('Watching for changes; Ctrl-C ends.\n');
    }
  } finally {
    end();
    watch.end();
  }
  return EXIT.interrupted;
}

/** A file that is wrong, or gone for a moment while it is saved, is no reason to stop watching. */
async function forgiving(action: () => Promise<readonly string[]>, host: Host): Promise<readonly string[]> {
  try {
    return await action();
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    host.stderr.write(`brownout: ${thrown.message}\n`);
    return [];
  }
}

/** The folders of some files, and what changes in them. */
class Watch {
  private readonly host: Host;
  private readonly listener: (path: string) => void;
  private files = new Set<string>();
  private readonly folders = new Map<string, () => void>();

  constructor(host: Host, listener: (path: string) => void) {
    this.host = host;
    this.listener = listener;
  }

  /** Files that are read no more stay: a run that failed read less than it will once it is mended. */
  cover(files: readonly string[]): void {
    this.files = new Set([...this.files, ...files.map(file => resolve(file))]);
    for (const file of files) {
      const folder = dirname(file);
      if (this.folders.has(folder)) continue;
      const end = this.host.watchFolder(folder, path => {
        if (this.files.has(resolve(path))) this.listener(path);
      });
      this.folders.set(folder, end);
    }
  }

  end(): void {
    for (const end of this.folders.values()) end();
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

/** What the command line needs of the process it runs in, so that tests can be that process. */
import { watch } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { EXIT, UsageError } from './exit-codes.ts';

export interface Host {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds of some clock that never goes back. */
  readonly now: () => number;
  /** Calls `listener` at the first interrupt only; the returned function stops listening. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Calls `listener` with the path of every file that changes in the folder, not below; the returned function stops. */
  readonly watchFolder: (folder: string, listener: (path: string) => void) => () => void;
}

export interface Terminal {
  readonly isTTY: boolean;
  /** Cells in a line; null when it is not a terminal. */
  readonly columns: number | null;
  write(text: string): void;
}

/** The host of a real process. After the first interrupt the second has its usual effect and kills the process. */
export function processHost(): Host {
  return {
    stdout: terminalOf(process.stdout),
    stderr: terminalOf(process.stderr),
    environment: process.env,
    now: () => performance.now(),
    onInterrupt: listener => {
      process.once('SIGINT', listener);
      return () => process.removeListener('SIGINT', listener);
    },
    watchFolder,
  };
}

/** @throws UsageError when the folder is not there or the system watches no more. */
function watchFolder(folder: string, listener: (path: string) => void): () => void {
  try {
    const watcher = watch(folder, (_, name) => {
      if (name !== null) listener(join(folder, name));
    });
    // A folder that goes away ends its watch; the files in it are gone as well, and that was told.
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch (thrown) {
    throw new UsageError(`${folder}: cannot watch it: ${(thrown as NodeJS.ErrnoException).code}`);
  }
}

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/**
 * A reader that went away (`brownout run FILE | head`) is no error: the rest is dropped in silence. Output that cannot be
 * written for any other reason, such as a full disk, is told, and the process ends as if the input were wrong: the exit
 * code must not claim a result that nobody got.
 */
function terminalOf(stream: Stream): Terminal {
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (closed) return;
    closed = true;
    if (error.code === 'EPIPE') return;
    process.once('exit', () => {
      process.exitCode = EXIT.usage;
    });
    if (stream !== process.stderr) process.stderr.write(`brownout: cannot write the output: ${error.code}\n`);
  });
  return {
    isTTY: stream.isTTY === true,
    columns: stream.columns ?? null,
    write: text => {
      if (!closed) stream.write(text);
    },
  };
}

/** What the command line needs of the process it runs in, so that tests can be that process. */
import { watch } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { EXIT } from './exit-codes.ts';

export interface Host {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds of some clock that never goes back. */
  readonly now: () => number;
  /** Calls `listener` at the first interrupt only; the returned function stops listening. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Calls `listener` with the path of every file that changes in the folders or below; the returned function stops. */
  readonly watchFolders: (folders: readonly string[], listener: (path: string) => void) => () => void;
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
    watchFolders: (folders, listener) => {
      const watchers = folders.map(folder =>
        watch(folder, { recursive: true }, (_, name) => {
          if (name !== null) listener(join(folder, name));
        }),
      );
      return () => {
        for (const watcher of watchers) watcher.close();
      };
    },
  };
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

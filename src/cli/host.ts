/** What the command line needs of the process it runs in, so that tests can be that process. */
import type { Writable } from 'node:stream';

export interface Host {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds of some clock that never goes back. */
  readonly now: () => number;
  /** Calls `listener` at the first interrupt only; the returned function stops listening. */
  readonly onInterrupt: (listener: () => void) => () => void;
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
  };
}

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** A reader that went away (`brownout run FILE | head`) is no error: the rest is dropped in silence. */
function terminalOf(stream: Stream): Terminal {
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    closed = true;
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    isTTY: stream.isTTY === true,
    columns: stream.columns ?? null,
    write: text => {
      if (!closed) stream.write(text);
    },
  };
}

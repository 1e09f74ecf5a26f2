/** A process that remembers what was written to it. */
import type { Host } from '../../src/cli/host.ts';

export interface RecordedHost extends Host {
  readonly written: { stdout: string; stderr: string };
  /** What `now` answers. */
  time: number;
  interrupt(): void;
  /** A file was saved. */
  save(path: string): void;
}

export function recordedHost(environment: Host['environment'] = {}, isTTY = false): RecordedHost {
  const written = { stdout: '', stderr: '' };
  let listener = (): void => {};
  let onSave = (_path: string): void => {};
  const terminal = (name: 'stdout' | 'stderr') => ({
    isTTY,
    columns: isTTY ? 100 : null,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const host: RecordedHost = {
    stdout: terminal('stdout'),
    stderr: terminal('stderr'),
    environment,
    time: 0,
    now: () => host.time,
    onInterrupt: added => {
      listener = added;
      return () => {
        listener = () => {};
      };
    },
    watchFolder: (_, added) => {
      onSave = added;
      return () => {
        onSave = () => {};
      };
    },
    interrupt: () => listener(),
    save: path => onSave(path),
    written,
  };
  return host;
}

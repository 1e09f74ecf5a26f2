/** A first interrupt asks a run to end gently; what is done by then is reported as partial. */
import type { Host } from './host.ts';

export interface InterruptWatch {
  /** As an AbortSignal. */
  readonly stop: { readonly aborted: boolean };
  /** Stops listening. */
  end(): void;
}

export function watchInterrupt(host: Host): InterruptWatch {
  const stop = { aborted: false };
  const end = host.onInterrupt(() => {
    stop.aborted = true;
    host.stderr.write('\nInterrupted: reporting what is done. Interrupt again to leave at once.\n');
  });
  return { stop, end };
}

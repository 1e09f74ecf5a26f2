/** Whether the replications of a variant are sound: what the model found itself, and that no request was lost or made. */
import type { ReplicationRecord } from '../model/record.ts';

export interface Audit {
  readonly ok: boolean;
  readonly violations: readonly string[];
}

/** Records in the order of their replications. A violation is a bug of ours, never a property of the scenario. */
export function audit(records: readonly ReplicationRecord[]): Audit {
  const violations = records.flatMap((record, replication) =>
    [...record.violations, ...unbalanced(record)].map(violation => `replication ${replication}: ${violation}`),
  );
  return { ok: violations.length === 0, violations };
}

function unbalanced({ sources }: ReplicationRecord): string[] {
  return sources
    .filter(({ offered, ok, degraded, failed, inFlight }) => offered !== ok + degraded + failed + inFlight)
    .map(
      ({ name, offered, ok, degraded, failed, inFlight }) =>
        `traffic ${name} offered ${offered} requests, but ${ok} ok + ${degraded} degraded + ${failed} failed + ` +
        `${inFlight} in flight are ${ok + degraded + failed + inFlight}`,
    );
}

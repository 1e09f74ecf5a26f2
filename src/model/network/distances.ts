/** One-way network latency between zones, on top of what an edge itself takes. Places in no zone are next to everybody. */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import type { DistributionSpec } from '../../engine/distribution-spec.ts';

export class Distances {
  private readonly rows: readonly (readonly (Distribution | null)[])[];

  constructor(plan: readonly (readonly (DistributionSpec | null)[])[]) {
    this.rows = plan.map(row => row.map(spec => spec && buildDistribution(spec)));
  }

  /** Null for none. Zones are indices; NOWHERE is in no row. */
  between(from: number, to: number): Distribution | null {
    return this.rows[from]?.[to] ?? null;
  }
}

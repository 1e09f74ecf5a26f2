/** What there is to say about a code: what it means, what to do, and a file that has the problem. */

export interface Guide {
  /** One or two sentences: what was found, and why it matters. Links are relative to docs/problems. */
  readonly means: string;
  readonly mend: string;
  /** The example is SHOP with some pieces of its text replaced by others. */
  readonly wrong: readonly (readonly [find: string, replace: string])[];
  /** As `--set` or another flag would give it, where the file itself is right. */
  readonly overrides?: readonly string[];
  readonly variants?: readonly string[];
  /** Files beside it, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A scenario without any problem. */
export const SHOP = `name: shop
run: { duration: 2m, warmup: 20s, replications: 5 }
services:
  web:
    replicas: 2
    concurrency: 16
    queue: { capacity: 32 }
    work: 5ms
    calls:
      db: { timeout: 200ms }
  db: { concurrency: 8, queue: { capacity: 32 }, work: 10ms }
traffic:
  users: { to: web, rate: 100/s, timeout: 1s }
faults:
  slow-db: { at: 1m, for: 20s, slow: { service: db, factor: 5 } }
mitigations:
  more:
    title: A second database
    patch: { services: { db: { replicas: 2 } } }
expect:
  baseline: ["availability >= 90%"]
`;

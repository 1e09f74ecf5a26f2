/** Health and discovery: BR100 to BR154. */
import type { Guide } from './guide.ts';

const db = 'db: { concurrency: 8, queue: { capacity: 32 }, work: 10ms';
const call = 'db: { timeout: 200ms';

export const KNOWLEDGE = {
  BR100: {
    means: 'A service registers with, or looks up in, something that is not a service of `kind: registry`.',
    mend: 'Take the suggestion, or add the registry under `services`.',
    wrong: [[call, `${call}, discovery: { registry: consul, refresh: 10s }`]],
  },
  BR101: {
    means:
      'A caller looks its callee up in a registry that the callee has never announced itself to: it would find nobody.',
    mend: 'Give the callee a `register` block with the same registry.',
    wrong: [
      [call, `${call}, discovery: { registry: names, refresh: 10s }`],
      ['  db: { con', '  names: { kind: registry, work: 1ms }\n  db: { con'],
    ],
  },
  BR150: {
    means:
      'A deep health check asks what the replica depends on. When that is down, all replicas fail their checks in the same moment, and a service that could have answered something answers nothing.',
    mend: 'Check the replica alone, or add a `panicThreshold`, below which a balancer uses everybody again. The scenario [deep-health-check](../../scenarios/deep-health-check.yaml) shows what is at stake.',
    wrong: [['to: web, ', 'to: web, healthCheck: { interval: 5s, deep: true }, ']],
  },
  BR151: {
    means:
      'The share of replicas that may be ejected is less than one of them, so the detection is inert: 10 %, the default of Envoy, of two replicas is nobody.',
    mend: 'Raise `maxEjectedPercent` to at least one replica, or set `alwaysEjectOne`.',
    wrong: [['to: web, ', 'to: web, outlierDetection: { maxEjectedPercent: 10% }, ']],
  },
  BR152: {
    means:
      'An entry in the registry lives less long than two heartbeats. A single one that is lost or late removes a replica that is well.',
    mend: 'Three heartbeats are usual: `missed: 3`.',
    wrong: [
      [db, `names: { kind: registry, work: 1ms }\n  ${db}, register: { registry: names, heartbeat: 5s, ttl: 6s }`],
    ],
  },
  BR153: {
    means: 'There is a registry, and no service has `register` for it: whoever looks something up gets an empty list.',
    mend: 'Add `register: { registry: ... }` to the services that are to be found there.',
    wrong: [['  db: { con', '  names: { kind: registry, work: 1ms }\n  db: { con']],
  },
  BR154: {
    means:
      'Self-preservation stops a registry from removing everybody when renewals stay away. It counts them by whole minutes, so entries that expire before two have passed are gone before it can know.',
    mend: 'Make the lease longer, or do without self-preservation and know it.',
    wrong: [
      [
        db,
        `names: { kind: registry, work: 1ms, registry: { preset: eureka } }\n  ${db}, register: { registry: names, heartbeat: 30s, missed: 3 }`,
      ],
    ],
  },
} satisfies Readonly<Record<string, Guide>>;

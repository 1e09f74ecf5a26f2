/** Placement and runtimes: BR200 to BR251. */
import type { Guide } from './guide.ts';

export const PLACES = {
  BR200: {
    means: 'A fault, a shared dependency or a placement names a machine that is not under `nodes`.',
    mend: 'Take the suggestion. A group with `count: 3` has the machines `worker-0` to `worker-2`.',
    wrong: [
      ['services:', 'nodes:\n  worker: { count: 3 }\nservices:'],
      ['slow: { service: db, factor: 5 }', 'crash: { node: worker-3 }'],
    ],
  },
  BR201: {
    means: 'No zone is in a region of this name.',
    mend: 'Take the suggestion, or give a zone this `region`.',
    wrong: [
      ['services:', 'zones:\n  a: { region: eu }\nservices:'],
      ['replicas: 2\n', 'replicas: 2\n    zone: a\n'],
      ['slow: { service: db, factor: 5 }', 'crash: { region: us }'],
    ],
  },
  BR202: {
    means: 'The latency between two zones is given for a pair, and this is none.',
    mend: 'Write the pair as `a->b`. It holds both ways unless `b->a` is given too.',
    wrong: [['services:', 'zones: { a: {}, b: {} }\nnetwork: { betweenZones: 1ms, pairs: { a-b: 2ms } }\nservices:']],
  },
  BR204: {
    means: 'An autoscaler keeps the number of replicas between two bounds, and the service begins outside of them.',
    mend: 'Set `replicas` to where it should begin, or widen `min` and `max`.',
    wrong: [
      ['replicas: 2\n', 'replicas: 2\n    runtime: container\n    autoscaler: { min: 3, max: 6, utilisation: 60% }\n'],
    ],
  },
  BR205: {
    means:
      'A deployment replaces replicas by new ones, which take their time to start; without a runtime nobody knows how long.',
    mend: 'Say where it runs: `runtime: container`, `vm` or `bare-metal`.',
    wrong: [['slow: { service: db, factor: 5 }', 'deploy: { service: db }']],
  },
  BR250: {
    means:
      'A zone, a machine or a region fails, and this service names no place of its own: the outage cannot reach it, as if it ran where nothing ever fails.',
    mend: 'Say where it runs, by `zones` or by `placement`.',
    wrong: [
      ['    replicas: 2\n', '    replicas: 2\n    zones: [a, b]\n'],
      ['slow: { service: db, factor: 5 }', 'crash: { zone: a }'],
    ],
  },
  BR251: {
    means:
      'Memory leaks in a process that has no limit of memory: nobody is ever killed, so the fault changes nothing.',
    mend: 'Give it a `runtime` with a `memory` limit, as a container has.',
    wrong: [['slow: { service: db, factor: 5 }', 'memoryLeak: { service: db, perSecond: 1MiB }']],
  },
} satisfies Readonly<Record<string, Guide>>;

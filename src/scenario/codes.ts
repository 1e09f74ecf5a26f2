/**
 * Every problem a scenario can have, with a stable code and a short title: the reference pages and the tests read this
 * table. Codes are never reused. The hundreds are areas (0 the file and the spine, 1 health and discovery, 2 placement and
 * runtimes, 3 clusters and databases, 4 overload and isolation, 5 caches and service times, 6 monitoring and chaos); in
 * each, numbers below 50 are errors and from 50 on warnings.
 */
export const CODES = {
  BR001: 'File too large or too deeply nested',
  BR002: 'Not valid YAML',
  BR003: 'YAML feature that scenarios do not use',
  BR004: 'Reserved key',
  BR005: 'File cannot be read',
  BR006: 'Bad extends',
  BR007: 'Bad override',
  BR010: 'Unknown key',
  BR011: 'Missing key',
  BR012: 'Missing or wrong unit',
  BR013: 'Wrong type of value',
  BR014: 'Value not among the allowed ones',
  BR015: 'Number out of range',
  BR016: 'Keys that do not go together',
  BR017: 'Distribution cannot be fitted',
  BR018: 'Bad data in a file or list',
  BR019: 'Bad name',
  BR020: 'Unknown service',
  BR021: 'Unknown operation',
  BR022: 'Unknown traffic source',
  BR023: 'Unknown zone',
  BR024: 'Unknown link',
  BR025: 'Unknown shared dependency',
  BR026: 'Unknown mitigation',
  BR027: 'Unknown variant',
  BR028: 'Cycle of calls without an exit',
  BR029: 'Name used twice',
  BR030: 'Warm-up as long as the run',
  BR031: 'Experiment too big',
  BR032: 'Flow that cannot be followed',
  BR033: 'Load balancer without exactly one call',
  BR034: 'Weights do not match the replicas',
  BR035: 'Fault that strikes nothing',
  BR036: 'Statement not understood',
  BR037: 'Bound of the wrong kind',
  BR300: 'Unknown repair crew',
  BR301: 'Cluster too large',
  BR302: 'More confirmations than members',
  BR350: 'Leader missed after one heartbeat',
  BR351: 'Cluster that cannot lose a member',
  BR352: 'Split brain possible',
  BR353: 'Failover that loses writes',
  BR050: 'Capacity below the offered load',
  BR051: 'Caller gives up before its callee',
  BR052: 'Retry without budget or breaker',
  BR053: 'Unbounded queue',
  BR054: 'Call without a timeout',
  BR055: 'Fault that does not end within the run',
  BR056: 'Fault outside the measured part of the run',
  BR057: 'Too few replications for a verdict',
  BR058: 'Service that nobody calls',
  BR059: 'Unfamiliar cause',
  BR060: 'Mitigation that changes nothing',
  BR200: 'Unknown node',
  BR201: 'Unknown region',
  BR202: 'Network between zones not understood',
  BR203: 'Placement that cannot be',
  BR250: 'Runs nowhere in particular',
  BR150: 'Deep health check that can take everybody out',
  BR151: 'Outlier detection that can eject nobody',
  BR500: 'Settings of a cache that do not go together',
  BR501: 'Cache without exactly one call',
  BR502: 'Cache that goes by keys, and requests without any',
  BR503: 'Call on a miss that follows no look-aside cache',
  BR504: 'Fault that needs a cache',
  BR505: 'Block of another kind of service',
  BR506: 'Inside of a third party',
  BR550: 'Cache whose origin cannot do without it',
  BR551: 'Expiring cache without single flight',
  BR552: 'Consistent hashing without keys',
  BR400: 'Shedding rule without a threshold',
} as const;

export type Code = keyof typeof CODES;

const AREA = 100;
const FIRST_WARNING = 50;

/** Errors stop the compilation, warnings do not. */
export const severityOf = (code: Code): 'error' | 'warning' =>
  Number(code.slice(2)) % AREA < FIRST_WARNING ? 'error' : 'warning';

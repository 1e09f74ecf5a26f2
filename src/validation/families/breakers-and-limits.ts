/** Circuit breakers during a total outage, and rate limits: how many calls get through to the callee. */
import type { BreakerSettings } from '../../model/mitigation/breaker.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import { cannot, familyByPrefix, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Measurement, numberParameter } from '../family.ts';
import { breaker, figure, measuredSeconds, rateLimit, replicate, world } from '../worlds.ts';

export const breakersAndLimits = familyByPrefix(
  'breakers and limits',
  ['D-BREAKER-resilience4j', 'D-BREAKER-hystrix', 'D-RATELIMIT-80-5', 'D-RATELIMIT-CONST-100-20'],
  {
    'D-BREAKER-resilience4j': outage(count => ({ kind: 'count-window', size: count, minimumCalls: count, ...AT_HALF })),
    'D-BREAKER-hystrix': outage(count => ({ kind: 'time-window', length: 10e9, minimumCalls: count, ...AT_HALF })),
    'D-BREAKER-polly-like': outage(failures => ({ kind: 'consecutive', failures })),
    'D-RATELIMIT-': poissonLimit,
    'D-RATELIMIT-CONST-': constantLimit,
    'D-SRE-THROTTLE-': cannot(
      'needs adaptive throttling',
      'clients that reject in proportion to the rejections they see',
    ),
  },
);

const AT_HALF = { failureRate: 0.5, slowCallRate: 2, slowCallDuration: Infinity };

/** The callee fails everything, at once, from the start; calls come evenly spaced. */
function outage(tripAfter: (calls: number) => BreakerSettings['trip']) {
  return (validation: ValidationCase): readonly Measurement[] => {
    const trip = tripAfter(numberParameter(validation, 'trip_after_calls'));
    const halfOpen = numberParameter(validation, 'half_open_calls');
    const plan = world({
      duration: numberParameter(validation, 'outage_s'),
      warmup: 0,
      services: [{ errors: 1 }],
      traffic: [
        {
          to: 'api',
          everyRatePerSecond: numberParameter(validation, 'rate_per_s'),
          policies: [breaker(trip, numberParameter(validation, 'open_s'), halfOpen)],
        },
      ],
    });
    const records = replicate(plan, validation.id, 2);
    return [
      figure('backend_calls', records, arrived),
      figure('offered', records, offered),
      // The case allows some calls more or fewer, of as many as it offers.
      {
        ...figure('fraction', records, record => arrived(record) / offered(record)),
        tolerance: allowedShare(validation),
      },
    ];
  };
}

const arrived = (record: ReplicationRecord): number => record.services[0]!.arrivals;

const offered = (record: ReplicationRecord): number => record.sources[0]!.offered;

const allowedShare = ({ tol, expect }: ValidationCase): number => Number(tol.abs_calls) / Number(expect.offered);

function poissonLimit(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const plan = world({
    duration: 1000,
    services: [{}],
    traffic: [
      {
        to: 'api',
        perSecond: numberParameter(validation, 'lambda_per_s'),
        policies: [rateLimit(numberParameter(validation, 'rate_per_s'), numberParameter(validation, 'burst'))],
      },
    ],
  });
  const records = replicate(plan, validation.id, replications(effort, 6, 2));
  return [
    figure('reject', records, record => 1 - arrived(record) / offered(record)),
    figure('admitted_per_s', records, record => arrived(record) / measuredSeconds(plan)),
  ];
}

/** The same bucket on the server's side. The last of the evenly spaced requests comes at the very end. */
function constantLimit(validation: ValidationCase): readonly Measurement[] {
  const ratePerSecond = numberParameter(validation, 'rate_per_s');
  const burst = numberParameter(validation, 'burst');
  const plan = world({
    duration: numberParameter(validation, 'duration_s'),
    warmup: 0,
    services: [{ rateLimit: { ratePerSecond, burst } }],
    traffic: [{ to: 'api', everyRatePerSecond: numberParameter(validation, 'arrival_per_s') }],
  });
  const records = replicate(plan, validation.id, 2);
  return [figure('admitted', records, record => record.services[0]!.completions), figure('offered', records, offered)];
}

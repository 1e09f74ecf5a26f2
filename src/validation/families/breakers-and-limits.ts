/** Circuit breakers during a total outage, and rate limits: how many calls get through to the callee. */
import type { BreakerSettings } from '../../model/mitigation/breaker.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import { familyByPrefix, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Measurement, numberParameter } from '../family.ts';
import { breaker, figure, measuredSeconds, rateLimit, replicate, throttle, world } from '../worlds.ts';

export const breakersAndLimits = familyByPrefix(
  'breakers and limits',
  [
    'D-BREAKER-resilience4j',
    'D-BREAKER-hystrix',
    'D-RATELIMIT-80-5',
    'D-RATELIMIT-CONST-100-20',
    'D-SRE-THROTTLE-2.0-3',
  ],
  {
    'D-BREAKER-resilience4j': outage(count => ({ kind: 'count-window', size: count, minimumCalls: count, ...AT_HALF })),
    'D-BREAKER-hystrix': outage(count => ({ kind: 'time-window', length: 10e9, minimumCalls: count, ...AT_HALF })),
    'D-BREAKER-polly-like': outage(failures => ({ kind: 'consecutive', failures })),
    'D-RATELIMIT-': poissonLimit,
    'D-RATELIMIT-CONST-': constantLimit,
    'D-SRE-THROTTLE-': throttled,
    'D-SRE-THROTTLE-DOWN': throttledOutage,
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
    services: [{ rateLimit: { ratePerSecond, burst, per: 'all' } }],
    traffic: [{ to: 'api', everyRatePerSecond: numberParameter(validation, 'arrival_per_s') }],
  });
  const records = replicate(plan, validation.id, 2);
  return [figure('admitted', records, record => record.services[0]!.completions), figure('offered', records, offered)];
}

// ---- clients that throttle themselves

const THROTTLE_WINDOW = 120;
const CAPACITY = 20;

/** The backend accepts CAPACITY requests a second and refuses the others, which costs it nothing. */
function throttled(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const plan = world({
    duration: effort === 'full' ? 1500 : 700,
    warmup: 3 * THROTTLE_WINDOW,
    services: [{ rateLimit: { ratePerSecond: CAPACITY, burst: CAPACITY, per: 'all' } }],
    traffic: [
      {
        to: 'api',
        everyRatePerSecond: CAPACITY * numberParameter(validation, 'offered_over_capacity'),
        policies: [throttle(numberParameter(validation, 'K'), THROTTLE_WINDOW)],
      },
    ],
  });
  const records = replicate(plan, validation.id, replications(effort, 6, 2));
  const overCapacity = (count: number): number => count / measuredSeconds(plan) / CAPACITY;
  return [
    figure('sent_over_capacity', records, record => overCapacity(arrived(record))),
    figure('local_reject_fraction', records, record => 1 - arrived(record) / offered(record)),
    figure('accepted_over_capacity', records, record => overCapacity(record.sources[0]!.ok)),
  ];
}

function throttledOutage(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const perWindow = numberParameter(validation, 'requests_per_window');
  const plan = world({
    duration: effort === 'full' ? 30_000 : 10_000,
    warmup: 3 * THROTTLE_WINDOW,
    services: [{}],
    traffic: [
      {
        to: 'api',
        everyRatePerSecond: perWindow / THROTTLE_WINDOW,
        policies: [throttle(numberParameter(validation, 'K'), THROTTLE_WINDOW)],
      },
    ],
    faults: [{ effect: { kind: 'crash', silent: false }, on: ['api'], from: 0 }],
  });
  const records = replicate(plan, validation.id, replications(effort, 6, 2));
  return [
    figure('send_probability', records, record => arrived(record) / offered(record)),
    figure('sent_per_window', records, record => (arrived(record) / offered(record)) * perWindow),
  ];
}

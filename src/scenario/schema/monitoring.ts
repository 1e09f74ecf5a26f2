/** The schema of `monitors` and `people`: who watches the system, who is woken up, and what is then done. */
import { z } from 'zod';
import { distribution } from '../quantities/distribution.ts';
import { hours } from '../quantities/hours.ts';
import {
  count,
  duration,
  longDuration,
  positiveDuration,
  positiveLongDuration,
  positiveRate,
  share,
} from '../quantities/quantity.ts';

const reference = z.string().min(1).max(200);
const lasting = positiveLongDuration.optional().describe('How long it lasts; to the end of the run without it.');

const action = z
  .union([
    z.strictObject({ repair: reference.describe('A fault, which ends.') }),
    z.strictObject({ rollBack: reference.describe('A fault of kind `config`, which is rolled back.') }),
    z.strictObject({
      restart: reference.describe('A service: its replicas are stopped and started, and lose what is in them.'),
      pause: duration.optional().describe('Between one replica and the next; all at once without it.'),
    }),
    z.strictObject({
      limit: reference.describe('A service.'),
      to: positiveRate.describe('It admits no more than this, all replicas together.'),
      for: lasting,
    }),
    z.strictObject({ purge: reference.describe('A service: everybody in its queues is turned away (`load-shed`).') }),
    z.strictObject({
      switchOff: reference.describe('Calls `caller->callee`: requests are answered without them, degraded.'),
      for: lasting,
    }),
    z.strictObject({
      takeOut: z
        .strictObject({
          service: reference.optional().describe('Its replicas.'),
          replicas: count(1, 10_000).optional().describe('Only the first so many of the service.'),
          zone: reference.optional().describe('All replicas in this zone.'),
        })
        .describe('Replicas that nobody sends anything to any more.'),
      for: lasting,
    }),
  ])
  .describe('Something that people or automation do.');

const burnRate = z
  .strictObject({
    of: reference.describe('A traffic source or a service.'),
    objective: share.describe('The share of requests that must succeed.'),
    factor: z
      .number()
      .positive()
      .max(1_000_000)
      .describe('Alerts when the error budget burns this many times as fast as it may.'),
    long: positiveLongDuration.describe('The window that decides whether it matters.'),
    short: positiveLongDuration.describe('The window that says whether it still goes on.'),
  })
  .describe('Two windows on the error budget (Site Reliability Workbook, ch. 5); both must burn too fast.');

export const monitorSchema = z
  .strictObject({
    title: z.string().optional().describe('For reports.'),
    watch: z
      .union([z.string().max(500), z.array(z.string().max(500)).min(1).max(20)])
      .optional()
      .describe('What raises the alert, such as "shoppers: errorRate > 5%"; all of several at once.'),
    burnRate: burnRate.optional(),
    window: positiveLongDuration.prefault('1m').describe('What is watched is taken over this time.'),
    for: longDuration.prefault('0s').describe('How long it must hold before the alert fires.'),
    keep: longDuration.prefault('0s').describe('How long it must be gone before the alert is resolved.'),
    scrape: positiveDuration
      .prefault('15s')
      .describe("How often metrics are read (15 s, as in Prometheus' example configuration)."),
    every: positiveDuration.optional().describe('How often the rule is evaluated (as often as metrics are read).'),
    lag: duration.prefault('0s').describe('How old a sample is before rules see it.'),
    missing: z
      .enum(['ok', 'alert', 'keep'])
      .default('ok')
      .describe('What to think when there is no data: all is well, it is not, or what was last thought.'),
    needs: z
      .array(reference)
      .max(100)
      .optional()
      .describe('Services that the monitoring itself depends on: while one has no living replica, nothing is read.'),
    tolerance: longDuration
      .optional()
      .describe('An alert this long after a fault is still about that fault (longest window and `for` together).'),
    page: reference.optional().describe('Who is woken up (`people`); without it automation acts.'),
    after: distribution.optional().describe('How long automation takes from the alert to the action.'),
    again: positiveLongDuration.optional().describe('While the alert goes on, everything again after so long.'),
    // biome-ignore lint/suspicious/noThenProperty: the word a person would use; nobody awaits a schema's shape.
    then: z.array(action).min(1).max(20).optional().describe('What is done about it, in this order.'),
  })
  .describe('An alert: what is watched, and what follows.');

export const teamSchema = z
  .strictObject({
    title: z.string().optional().describe('For reports.'),
    people: count(1, 1000).default(1).describe('How many can work on an alert at the same time, one each (1).'),
    notices: distribution.describe('From the page to somebody looking.'),
    acts: distribution.optional().describe('From looking to acting: finding out what to do; none without it.'),
    hours: hours.optional().describe('Time of day when they are at work (always).'),
    asleep: distribution
      .optional()
      .describe('From the page to somebody looking outside `hours`; without it the page waits for the morning.'),
  })
  .describe('People who are paged.');

export type MonitorValue = z.output<typeof monitorSchema>;
export type TeamValue = z.output<typeof teamSchema>;
export type ActionValue = z.output<typeof action>;

/** The schema of `random` in a fault: a chaos experiment. */
import { z } from 'zod';
import { distribution, lifetime } from '../quantities/distribution.ts';
import { hours } from '../quantities/hours.ts';
import { count, positiveShare } from '../quantities/quantity.ts';

const weight = z.number().positive().max(1_000_000).optional();

export const chaosSchema = z
  .strictObject({
    services: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(1000)
      .optional()
      .describe('Whose replicas may be struck (those of all services).'),
    between: lifetime.describe('Time from one turn to the next; a bare duration is the mean of an exponential.'),
    lasts: distribution.describe('How long what it does to a replica lasts.'),
    budget: count(1, 100_000).optional().describe('How often it strikes at most in one run; no bound without it.'),
    atOnce: count(1, 10_000).default(1).describe('How many replicas may be struck at the same time (1).'),
    during: hours.optional().describe('Time of day when it strikes, such as 9h-17h (always).'),
    kinds: z
      .strictObject({
        crash: weight.describe('The process dies.'),
        hang: weight.describe('It accepts and never answers.'),
        slow: weight.describe('It works `factor` times slower.'),
        errors: weight.describe('It fails `share` of its requests.'),
        partition: weight.describe('It is cut off from everybody.'),
      })
      .prefault({ crash: 1 })
      .describe('What it does, by weight (crash only, as Chaos Monkey).'),
    factor: z.number().min(1).max(1_000_000).default(10).describe('How many times slower `slow` is (10).'),
    share: positiveShare.prefault('50%').describe('Share of requests that `errors` fails (50%).'),
    seed: z
      .union([z.int().min(0), z.string().min(1).max(200)])
      .optional()
      .describe('Another one is another experiment under the same traffic and the same other luck.'),
  })
  .describe('A chaos experiment: random replicas are struck at random, as Chaos Monkey does.');

export type ChaosValue = z.output<typeof chaosSchema>;

/** The commented scenario that `brownout init` writes: small, quick to run, with one deliberate warning and two mitigations. */

import { NAME_PATTERN } from './quantities/quantity.ts';

/** `name` becomes the scenario's name; one that cannot be a name is refused with an Error. */
export function starterScenario(name: string): string {
  if (!NAME_PATTERN.test(name)) {
    throw new Error(`"${name}" cannot be the name of a scenario: use letters, digits, - and _`);
  }
  return TEMPLATE.replace('{{name}}', name);
}

const TEMPLATE = `# A what-if for brownout: a system, its traffic, what goes wrong, what could be done about it, and what must hold.
# Quantities carry their unit: durations 250ms 1m30s, rates 50/s 60/min, shares 5%.
name: {{name}}
title: A slow database, and what helps against it
description: |
  For 20 s the database answers ten times slower. Callers give up after 200 ms and try again at once, which sends the
  database more work than it had before. Compare how the system fares as it is, with a retry budget, and with a breaker.

run:
  duration: 2m                # one replication, warm-up included
  warmup: 20s                 # served, but not measured
  replications: 5             # each with its own luck; more of them narrow the confidence intervals
  seed: 1                     # the same seed gives the same result, to the last byte

services:
  shop:
    replicas: 2
    concurrency: 32           # requests in progress per replica
    queue: { capacity: 100 }  # how many may wait; the others are refused at once
    work: { p50: 3ms, p99: 15ms }
    calls:
      database:
        timeout: 200ms        # per attempt
        retry: { attempts: 3, backoff: none }   # the first try included; validate warns of it, rightly
  database:
    concurrency: 8
    queue: { capacity: 200 }
    work: { exponential: 20ms }

traffic:
  customers:
    to: shop
    rate: 200/s               # Poisson arrivals, whatever the system does
    timeout: 2s

faults:
  slow-database: { at: 50s, for: 20s, slow: { service: database, factor: 10 } }

mitigations:                  # each is a patch over this file; null removes a key
  retry-budget:
    title: At most one retry in ten calls
    answers: unbounded-retries
    patch: { services: { shop: { calls: { database: { retry: { budget: 10% } } } } } }
  circuit-breaker:
    title: A circuit breaker in front of the database
    answers: tight-coupling
    patch:
      services:
        shop:
          calls:
            database:
              breaker: { failureRate: 50%, window: 5s, minimumCalls: 20, openFor: 2s, halfOpenCalls: 5 }

compare: each                 # every mitigation alone, then all together

expect:                       # checked by \`brownout check\`, against the confidence interval
  retry-budget: [ "amplification < 1.2" ]
  all: [ "availability >= 75%", "recovery < 30s" ]
`;

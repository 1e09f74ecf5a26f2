/** The commented scenario that `brownout init` writes: small, quick to run, and with an answer: one cheap mitigation helps more than a dear one. */
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
title: A shop that waits too long for its recommendations
description: |
  For 20 s the recommendations take forty times as long as usual. The shop can do without them - and yet it breaks, because
  it waits for them with its hands full. Compare what could be done about that.

run:
  duration: 75s               # one replication, warm-up included
  warmup: 10s                 # served, but not measured
  replications: 5             # each with its own luck; more of them narrow the confidence intervals
  seed: 1                     # the same seed gives the same result, to the last byte

services:
  shop:
    replicas: 2
    concurrency: 12           # requests in progress per replica, those that wait for others included
    queue: { capacity: 24 }   # how many may wait; the others are refused at once
    work: { p50: 4ms, p99: 20ms }
    calls:                    # in this order
      orders: { timeout: 500ms }
      recommendations: { timeout: 1s, optional: true }   # without them the answer is degraded, not failed
  orders:
    concurrency: 8
    queue: { capacity: 50 }
    work: { exponential: 15ms }
  recommendations:
    replicas: 2
    concurrency: 12
    queue: { capacity: 50 }
    work: { mean: 25ms, cv: 1 }

traffic:
  customers:
    to: shop
    rate: 60/s                # Poisson arrivals, whatever the system does
    timeout: 2s

faults:
  slow-recommendations: { at: 30s, for: 20s, slow: { service: recommendations, factor: 40 } }

mitigations:                  # each is a patch over this file; null removes a key
  short-timeout:
    title: Wait 100 ms for recommendations, no longer
    answers: tight-coupling
    patch: { services: { shop: { calls: { recommendations: { timeout: 100ms } } } } }
  circuit-breaker:
    title: Ask no more for a while when half of the calls fail
    answers: tight-coupling
    patch:
      services:
        shop:
          calls:
            recommendations:
              breaker: { failureRate: 50%, window: 5s, minimumCalls: 20, openFor: 5s, halfOpenCalls: 3 }
  twice-the-shops:
    title: Four replicas of the shop instead of two
    answers: overloaded-resources
    patch: { services: { shop: { replicas: 4 } } }

compare: each                 # every mitigation alone, then all together

expect:                       # checked by \`brownout check\`, against the confidence interval
  baseline: [ "availability < 90%" ]
  short-timeout: [ "availability >= 99.9%" ]
  all: [ "availability >= 99.9%", "recovery < 10s" ]
`;

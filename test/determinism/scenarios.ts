/** Two scenarios that take a moment: one queue, and a world that draws from most distributions and policies there are. */
export const SCENARIOS: Readonly<Record<string, string>> = {
  'one-queue': `
name: one-queue
run: { duration: 60s, warmup: 10s, replications: 3, maxReplications: 6, seed: 7 }
services: { api: { concurrency: 1, work: { exponential: 8ms } } }
traffic: { shoppers: { to: api, rate: 100/s, timeout: 1s } }
faults: { slow: { at: 30s, for: 5s, slow: { service: api, factor: 4 } } }
mitigations:
  second-replica: { title: Two replicas, patch: { services: { api: { replicas: 2 } } } }
expect: { baseline: ["availability > 99.3%"], second-replica: ["p(99) < 250ms"] }
`,
  'a-bit-of-everything': `
name: a-bit-of-everything
run: { duration: 40s, warmup: 5s, replications: 3, seed: everything }
services:
  web:
    replicas: 2
    concurrency: 16
    queue: { capacity: 64 }
    work: { lognormal: { p50: 2ms, p99: 9ms } }
    calls:
      cart:
        timeout: 60ms
        latency: { gamma: { shape: 2, mean: 1ms } }
        retry: { attempts: 3, backoff: { base: 5ms, factor: 2, max: 100ms, jitter: full } }
      prices: { timeout: 80ms, optional: true }
  cart: { replicas: 2, concurrency: 4, work: { weibull: { mean: 6ms, cv: 1.7 } } }
  prices: { replicas: 2, concurrency: 8, work: { pareto: { shape: 1.8, min: 1ms, max: 2s } } }
traffic:
  shoppers: { to: web, profile: { spike: { base: 150/s, peak: 300/s, at: 10s, for: 8s } }, timeout: 400ms }
faults:
  cart-dies: { mtbf: { exponential: 12s }, mttr: { exponential: 2s }, crash: { service: cart, replicas: 1 } }
  prices-slow: { at: 20s, for: 6s, slow: { service: prices, factor: 5 } }
mitigations:
  breaker:
    patch:
      services:
        web: { calls: { cart: { breaker: { failureRate: 50%, window: 5s, minimumCalls: 20, openFor: 2s, halfOpenCalls: 3 } } } }
  budget: { patch: { services: { web: { calls: { cart: { retry: { budget: 10% } } } } } } }
compare: factorial
expect: { all: ["availability > 50%"] }
`,
};

/**
 * The four workloads as plans of the model, each scaled to a number of requests (the run's length follows from it). The
 * engine runs a plan as it would any other; a reference reads its few numbers off the same plan.
 *
 * What the table of the bench leaves open is decided here, so that every tier is busy but far from collapse.
 */
import { Random } from '../dist/engine/random.js';

const MS = 1e6;
const SECOND = 1e9;
const W3_RATE = 2000;

/** By name: `build(requests, patience)` makes the plan, `requests` is the default size of a timed run. */
export const workloads = {
  W1: { build: queue, requests: 4_000_000 },
  W2: { build: balanced, requests: 3_000_000 },
  W3: { build: threeTiers, requests: 400_000 },
  W4: { build: (requests, patience) => callGraph(requests, patience, 200), requests: 300_000 },
};

/** W1: M/M/1 at load 0.8. */
export function queue(requests) {
  const server = service('server', { work: MS, concurrency: 1 });
  return world(requests, [server], [traffic('clients', 800, edge('clients->server', 0, []))]);
}

/**
 * W2: the client's own round-robin balancer over four replicas of one slot at load 0.8. `patience` scales the timeout:
 * at 1 s it is set and cancelled for every request and practically never fires; checks use a short one.
 */
export function balanced(requests, patience = 1) {
  const servers = service('servers', { work: MS, concurrency: 1, replicas: 4 });
  const policies = [attemptTimeout(SECOND * patience), retries({ attempts: 4, budget: null })];
  return world(requests, [servers], [traffic('clients', 3200, edge('clients->servers', 0, policies))]);
}

/**
 * W3: every tier at 62.5 % of its slots. The gateway is one event loop per replica: half its work before and half after
 * it has asked both services at the same time. A service keeps its slot for 20 ms of its own and 10 ms of the database.
 */
export function threeTiers(requests, patience = 1) {
  const guarded = limit => [
    attemptTimeout(limit * patience),
    retries({ attempts: 3, budget: { kind: 'ratio', ratio: 0.1, minPerSecond: 10, window: 10 * SECOND } }),
    breaker(),
  ];
  const gateway = service('gateway', { work: 1.25 * MS, concurrency: 1, replicas: 4, threading: 'async' });
  gateway.edges.push(edge('gateway->orders', 1, guarded(250 * MS)), edge('gateway->stock', 2, guarded(250 * MS)));
  gateway.operations[0].flow = [work(0.5), calls([0, 1]), work(0.5)];
  const [orders, stock] = ['orders', 'stock'].map(name => {
    const middle = service(name, { work: 20 * MS, concurrency: 32, replicas: 3 });
    middle.edges.push(edge(`${name}->database`, 3, guarded(100 * MS)));
    middle.operations[0].flow = [work(1), calls([0])];
    return middle;
  });
  const database = service('database', { work: 10 * MS, concurrency: 64 });
  const clients = traffic('clients', W3_RATE, edge('clients->gateway', 0, guarded(SECOND)));
  return world(requests, [gateway, orders, stock, database], [clients]);
}

const LEVELS = 6;
const FAN_OUT = 1.5;
const GRAPH_WORK = 5 * MS;
const GRAPH_LOAD = 0.6;

/**
 * W4: services stand on six levels; `1.5 × services` different edges are drawn at random, each from a service to one on a
 * deeper level, always the same graph for the same number of services. Services nobody calls are entry points, with
 * traffic of their own. Each does its work first, then makes its calls at the same time (asynchronously); slots are as
 * many as keep it at or below 60 %. Limits get shorter on the way down.
 */
export function callGraph(requests, patience, services) {
  const levels = Array.from({ length: services }, (_, index) => Math.floor((index * LEVELS) / services));
  const callees = drawCallees(levels);
  const called = new Set(callees.flat());
  const entryRate = (GRAPH_LOAD * SECOND) / GRAPH_WORK;
  const rates = arrivalRates(callees, called, entryRate);
  const limit = index => attemptTimeout(200 * MS * (LEVELS - levels[index]) * (patience ?? 1));
  const name = index => `service-${index}`;
  const built = callees.map((targets, index) => {
    const slots = Math.ceil((rates[index] * GRAPH_WORK) / SECOND / GRAPH_LOAD - 1e-9);
    const node = service(name(index), { work: GRAPH_WORK, concurrency: slots, threading: 'async' });
    node.edges.push(...targets.map(target => edge(`${name(index)}->${name(target)}`, target, [limit(target)])));
    if (targets.length > 0) node.operations[0].flow = [work(1), calls(targets.keys())];
    return node;
  });
  const entries = levels.flatMap((_, index) => (called.has(index) ? [] : [index]));
  const sources = entries.map(index =>
    traffic(`users-${index}`, entryRate, edge(`users-${index}->${name(index)}`, index, [limit(index)])),
  );
  return world(requests, built, sources);
}

function drawCallees(levels) {
  const random = Random.named(`bench/graph/${levels.length}`);
  const callees = levels.map(() => []);
  for (let left = Math.round(FAN_OUT * levels.length); left > 0; ) {
    const caller = random.below(levels.length);
    const callee = random.below(levels.length);
    if (levels[caller] >= levels[callee] || callees[caller].includes(callee)) continue;
    callees[caller].push(callee);
    left--;
  }
  return callees;
}

/** Arrivals per second at each service. Callees have higher indices than their callers, so one pass does. */
function arrivalRates(callees, called, entryRate) {
  const rates = callees.map((_, index) => (called.has(index) ? 0 : entryRate));
  for (const [index, targets] of callees.entries()) for (const target of targets) rates[target] += rates[index];
  return rates;
}

function world(requests, services, sources) {
  const rate = sources.reduce((sum, source) => sum + source.arrivals.rate[0].perSecond, 0);
  const duration = Math.round((requests / rate) * SECOND);
  return {
    duration,
    warmup: 0,
    // As a scenario's run has it: a second, or as much longer as keeps the windows of a run below 3600.
    window: SECOND * Math.ceil(duration / SECOND / 3600),
    objective: 0.99,
    infrastructure: null,
    services,
    traffic: sources,
    faults: [],
    crews: [],
    clock: 0,
    monitoring: { monitors: [], teams: [] },
  };
}

function service(name, { work: mean, concurrency, replicas = 1, threading = 'blocking' }) {
  return {
    name,
    kind: 'service',
    replicas,
    concurrency,
    threading,
    queue: { capacity: Infinity, discipline: 'fifo', lifoAbove: 0, maxWait: Infinity, codel: null },
    rateLimit: null,
    overload: null,
    messages: null,
    startup: null,
    standby: null,
    copy: null,
    cluster: null,
    registry: null,
    register: null,
    cache: null,
    cpu: null,
    operations: [
      { name: 'default', access: 'write', work: { kind: 'exponential', mean }, errors: 0, keys: null, flow: [work(1)] },
    ],
    edges: [],
  };
}

function traffic(name, perSecond, itsEdge) {
  return {
    name,
    edge: itsEdge,
    mix: [{ operation: 0, weight: 1 }],
    clients: 1,
    priority: 0,
    keys: null,
    failover: null,
    arrivals: { kind: 'open', pacing: 'poisson', rate: [{ at: 0, perSecond }], period: null },
  };
}

function edge(name, target, policies) {
  return {
    name,
    target,
    latency: null,
    loss: 0,
    policies,
    balancer: {
      kind: 'round-robin',
      weights: [],
      virtualNodes: 1,
      boundedLoad: Infinity,
      decay: 10 * SECOND,
      panicThreshold: 0,
      slowStart: null,
      shards: null,
    },
    healthCheck: null,
    outlierDetection: null,
    discovery: null,
    cancellation: false,
    deadline: false,
    scope: 'replica',
  };
}

function work(share) {
  return { kind: 'work', share };
}

function calls(edges) {
  const one = index => ({ edge: index, operation: 0, probability: 1, onMiss: null, optional: false });
  return { kind: 'calls', calls: Array.from(edges, one) };
}

function attemptTimeout(limit) {
  return { kind: 'attempt-timeout', settings: { limit: Math.round(limit) } };
}

function retries({ attempts, budget }) {
  const backoff = { kind: 'exponential', base: 50 * MS, factor: 2, max: SECOND, jitter: 'full' };
  const on = ['timeout', 'connection-refused', 'connection-lost', 'unreachable'];
  return { kind: 'retry', settings: { attempts, backoff, on, budget, honoursRetryAfter: false } };
}

function breaker() {
  const trip = {
    kind: 'count-window',
    size: 100,
    minimumCalls: 20,
    failureRate: 0.5,
    slowCallRate: 2,
    slowCallDuration: Infinity,
  };
  return { kind: 'breaker', settings: { trip, openFor: 5 * SECOND, halfOpenCalls: 10 } };
}

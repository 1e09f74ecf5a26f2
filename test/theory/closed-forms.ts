/** The textbook formulas the simulator is held against. Rates per second, times in seconds. */

/** Probability that an arrival finds all `servers` busy and is turned away (Erlang B), for an offered load in erlangs. */
export function erlangB(servers: number, load: number): number {
  let blocking = 1;
  for (let n = 1; n <= servers; n++) blocking = (load * blocking) / (n + load * blocking);
  return blocking;
}

/** Probability that an arrival has to wait for one of `servers` (Erlang C). */
export function erlangC(servers: number, load: number): number {
  const blocking = erlangB(servers, load);
  const utilisation = load / servers;
  return blocking / (1 - utilisation * (1 - blocking));
}

/** Mean wait in M/M/c. */
export function waitMMc(servers: number, arrivalRate: number, service: number): number {
  const load = arrivalRate * service;
  return (erlangC(servers, load) * service) / (servers - load);
}

/** Mean wait in M/G/1 (Pollaczek-Khinchine); `scv` is the service time's squared coefficient of variation. */
export function waitMG1(arrivalRate: number, service: number, scv: number): number {
  const utilisation = arrivalRate * service;
  return (utilisation * service * (1 + scv)) / (2 * (1 - utilisation));
}

/** M/M/1 with `places` in all: share turned away, and mean sojourn of those let in. */
export function mm1k(places: number, arrivalRate: number, service: number): { blocking: number; sojourn: number } {
  const ratio = arrivalRate * service;
  const weights = Array.from({ length: places + 1 }, (_, n) => ratio ** n);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const blocking = weights[places]! / total;
  const inSystem = weights.reduce((sum, weight, n) => sum + (n * weight) / total, 0);
  return { blocking, sojourn: inSystem / (arrivalRate * (1 - blocking)) };
}

/** Machine repairman: `users` think and ask one of `servers`; throughput and mean response by the birth-death chain. */
export function repairman(users: number, think: number, service: number, servers: number) {
  let weight = 1;
  let total = 1;
  let at = 0;
  for (let n = 1; n <= users; n++) {
    weight *= ((users - n + 1) / think) * (service / Math.min(n, servers));
    total += weight;
    at += n * weight;
  }
  const inSystem = at / total;
  const throughput = (users - inSystem) / think;
  return { throughput, response: inSystem / throughput };
}

/** Mean waits of the upper and lower class of a non-preemptive M/M/1 with one service time for both (Cobham). */
export function cobham(upperRate: number, lowerRate: number, service: number) {
  const upper = upperRate * service;
  const all = upper + lowerRate * service;
  const residual = all * service;
  return { upper: residual / (1 - upper), lower: residual / ((1 - upper) * (1 - all)) };
}

/**
 * M/M/1 in which whoever has waited `patience` leaves (M/M/1+D, Barrer 1957): share that leaves. The virtual wait has
 * density P0 λ e^{(λ-μ)v} up to the patience and decays at rate μ beyond it (nobody who finds more adds to it).
 */
export function leavingShare(arrivalRate: number, serviceRate: number, patience: number): number {
  const growth = Math.exp((arrivalRate - serviceRate) * patience);
  const below = arrivalRate === serviceRate ? patience : (growth - 1) / (arrivalRate - serviceRate);
  const beyond = growth / serviceRate;
  const idle = 1 / (1 + arrivalRate * (below + beyond));
  return idle * arrivalRate * beyond;
}

/** Share of requests for each of `keys` things by Zipf's law. */
export function zipfShares(keys: number, exponent: number): readonly number[] {
  const weights = Array.from({ length: keys }, (_, i) => (i + 1) ** -exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map(weight => weight / total);
}

/**
 * Share of hits of an LRU cache (H. Che, Y. Tung and Z. Wang, 2002): an entry is there if it was asked for within the
 * last T requests, where T is such that `capacity` entries are there on average.
 */
export function cheHitRatio(shares: readonly number[], capacity: number): number {
  const presentAfter = (time: number): number => shares.reduce((sum, share) => sum + 1 - Math.exp(-share * time), 0);
  let low = 0;
  let high = 1;
  while (presentAfter(high) < capacity) high *= 2;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (presentAfter(middle) < capacity) low = middle;
    else high = middle;
  }
  return shares.reduce((sum, share) => sum + share * (1 - Math.exp(-share * high)), 0);
}

/** Throughput of `n` requests always at work, each of `service` seconds alone (Universal Scalability Law). */
export function scalability(n: number, service: number, contention: number, coherency: number): number {
  return n / (service * (1 + contention * (n - 1) + coherency * n * (n - 1)));
}

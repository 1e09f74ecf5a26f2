/** M/M/1 as a plain loop: two kinds of events, a ring of waiting requests, a sum and a count. */
import { Exponential } from '../../dist/engine/distributions/exponential.js';
import { mix, Random } from '../../dist/engine/random.js';
import { WORK } from '../../dist/model/draws.js';
import { Arrivals } from './arrivals.mjs';
import { FutureEventList } from './future-event-list.mjs';
import { saltOf } from './salt.mjs';

const ARRIVAL = 0;
const DEPARTURE = 1;
const PLACES = 1 << 16;

/** Returns requests born, events, and the number and summed sojourn time of the requests that ended. */
export function w1(plan, seed) {
  const server = plan.services[0];
  const salt = saltOf(server, plan);
  const work = new Exponential(server.operations[0].work.mean);
  const arrivals = new Arrivals(plan.traffic[0], seed);
  const keyed = new Random();
  const future = new FutureEventList();
  const births = new Float64Array(PLACES);
  const lengths = new Float64Array(PLACES);
  let sequence = 0;
  let born = 0;
  let ended = 0;
  let sojourns = 0;
  future.push(arrivals.next(), sequence++, ARRIVAL);
  while (future.times[0] <= plan.duration) {
    const now = future.times[0];
    const code = future.codes[0];
    future.pop();
    if (code === ARRIVAL) {
      future.push(arrivals.next(), sequence++, ARRIVAL);
      const keyLow = mix(arrivals.key(), salt);
      keyed.rekey(keyLow, mix(arrivals.key(), salt), WORK);
      const place = born++ & (PLACES - 1);
      births[place] = now;
      lengths[place] = work.duration(keyed);
      if (born - ended === 1) future.push(now + lengths[place], sequence++, DEPARTURE);
    } else {
      sojourns += now - births[ended++ & (PLACES - 1)];
      if (ended < born) future.push(now + lengths[ended & (PLACES - 1)], sequence++, DEPARTURE);
    }
  }
  return { requests: born, events: sequence - future.size, ended, sojourns };
}

import { keyStep } from '../../dist/model/draws.js';

/** What is stirred into a key to give that of a call to this service; no workload has a load balancer in the way. */
export function saltOf(service, plan) {
  return keyStep(null, service, plan.services, 0).salt;
}

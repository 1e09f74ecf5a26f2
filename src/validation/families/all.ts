/** Every family, in the order of the table: A, B, C ... Each case is answered by the one family that matches it. */
import type { Family } from '../family.ts';
import { announcements } from './announcements.ts';
import { availability } from './availability.ts';
import { balancing } from './balancing.ts';
import { breakersAndLimits } from './breakers-and-limits.ts';
import { caches } from './caches.ts';
import { closedLoop } from './closed-loop.ts';
import { clusters } from './clusters.ts';
import { detection } from './detection.ts';
import { fanOutTails } from './fan-out-tails.ts';
import { invariants } from './invariants.ts';
import { metastability } from './metastability.ts';
import { multiServer } from './multi-server.ts';
import { networks } from './networks.ts';
import { orchestration } from './orchestration.ts';
import { otherSimulators } from './other-simulators.ts';
import { overload } from './overload.ts';
import { retries } from './retries.ts';
import { singleServer } from './single-server.ts';
import { topologies } from './topologies.ts';
import { vendorFacts } from './vendor-facts.ts';

export const FAMILIES: readonly Family[] = [
  singleServer,
  multiServer,
  closedLoop,
  networks,
  balancing,
  availability,
  detection,
  clusters,
  announcements,
  retries,
  breakersAndLimits,
  fanOutTails,
  metastability,
  otherSimulators,
  overload,
  invariants,
  orchestration,
  vendorFacts,
  topologies,
  caches,
];

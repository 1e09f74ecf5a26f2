/** Every family, in the order of the table: A, B, C ... Each case is answered by the first family that matches it. */
import type { Family } from '../family.ts';
import { balancing } from './balancing.ts';
import { caches } from './caches.ts';
import { closedLoop } from './closed-loop.ts';
import { invariants } from './invariants.ts';
import { multiServer } from './multi-server.ts';
import { networks } from './networks.ts';
import { overload } from './overload.ts';
import { singleServer } from './single-server.ts';

export const FAMILIES: readonly Family[] = [
  singleServer,
  multiServer,
  closedLoop,
  networks,
  balancing,
  overload,
  invariants,
  caches,
];

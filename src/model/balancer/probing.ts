/** Sends each health probe to the replica it is about: the call's parent. */
import type { Call } from '../call/call.ts';
import { Balancer } from './balancer.ts';

export class Probing extends Balancer {
  protected override choose(call: Call): number {
    return call.parent;
  }
}

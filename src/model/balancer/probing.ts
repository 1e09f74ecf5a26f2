/** Sends each health probe to the replica it is about: the call's parent. */
import type { CallTable } from '../call/call-table.ts';
import { Balancer } from './balancer.ts';

export class Probing extends Balancer {
  private readonly calls: CallTable;

  constructor(replicas: number, calls: CallTable) {
    super(replicas);
    this.calls = calls;
  }

  protected override choose(call: number): number {
    return this.calls.parent[call]!;
  }
}

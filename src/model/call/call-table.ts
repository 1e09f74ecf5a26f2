/** Calls in flight (call.ts). Each has a slot, and slots are used again: nothing is made once there are enough. */
import { Call, NO_MEMORY } from './call.ts';
import type { Chain } from './chain.ts';
import { addSlots, NOBODY } from './slots.ts';

export class CallTable {
  /** Every slot, by its number; one from the start (attempt-table.ts). */
  readonly all: Call[] = [new Call(0)];
  /** The last refusal that told its caller to wait: of which call, which generation of it, and how long. */
  private readonly advice: { call: Call | null; generation: number; wait: number } = {
    call: null,
    generation: 0,
    wait: 0,
  };
  /** Numbers that the policies of one chain remember of a call, and those of all calls, by the call's number. */
  private memorySize = 0;
  private memory = NO_MEMORY;
  /** The first slot that nobody uses (attempt-table.ts). */
  private free = 0;

  constructor() {
    this.addSlots();
  }

  /** The call that an event is about. */
  at(id: number): Call {
    return this.all[id]!;
  }

  /** From now on every call has memory for `size` numbers. */
  reserveMemory(size: number): void {
    if (size > this.memorySize) this.remember(size, this.all.length);
  }

  /** Memory for so many calls; what is in it goes along. */
  private remember(size: number, calls: number): void {
    const memory = new Float64Array(size * calls);
    for (const call of this.all) {
      memory.set(call.memory.subarray(call.memoryAt, call.memoryAt + this.memorySize), size * call.id);
      call.memory = memory;
      call.memoryAt = size * call.id;
    }
    this.memorySize = size;
    this.memory = memory;
  }

  /** The chain sets the times. That no attempt is in flight for it goes without saying: the audit looks. */
  open(chain: Chain): Call {
    if (this.free === NOBODY) this.free = this.addSlots();
    const call = this.all[this.free]!;
    this.free = call.nextFree;
    call.chain = chain;
    call.depth = 0;
    call.sent = 0;
    call.spent = 0;
    call.deadline = Infinity;
    return call;
  }

  /** A call of the same chain that asks for the same; the chain sets the times. */
  openLike(call: Call): Call {
    const twin = this.open(call.chain!);
    twin.keyLow = call.keyLow;
    twin.keyHigh = call.keyHigh;
    twin.parent = call.parent;
    twin.asker = call.asker;
    twin.operation = call.operation;
    twin.tag = call.tag;
    twin.source = call.source;
    twin.priority = call.priority;
    twin.deadline = call.deadline;
    twin.first = call.first;
    twin.sent = call.sent;
    twin.item = call.item;
    return twin;
  }

  /** The attempt of the call was refused and told to wait for so long before the next one. */
  advise(call: Call, wait: number): void {
    this.advice.call = call;
    this.advice.generation = call.generation;
    this.advice.wait = wait;
  }

  /** What the refusal that is being dealt with told the call, once; 0 for nothing. */
  takeAdvice(call: Call): number {
    const { advice } = this;
    if (advice.call !== call || advice.generation !== call.generation) return 0;
    advice.call = null;
    return advice.wait;
  }

  close(call: Call): void {
    call.disown();
    call.chain = null;
    call.nextFree = this.free;
    this.free = call.id;
  }

  private addSlots(): number {
    return addSlots('calls', this.all, id => this.make(id));
  }

  private make(id: number): Call {
    const { memorySize } = this;
    if (memorySize * (id + 1) > this.memory.length) this.remember(memorySize, 2 * (id + 1));
    const call = new Call(id, this.memory);
    call.memoryAt = memorySize * id;
    return call;
  }
}

/**
 * Calls in flight, as columns. A call is one use of a dependency (or one request of a traffic source) and lives in a
 * slot; it outlasts its attempts on the caller's side and ends before some of them on the callee's. An attempt
 * remembers its call's slot and generation: when the caller gives up, the generation moves on and a late answer is
 * known by its old one, so no set of resolved ids is kept.
 */
import { checkRoom } from '../too-much.ts';
import { NOBODY } from './slots.ts';

export class CallTable {
  /** The request's random key, passed down the call tree (see `draws.ts`). */
  keyLow = new Int32Array(0);
  keyHigh = new Int32Array(0);
  /** When the caller asked: intended arrival for a request. */
  startedAt = new Float64Array(0);
  /** The same, or when the user last asked again: what limits of time count from. */
  askedAt = new Float64Array(0);
  /** Index of the chain the call went into. */
  chain = new Int32Array(0);
  generation = new Int32Array(0);
  /** What the caller needs to know it by: an attempt being served, a user, a probed replica. */
  parent = new Int32Array(0);
  /** The calls next to this one in its parent's list, which begins at the parent's `child`. */
  sibling = new Int32Array(0);
  elder = new Int32Array(0);
  /** Index of the target's operation. */
  operation = new Int32Array(0);
  /** The caller's own tag: the step's call, for a service. */
  tag = new Int32Array(0);
  source = new Int32Array(0);
  /** What the request is about (items.ts); written only in worlds where requests are about something. */
  item = new Int32Array(0);
  priority = new Int32Array(0);
  /** Infinity when no deadline is propagated. */
  deadline = new Float64Array(0);
  /** 1 when no attempt above this call was a retry. */
  first = new Uint8Array(0);
  /** How many policies have let the call in. */
  depth = new Int32Array(0);
  /** Attempts sent. */
  sent = new Int32Array(0);
  /** The attempt in flight, NOBODY when there is none; and the replica it went to. */
  attempt = new Int32Array(0);
  replica = new Int32Array(0);
  /** 1 when the attempt in flight will never be answered: its message is lost or its replica silently dead. */
  silent = new Uint8Array(0);
  /** Work done for this call by successful attempts, all the way down. */
  spent = new Float64Array(0);
  /** Outcome at the bottom of the call tree when the last attempt failed. */
  root = new Int32Array(0);
  /** The last refusal that told its caller to wait: of which call, which generation of it, and how long. */
  private readonly advice = { call: NOBODY, generation: 0, wait: 0 };
  /** Per-call memory of the policies: memory[k][call] belongs to whichever policy of the call's chain reserved k. */
  readonly memory: Float64Array[] = [];

  inFlight = 0;
  private free = new Int32Array(0);
  private freeCount = 0;
  private capacity = 0;

  constructor() {
    this.grow();
  }

  /** Reserves memory columns up to `count` of them. */
  reserveMemory(count: number): void {
    while (this.memory.length < count) this.memory.push(new Float64Array(this.capacity));
  }

  /** A slot; the chain sets the times. That no attempt is in flight for it goes without saying: the audit looks. */
  open(chain: number): number {
    if (this.freeCount === 0) this.grow();
    const call = this.free[--this.freeCount]!;
    this.inFlight++;
    this.chain[call] = chain;
    this.depth[call] = 0;
    this.sent[call] = 0;
    this.spent[call] = 0;
    this.deadline[call] = Infinity;
    return call;
  }

  /** Whether a free slot is as `open` expects it. */
  isAtRest(call: number): boolean {
    return this.attempt[call] === NOBODY && this.replica[call] === NOBODY && this.silent[call] === 0;
  }

  /** A slot for a call of the same chain that asks for the same; the chain sets the times. */
  openLike(call: number): number {
    const twin = this.open(this.chain[call]!);
    this.keyLow[twin] = this.keyLow[call]!;
    this.keyHigh[twin] = this.keyHigh[call]!;
    this.parent[twin] = this.parent[call]!;
    this.operation[twin] = this.operation[call]!;
    this.tag[twin] = this.tag[call]!;
    this.source[twin] = this.source[call]!;
    this.priority[twin] = this.priority[call]!;
    this.deadline[twin] = this.deadline[call]!;
    this.first[twin] = this.first[call]!;
    this.sent[twin] = this.sent[call]!;
    this.item[twin] = this.item[call]!;
    return twin;
  }

  /** The attempt of the call was refused and told to wait for so long before the next one. */
  advise(call: number, wait: number): void {
    this.advice.call = call;
    this.advice.generation = this.generation[call]!;
    this.advice.wait = wait;
  }

  /** What the refusal that is being dealt with told the call, once; 0 for nothing. */
  takeAdvice(call: number): number {
    const { advice } = this;
    if (advice.call !== call || advice.generation !== this.generation[call]) return 0;
    advice.call = NOBODY;
    return advice.wait;
  }

  /** From here on the answer to the attempt in flight is stale. */
  disown(call: number): void {
    this.generation[call] = (this.generation[call]! + 1) | 0;
    this.attempt[call] = NOBODY;
    this.silent[call] = 0;
  }

  close(call: number): void {
    this.disown(call);
    this.chain[call] = NOBODY;
    this.inFlight--;
    this.free[this.freeCount++] = call;
  }

  private grow(): void {
    const from = this.capacity;
    const to = from === 0 ? 256 : from * 2;
    checkRoom('calls', to);
    this.capacity = to;
    this.keyLow = resized(this.keyLow, new Int32Array(to));
    this.keyHigh = resized(this.keyHigh, new Int32Array(to));
    this.startedAt = resized(this.startedAt, new Float64Array(to));
    this.askedAt = resized(this.askedAt, new Float64Array(to));
    this.chain = resized(this.chain, new Int32Array(to));
    this.generation = resized(this.generation, new Int32Array(to));
    this.parent = resized(this.parent, new Int32Array(to));
    this.sibling = resized(this.sibling, new Int32Array(to));
    this.elder = resized(this.elder, new Int32Array(to));
    this.operation = resized(this.operation, new Int32Array(to));
    this.tag = resized(this.tag, new Int32Array(to));
    this.source = resized(this.source, new Int32Array(to));
    this.item = resized(this.item, new Int32Array(to));
    this.priority = resized(this.priority, new Int32Array(to));
    this.deadline = resized(this.deadline, new Float64Array(to));
    this.first = resized(this.first, new Uint8Array(to));
    this.depth = resized(this.depth, new Int32Array(to));
    this.sent = resized(this.sent, new Int32Array(to));
    this.attempt = resized(this.attempt, new Int32Array(to));
    this.replica = resized(this.replica, new Int32Array(to));
    this.silent = resized(this.silent, new Uint8Array(to));
    this.spent = resized(this.spent, new Float64Array(to));
    this.root = resized(this.root, new Int32Array(to));
    for (let k = 0; k < this.memory.length; k++) this.memory[k] = resized(this.memory[k]!, new Float64Array(to));
    this.free = resized(this.free, new Int32Array(to));
    for (const column of [this.chain, this.attempt, this.replica]) column.fill(NOBODY, from);
    for (let call = to - 1; call >= from; call--) this.free[this.freeCount++] = call;
  }
}

/** A copy of a column in a longer array. */
export function resized<T extends Float64Array | Int32Array | Uint8Array>(column: T, longer: T): T {
  longer.set(column);
  return longer;
}

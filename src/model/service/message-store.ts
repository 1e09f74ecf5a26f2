/**
 * The messages that one replica of a queue holds: ready to be delivered, out with a consumer, or waiting to be delivered
 * again. First stored, first delivered; one that comes back is ready again behind those that are.
 */
import type { Call } from '../call/call.ts';

export interface Message {
  /** Key and request that the message stems from, as an attempt carries them. */
  readonly keyLow: number;
  readonly keyHigh: number;
  readonly source: number;
  readonly priority: number;
  readonly item: number;
  /** Which operation of the queue it came by, and which call of that one delivers it. */
  readonly operation: number;
  readonly step: number;
  readonly storedAt: number;
  /** How often it has been sent to a consumer. */
  deliveries: number;
}

export class MessageStore {
  /** By the call that delivers each. */
  readonly out = new Map<Call, Message>();
  /** Everybody, in the order of storing. */
  private readonly all = new Set<Message>();
  private readonly ready: Message[] = [];
  /** `ready` begins here; what is before has been taken. */
  private head = 0;
  /** Those that come back later, in the order in which they do. */
  private resting: Message[] = [];

  get size(): number {
    return this.all.size;
  }

  get readyCount(): number {
    return this.ready.length - this.head;
  }

  /** How many there are by their places, which must be all of them. */
  get countByPlace(): number {
    return this.readyCount + this.out.size + this.resting.length;
  }

  get oldest(): number | null {
    for (const message of this.all) return message.storedAt;
    return null;
  }

  add(message: Message): void {
    this.all.add(message);
    this.ready.push(message);
  }

  /** The next to be delivered; called only when one is ready. */
  take(): Message {
    const message = this.ready[this.head++]!;
    // Taken ones are cleared away when they are most of the list, so that the whole costs a constant per message.
    if (this.head > 64 && this.head * 2 > this.ready.length) {
      this.ready.splice(0, this.head);
      this.head = 0;
    }
    return message;
  }

  /** One that was out is ready again, behind the others. */
  putBack(message: Message): void {
    this.ready.push(message);
  }

  /** One that has just been taken is the next again. */
  putInFront(message: Message): void {
    if (this.head > 0) this.ready[--this.head] = message;
    else this.ready.unshift(message);
  }

  rest(message: Message): void {
    this.resting.push(message);
  }

  /** The one that has rested longest is ready again. */
  wake(): void {
    const message = this.resting.shift();
    if (message !== undefined) this.ready.push(message);
  }

  remove(message: Message): void {
    this.all.delete(message);
  }

  /** Everything is gone; what it was. */
  clear(): readonly Message[] {
    const gone = [...this.all];
    this.all.clear();
    this.ready.length = 0;
    this.head = 0;
    this.resting = [];
    this.out.clear();
    return gone;
  }
}

/**
 * The network between the members of one cluster, and what they say to each other over it. Messages between two members
 * arrive in the order they were sent, as on one connection; they are lost by cuts, crashes and chance, and make no sound
 * then. Whatever they carry is cumulative, so the next one makes up for a lost one.
 */
import { buildDistribution } from '../../engine/distribution.ts';
import { Random } from '../../engine/random.ts';
import { Actor } from '../../engine/simulator.ts';
import type { Place } from '../call/parties.ts';
import type { Distances } from '../network/distances.ts';
import { Link } from '../network/link.ts';
import type { ClusterPlan } from '../plan.ts';
import type { World } from '../world.ts';
import type { Log } from './log.ts';

export type MessageKind =
  /** The leader is there, and this is its log. */
  | 'append'
  /** The sender has so much of that log. */
  | 'have'
  /** Would you vote for me, and: do. */
  | 'canvass'
  | 'vote'
  /** The answer to either; `agrees` says which way. */
  | 'would'
  | 'voted'
  /** How much do you have, for a read that asks a majority; and the answer. */
  | 'ask'
  | 'tell'
  /** The leader resigns in favour of the one it speaks to. */
  | 'hand-over';

export interface Message {
  readonly kind: MessageKind;
  readonly from: number;
  readonly to: number;
  readonly term: number;
  /** What the sender has written or knows of. */
  readonly log: Log;
  readonly agrees: boolean;
  /** Which question this belongs to. */
  readonly question: number;
}

export interface Correspondent {
  readonly place: Place;
  receive(message: Message): void;
}

export class Interconnect extends Actor {
  /** Faults cut it, slow it and lose messages on it as on any other link. */
  readonly link: Link;
  private readonly distances: Distances | null;
  private members: readonly Correspondent[] = [];
  private readonly luck: Random;
  /** Messages on their way, by the argument of their event. */
  private readonly underway: (Message | null)[] = [];
  private readonly free: number[] = [];
  /** When the last message from one member to another arrives: the next one comes no sooner. */
  private readonly lastArrival = new Map<number, number>();
  /** Cuts between the first n members and the rest, by n. */
  private readonly rifts: number[] = [];

  constructor(world: World, service: string, plan: ClusterPlan) {
    super(world.simulator);
    const name = `${service}->${service}`;
    this.link = new Link(world.simulator, name, plan.latency && buildDistribution(plan.latency), plan.loss, false);
    this.distances = world.distances;
    this.luck = Random.named(`${world.seed}/cluster/${service}/network`);
  }

  connect(members: readonly Correspondent[]): void {
    this.members = members;
  }

  send(message: Message): void {
    if (this.isLost(message)) return;
    const argument = this.free.pop() ?? this.underway.length;
    this.underway[argument] = message;
    const way = message.from * this.members.length + message.to;
    const delay = this.link.delay(this.luck, this.distance(message));
    const arrival = Math.max(this.simulator.now + delay, this.lastArrival.get(way) ?? 0);
    this.lastArrival.set(way, arrival);
    this.simulator.schedule(arrival - this.simulator.now, this.id, 0, argument);
  }

  override on(_arrival: number, argument: number): void {
    const message = this.underway[argument]!;
    this.underway[argument] = null;
    this.free.push(argument);
    this.members[message.to]!.receive(message);
  }

  /** All of it, or what lies between the first so many members and the rest; everybody else still reaches them all. */
  between(
    first: number | null,
  ): Pick<Link, 'name' | 'cut' | 'mend' | 'lose' | 'stopLosing' | 'slowBy' | 'recoverSpeed'> {
    const { link, rifts } = this;
    if (first === null) return link;
    return {
      name: `${link.name} (the first ${first === 1 ? 'member' : `${first} members`} from the rest)`,
      cut: () => void rifts.push(first),
      mend: () => void rifts.splice(rifts.indexOf(first), 1),
      lose: share => link.lose(share),
      stopLosing: share => link.stopLosing(share),
      slowBy: (factor, added) => link.slowBy(factor, added),
      recoverSpeed: (factor, added) => link.recoverSpeed(factor, added),
    };
  }

  private distance({ from, to }: Message): ReturnType<Distances['between']> {
    return this.distances?.between(this.members[from]!.place.zone, this.members[to]!.place.zone) ?? null;
  }

  private isLost({ from, to }: Message): boolean {
    const sender = this.members[from]!.place;
    const receiver = this.members[to]!.place;
    if (sender.island !== receiver.island || this.rifts.some(count => from < count !== to < count)) return true;
    const passing = this.link.passing * (1 - sender.loss) * (1 - receiver.loss);
    return passing < 1 && !this.luck.chance(passing);
  }
}

/**
 * How one client process knows whom to send its writes to. It asks every member it can reach, every so often, who leads,
 * and believes the latest leader it hears of; a member that refuses a request because it does not lead says who does. A
 * question costs no time, as with health checks, but is lost on the same ways as calls are.
 */
import type { Random } from '../../engine/random.ts';
import { Actor, KIND_BITS } from '../../engine/simulator.ts';
import type { Place } from '../call/parties.ts';
import type { Link } from '../network/link.ts';
import type { World } from '../world.ts';
import type { Belief } from './member.ts';

export interface Asked {
  readonly place: Place;
  readonly belief: Belief | null;
}

export interface LeaderWatchParts {
  /** Time between two rounds of questions. */
  readonly refresh: number;
  readonly members: readonly Asked[];
  readonly home: Place;
  readonly link: Link;
  /** Where the belief goes: the client's balancer. */
  readonly balancer: { follow(leader: number): void };
  readonly luck: Random;
}

export class LeaderWatch extends Actor {
  private readonly parts: LeaderWatchParts;
  private term = 0;

  constructor(world: World, parts: LeaderWatchParts) {
    super(world.simulator);
    this.parts = parts;
  }

  /** The first round is at a random moment of the first interval, as with processes started at random. */
  start(): void {
    const { refresh, luck } = this.parts;
    this.simulator.schedule(Math.floor(luck.uniform() * refresh), this.id, 0, 0);
  }

  override on(): void {
    for (const member of this.parts.members) {
      const { belief } = member;
      if (belief !== null && this.reaches(member.place)) this.hear(belief);
    }
    this.simulator.lane(this.parts.refresh).schedule(this.id << KIND_BITS, 0);
  }

  hear({ term, member }: Belief): void {
    if (term <= this.term) return;
    this.term = term;
    this.parts.balancer.follow(member);
  }

  /** Whether a question reaches the place and its answer comes back. */
  private reaches({ island, loss }: Place): boolean {
    const { home, link, luck } = this.parts;
    if (island !== home.island) return false;
    const passing = link.passing * (1 - loss) * (1 - home.loss);
    return passing === 1 || luck.chance(passing * passing);
  }
}

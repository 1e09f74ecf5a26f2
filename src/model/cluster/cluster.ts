/** Builds the members of a cluster around the replicas of a service, and what its clients ask them. */
import { Random } from '../../engine/random.ts';
import type { Place } from '../call/parties.ts';
import type { Membership } from '../membership.ts';
import type { Link } from '../network/link.ts';
import type { ClusterPlan, ServicePlan } from '../plan.ts';
import type { World } from '../world.ts';
import { Interconnect } from './interconnect.ts';
import { LeaderWatch } from './leader-watch.ts';
import { Ledger } from './ledger.ts';
import type { Leadership } from './log.ts';
import { type Host, Participant } from './participant.ts';

/** A replica, as its member needs it. */
export interface Resident extends Place, Host {
  readonly name: string;
  join(membership: Membership): void;
}

export class Cluster {
  readonly interconnect: Interconnect;
  readonly ledger: Ledger;
  private readonly world: World;
  private readonly service: string;
  private readonly plan: ClusterPlan;
  private readonly first: Leadership;
  private readonly members: readonly Participant[];
  /** By chain: whoever makes calls over it. */
  private readonly watches = new Map<number, LeaderWatch>();

  constructor(world: World, service: ServicePlan, plan: ClusterPlan, residents: readonly Resident[]) {
    this.world = world;
    this.service = service.name;
    this.plan = plan;
    this.first = { term: residents.length, member: 0, origin: null };
    this.interconnect = new Interconnect(world, service.name, plan);
    this.ledger = new Ledger(world, service.name, this.first, plan.replication !== null);
    const accesses = service.operations.map(({ access }) => access);
    this.members = residents.map(
      (resident, number) =>
        new Participant(world, {
          plan,
          service: service.name,
          name: resident.name,
          number,
          size: residents.length,
          place: resident,
          host: resident,
          network: this.interconnect,
          ledger: this.ledger,
          first: this.first,
          accesses,
          hint: (chain, belief) => this.watches.get(chain)?.hear(belief),
        }),
    );
    this.interconnect.connect(this.members);
    this.members.forEach((member, number) => void residents[number]!.join(member));
  }

  start(): void {
    for (const member of this.members) member.start(this.first);
    for (const watch of this.watches.values()) watch.start();
  }

  /** Lets the client behind `chain` know who leads; `name` names its luck. */
  watch(chain: number, name: string, home: Place, link: Link, balancer: { follow(leader: number): void }): void {
    const { refresh } = this.plan;
    const luck = Random.named(`${this.world.seed}/cluster/${this.service}/watch/${name}`);
    this.watches.set(
      chain,
      new LeaderWatch(this.world, { refresh, members: this.members, home, link, balancer, luck }),
    );
  }
}

/**
 * Assembles one service's runtime: an instance for each of its replicas, with memory and probes, the list that callers go
 * by, the deployment that keeps their number and version, and the autoscaler. Knows the families that meet here.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import { Random } from '../../engine/random.ts';
import { Probing } from '../balancer/probing.ts';
import type { Condition } from '../condition.ts';
import { Link } from '../network/link.ts';
import { Autoscaler } from '../orchestrator/autoscaler.ts';
import { Deployment } from '../orchestrator/deployment.ts';
import { ratio } from '../ratio.ts';
import type { Recorder } from '../recorder.ts';
import { Endpoints } from '../runtime/endpoints.ts';
import { type Defect, Instance } from '../runtime/instance.ts';
import { Memory } from '../runtime/memory.ts';
import { Prober } from '../runtime/prober.ts';
import type { ProbePlan, RuntimePlan } from '../runtime-plan.ts';
import { plainOperation, workStep } from '../service/operation.ts';
import type { Replica } from '../service/replica.ts';
import type { World } from '../world.ts';
import { buildErrand } from './errands.ts';
import type { Site } from './site.ts';

/** Where a fleet's replicas stand; the infrastructure answers. */
export interface Ground {
  /** Puts the replica somewhere; null when there is no room, else whether its image has been there before. */
  occupy(service: number, replica: number): { readonly isKnown: boolean } | null;
  vacate(service: number, replica: number): void;
  isDown(service: number, replica: number): boolean;
  /** Whether nobody hears of the machine it stands on. */
  isSilent(service: number, replica: number): boolean;
}

/** A version of the software, by what is wrong with it. */
interface Version {
  readonly condition: Condition<Replica>;
  readonly defect: Defect;
}

export class Fleet {
  readonly instances: readonly Instance[];
  readonly endpoints: Endpoints | null;
  private readonly deployment: Deployment;
  private readonly autoscaler: Autoscaler | null;
  private readonly world: World;
  private readonly site: Site;
  private readonly plan: RuntimePlan;
  private readonly service: number;
  private readonly ground: Ground;
  private readonly pull: Distribution | null;
  private readonly luck: Random;
  /** When those that have no replacement yet were lost with their machines. */
  private readonly abandoned: number[] = [];
  /** By number; 0 is the one that was there at the beginning. */
  private readonly versions: (Version | null)[] = [null];

  constructor(world: World, site: Site, service: number, plan: RuntimePlan, ground: Ground) {
    this.world = world;
    this.site = site;
    this.service = service;
    this.plan = plan;
    this.ground = ground;
    this.pull = plan.imagePull && buildDistribution(plan.imagePull);
    this.luck = Random.named(`${world.seed}/runtime/${site.plan.name}`);
    this.endpoints = plan.isListed ? new Endpoints(world.simulator, plan.propagation) : null;
    this.instances = this.buildInstances();
    this.deployment = new Deployment(world, {
      name: site.plan.name,
      units: this.instances,
      wanted: plan.initial,
      rollout: plan.rollout,
      order: (unit, version) => this.order(unit, version),
    });
    this.autoscaler =
      plan.autoscaler && new Autoscaler(world, plan.autoscaler, this.deployment, site.meter, site.plan.concurrency);
    this.buildProbers();
    this.report(world.recorder);
  }

  start(): void {
    for (const instance of this.instances) {
      if (instance.exists) instance.start();
      else this.endpoints?.unlistAtOnce(instance.number);
    }
    this.autoscaler?.start();
  }

  /** A new version; its number. */
  bringOut(condition: Condition<Replica>, defect: Defect): number {
    const version = this.versions.push({ condition, defect }) - 1;
    this.deployment.roll(version);
    return version;
  }

  /** Back to the version of the beginning, if this one is still what is wanted. */
  takeBack(version: number): void {
    if (this.deployment.isOut(version)) this.deployment.roll(0);
  }

  /** The machine of a replica was last heard of at `since` and is given up, the replica with it. */
  abandon(replica: number, since: number): void {
    const instance = this.instances[replica]!;
    if (instance.exists && !instance.isEnding) this.abandoned.push(since);
    if (this.ground.isDown(this.service, replica)) instance.giveUp();
    else instance.strand();
  }

  private buildInstances(): readonly Instance[] {
    const { recorder, simulator, seed } = this.world;
    const { meter, plan, replicas } = this.site;
    const subject = plan.name;
    const restarts = recorder.counter(subject, 'restarts');
    const kills = this.plan.memory === null ? null : recorder.counter(subject, 'outOfMemoryKills');
    const starts = { count: 0, total: 0 };
    recorder.whenMeasuring(() => void Object.assign(starts, { count: 0, total: 0 }));
    recorder.figure(subject, 'timeToServe', () => ratio(starts.total, starts.count));
    const figures = {
      restarted: () => restarts.add(),
      outOfMemory: () => void kills?.add(),
      started: (took: number) => {
        starts.count++;
        starts.total += took;
      },
    };
    return replicas.map((process, number) => {
      const luck = Random.named(`${seed}/runtime/${subject}/${number}`);
      const parts = {
        number,
        plan: this.plan,
        process,
        listing: this.endpoints,
        service: subject,
        existence: meter.existence,
        luck,
      };
      const instance = new Instance(this.world, parts, figures);
      const { memory, rollout } = this.plan;
      if (memory !== null) instance.memory = new Memory(simulator, memory, () => void instance.ranOutOfMemory());
      instance.isHostDown = () => this.ground.isDown(this.service, number);
      instance.isUnheard = () => this.ground.isSilent(this.service, number);
      instance.listener = {
        stranded: () => void this.deployment.unitChanged(instance),
        becameReady: () => void this.deployment.unitChanged(instance),
        ended: () => void this.ended(instance),
      };
      process.attend(instance, memory === null && rollout.maxErrors === 1 ? null : instance);
      if (number >= this.plan.initial) instance.isPlace();
      return instance;
    });
  }

  private order(number: number, version: number): boolean {
    const place = this.ground.occupy(this.service, number);
    if (place === null) return false;
    const pull = place.isKnown || this.pull === null ? 0 : this.pull.duration(this.luck);
    const what = this.versions[version] ?? null;
    what?.condition.begin(this.site.replicas[number]!);
    const instance = this.instances[number]!;
    instance.replacesSince = this.abandoned.shift() ?? null;
    instance.order(pull, version, what?.defect ?? null);
    return true;
  }

  private ended(instance: Instance): void {
    this.versions[instance.version]?.condition.end(this.site.replicas[instance.number]!);
    this.ground.vacate(this.service, instance.number);
    this.deployment.unitChanged(instance);
  }

  private buildProbers(): void {
    const { readiness, liveness } = this.plan;
    const ready = readiness && this.probers(readiness, 'readiness', (instance, isWell) => void instance.probed(isWell));
    const live =
      liveness && this.probers(liveness, 'liveness', (instance, isWell) => void (isWell || instance.foundDead()));
    this.instances.forEach((instance, number) => {
      instance.readiness = ready?.[number] ?? null;
      instance.liveness = live?.[number] ?? null;
    });
  }

  private probers(
    plan: ProbePlan,
    what: string,
    tell: (instance: Instance, isWell: boolean) => void,
  ): readonly Prober[] {
    const asker = plan.work === null ? null : this.askWithWork(plan, what);
    const probers = this.instances.map(
      (instance, number) =>
        new Prober(this.world.simulator, {
          plan,
          target: this.site.replicas[number]!,
          ask: asker && (() => void asker.ask(number)),
          tell: isWell => void tell(instance, isWell),
        }),
    );
    if (asker) asker.probers = probers;
    return probers;
  }

  /** Probes that cost work are calls of their own, from the machine itself: no network is in the way. */
  private askWithWork(plan: ProbePlan, what: string): { ask: (replica: number) => void; probers: readonly Prober[] } {
    const { recorder, seed, simulator } = this.world;
    const { meter, operations, replicas } = this.site;
    const work = buildDistribution(plan.work!);
    const operation = operations.push(plainOperation(work, workStep(1))) - 1;
    const name = `${meter.name} ${what} probes`;
    const luck = Random.named(`${seed}/probes/${name}`);
    const asker = { ask: (_: number): void => {}, probers: [] as readonly Prober[] };
    const probeMeter = recorder.edge(name, meter, 'probes');
    const errands = replicas.map((replica, number) =>
      buildErrand(this.world, {
        meter: probeMeter,
        number,
        timeout: plan.timeout,
        balancer: new Probing(replicas.length),
        link: new Link(simulator, name, null, 0, false),
        targets: replicas,
        caller: { callEnded: (call, outcome) => asker.probers[call.parent]!.callEnded(call, outcome) },
        home: replica,
        luck,
      }),
    );
    asker.ask = replica => errands[replica]!(replica, operation);
    return asker;
  }

  private report(recorder: Recorder): void {
    const { name } = this.site.plan;
    const { memory, autoscaler } = this.plan;
    if (memory !== null) {
      const memories = this.instances.map(instance => instance.memory!);
      recorder.whenMeasuring(() => memories.forEach(each => void each.forgetPeak()));
      recorder.figure(name, 'memoryPeak', () => Math.max(...memories.map(({ peak }) => peak)) / memory.limit);
      recorder.sampled(name, 'memoryPeak', () => Math.max(...memories.map(({ level }) => level)) / memory.limit);
    }
    if (autoscaler === null) return;
    let most = this.deployment.existingCount;
    recorder.sampled(name, 'mostReplicas', () => {
      const { existingCount } = this.deployment;
      most = Math.max(most, existingCount);
      return existingCount;
    });
    recorder.figure(name, 'mostReplicas', () => most);
  }
}

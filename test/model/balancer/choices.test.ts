/** What each balancer chooses when it is asked outright, with a clock that is set by hand where it has one. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/engine/random.ts';
import {
  type Balancer,
  type Choice,
  DRAINED,
  EJECTED,
  FOREIGN,
  UNHEALTHY,
  UNLISTED,
} from '../../../src/model/balancer/balancer.ts';
import { buildBalancer } from '../../../src/model/balancer/build.ts';
import { LeaderAware } from '../../../src/model/balancer/leader-aware.ts';
import { PowerOfTwoChoices } from '../../../src/model/balancer/power-of-two-choices.ts';
import { Probing } from '../../../src/model/balancer/probing.ts';
import { SlowStart } from '../../../src/model/balancer/slow-start.ts';
import { Call } from '../../../src/model/call/call.ts';
import { NOBODY } from '../../../src/model/call/slots.ts';
import { NOWHERE } from '../../../src/model/infrastructure-plan.ts';
import { OK } from '../../../src/model/outcome.ts';
import type { BalancerPlan } from '../../../src/model/plan.ts';

type Kind = BalancerPlan['kind'];

const KINDS: readonly Kind[] = [
  'random',
  'round-robin',
  'least-requests',
  'power-of-two-choices',
  'ewma',
  'weighted',
  'zone-aware',
  'consistent-hash',
];

const DECAY = 10_000;

/** A balancer and the time it sees. */
function built(kind: Kind, replicas: number, more: Partial<BalancerPlan> = {}, client = 0) {
  const clock = { now: 0 };
  const somewhere = { island: 0, loss: 0, zone: NOWHERE };
  const balancer = buildBalancer({
    plan: {
      kind,
      weights: Array.from({ length: replicas }, () => 1),
      decay: DECAY,
      panicThreshold: 0,
      slowStart: null,
      shards: null,
      virtualNodes: 100,
      boundedLoad: Infinity,
      ...more,
    },
    targets: Array.from({ length: replicas }, () => somewhere),
    client,
    home: somewhere,
    callers: [somewhere],
    keyed: new Random(),
    clock,
  });
  return { balancer, clock };
}

const luck = Random.named('requests');

/** A new request with luck of its own. */
function request(id = 0): Call {
  const call = new Call(id);
  call.keyLow = luck.bits();
  call.keyHigh = luck.bits();
  call.item = luck.below(1_000_000);
  return call;
}

/** How often each replica is chosen for so many requests; nothing is in progress but what was before. */
function countsOf(balancer: Balancer, replicas: number, requests = 6000): readonly number[] {
  const counts = new Array<number>(replicas).fill(0);
  for (let i = 0; i < requests; i++) counts[balancer.pick(request())]!++;
  return counts;
}

/** What whoever sends an attempt counts, where the balancer asks for it. */
function count(choice: Choice, replica: number, change: number): void {
  if (choice.inProgress !== null) choice.inProgress[replica]! += change;
}

const begin = (choice: Choice, replica: number): void => count(choice, replica, 1);
const end = (choice: Choice, replica: number): void => count(choice, replica, -1);

const busy = (balancer: Balancer, ...inProgress: readonly number[]): void =>
  inProgress.forEach((count, replica) => {
    for (let i = 0; i < count; i++) begin(balancer, replica);
  });

const turns = (balancer: Balancer, count: number): readonly number[] =>
  Array.from({ length: count }, () => balancer.pick(request()));

describe.each(KINDS)('%s', kind => {
  it('chooses among those that are left, the only one if there is one, nobody if there is none', () => {
    const { balancer } = built(kind, 3);
    balancer.exclude(1, UNHEALTHY);
    expect(new Set(turns(balancer, 100))).toEqual(new Set([0, 2]));
    balancer.exclude(0, UNHEALTHY);
    // However busy it is.
    busy(balancer, 0, 0, 3);
    expect(new Set(turns(balancer, 10))).toEqual(new Set([2]));
    balancer.exclude(2, UNHEALTHY);
    expect(turns(balancer, 1)).toEqual([NOBODY]);
    balancer.include(1, UNHEALTHY);
    expect(turns(balancer, 2)).toEqual([1, 1]);
  });

  it('sends a copy elsewhere than what it is a copy of, if there is an elsewhere', () => {
    const { balancer } = built(kind, 3);
    for (let i = 0; i < 200; i++) {
      const call = request();
      const taken = balancer.pick(call);
      expect(balancer.pickOther(call, taken)).not.toBe(taken);
    }
    balancer.exclude(2, UNHEALTHY);
    for (let i = 0; i < 50; i++) expect(balancer.pickOther(request(), 0)).toBe(1);
    balancer.exclude(1, UNHEALTHY);
    busy(balancer, 3, 0, 0);
    for (let i = 0; i < 50; i++) expect(balancer.pickOther(request(), 0)).toBe(0);
  });

  it('chooses as before when a copy has been sent elsewhere', () => {
    const [one, twin] = [built(kind, 3).balancer, built(kind, 3).balancer];
    const calls = Array.from({ length: 20 }, () => request());
    const copied = calls.map(call => {
      const replica = one.pick(call);
      if (kind !== 'round-robin' && kind !== 'least-requests' && kind !== 'weighted') one.pickOther(call, replica);
      return replica;
    });
    expect(copied).toEqual(calls.map(call => twin.pick(call)));
  });

  it('knows how many are on its list and how many it leaves out', () => {
    const { balancer } = built(kind, 4);
    balancer.exclude(0, UNHEALTHY);
    balancer.exclude(1, UNLISTED);
    balancer.exclude(2, FOREIGN);
    expect([balancer.listedCount, balancer.outCount, balancer.isListEmpty]).toEqual([2, 3, false]);
    balancer.exclude(0, UNLISTED);
    balancer.exclude(3, UNLISTED);
    expect([balancer.listedCount, balancer.outCount, balancer.isListEmpty]).toEqual([0, 4, true]);
  });
});

describe('a balancer in panic', () => {
  it.each(KINDS)('%s uses those it believes to be ill, but none that is drained, foreign or on no list', kind => {
    const { balancer } = built(kind, 6);
    const told: boolean[] = [];
    balancer.panicThreshold = 0.5;
    balancer.onPanic = isPanicking => told.push(isPanicking);
    balancer.exclude(0, UNLISTED);
    balancer.exclude(1, DRAINED);
    balancer.exclude(2, FOREIGN);
    balancer.exclude(3, UNHEALTHY);
    // Two of three are believed to be there.
    expect(told).toEqual([]);
    expect(new Set(turns(balancer, 100))).toEqual(new Set([4, 5]));
    balancer.exclude(4, EJECTED);
    expect(told).toEqual([true]);
    expect(new Set(turns(balancer, 100))).toEqual(new Set([3, 4, 5]));
    balancer.exclude(5, EJECTED);
    expect(told).toEqual([true]);
    balancer.include(5, EJECTED);
    balancer.include(4, EJECTED);
    expect(told).toEqual([true, false]);
    expect(new Set(turns(balancer, 100))).toEqual(new Set([4, 5]));
  });
});

describe('a balancer that nobody listens to', () => {
  it('panics in silence', () => {
    const { balancer } = built('round-robin', 3);
    balancer.panicThreshold = 0.5;
    balancer.exclude(0, UNHEALTHY);
    balancer.exclude(1, UNHEALTHY);
    expect(turns(balancer, 3)).toEqual([0, 1, 2]);
  });
});

describe('a balancer of two choices', () => {
  it('goes by what is in progress alone', () => {
    expect(built('power-of-two-choices', 2).balancer).toBeInstanceOf(PowerOfTwoChoices);
  });
});

describe('taking turns', () => {
  it('takes one turn for a copy, and another one if the first was what it is a copy of', () => {
    const { balancer } = built('round-robin', 3);
    expect(turns(balancer, 1)).toEqual([0]);
    expect(balancer.pickOther(request(), 1)).toBe(2);
    expect(balancer.pickOther(request(), 1)).toBe(0);
    expect(turns(balancer, 1)).toEqual([1]);
  });

  it('gives up looking for another replica when its weights allow none', () => {
    expect(built('weighted', 2, { weights: [1, 0] }).balancer.pickOther(request(), 0)).toBe(0);
  });

  it('begins with the client’s own number and again when the process is started anew', () => {
    const { balancer } = built('round-robin', 3, {}, 4);
    expect(turns(balancer, 4)).toEqual([1, 2, 0, 1]);
    balancer.reset();
    expect(turns(balancer, 2)).toEqual([1, 2]);
  });

  it('by weights spreads a replica’s turns out', () => {
    // The example of nginx: 5, 1, 1.
    const { balancer } = built('weighted', 3, { weights: [5, 1, 1] });
    expect(turns(balancer, 7)).toEqual([0, 0, 1, 0, 2, 0, 0]);
    expect(turns(balancer, 2)).toEqual([0, 0]);
    balancer.reset();
    expect(turns(balancer, 7)).toEqual([0, 0, 1, 0, 2, 0, 0]);
  });

  it('by weights goes on among those that are left', () => {
    const { balancer } = built('weighted', 3, { weights: [5, 2, 1] });
    balancer.exclude(0, UNHEALTHY);
    expect(turns(balancer, 6)).toEqual([1, 2, 1, 1, 2, 1]);
  });
});

describe('going by requests in progress', () => {
  it('takes the least busy of all, in turn among equals', () => {
    const { balancer } = built('least-requests', 4);
    busy(balancer, 2, 1, 3, 1);
    expect(turns(balancer, 4)).toEqual([1, 1, 3, 3]);
    end(balancer, 0);
    end(balancer, 0);
    expect(turns(balancer, 2)).toEqual([0, 0]);
  });

  it('begins with the client’s own number', () => {
    expect(turns(built('least-requests', 3, {}, 2).balancer, 3)).toEqual([2, 0, 1]);
  });

  it('passes over the one that is taken, however idle', () => {
    const { balancer } = built('least-requests', 3);
    busy(balancer, 0, 5, 4);
    for (let i = 0; i < 6; i++) expect(balancer.pickOther(request(), 0)).toBe(2);
  });

  it('passes over the one that is taken also when it is its turn', () => {
    const { balancer } = built('least-requests', 3, {}, 2);
    busy(balancer, 0, 1, 1);
    // The turn of the third finds the first less busy, and the turn of the first, which is taken, goes to the second.
    expect(balancer.pickOther(request(), 0)).toBe(1);
    busy(balancer, 1, 0, 0);
    expect(turns(balancer, 1)).toEqual([1]);
  });

  it('knows of none when the process is started anew', () => {
    const { balancer } = built('least-requests', 3);
    busy(balancer, 0, 5, 4);
    balancer.reset();
    expect(new Set(turns(balancer, 3))).toEqual(new Set([0, 1, 2]));
  });
});

/** Four standard deviations of a count among so many with this chance. */
const spread = (requests: number, chance: number): number => 4 * Math.sqrt(requests * chance * (1 - chance));

describe('two choices', () => {
  it.each(['power-of-two-choices', 'zone-aware'] as const)(
    'take the less busy of any two, each pair alike: %s',
    kind => {
      for (const inProgress of [
        [0, 1, 2, 3],
        [3, 2, 1, 0],
        [2, 0, 3, 1],
      ]) {
        const { balancer } = built(kind, 4);
        busy(balancer, ...inProgress);
        const counts = countsOf(balancer, 4);
        // Of six pairs the least busy is in three and wins them all, the next wins two, the next one.
        inProgress.forEach((rank, replica) => {
          const chance = (3 - rank) / 6;
          expect(Math.abs(counts[replica]! - 6000 * chance)).toBeLessThanOrEqual(spread(6000, chance));
        });
      }
    },
  );

  it('are any two when all are as busy', () => {
    const { balancer } = built('power-of-two-choices', 3);
    busy(balancer, 2, 2, 2);
    for (const count of countsOf(balancer, 3)) expect(Math.abs(count - 2000)).toBeLessThan(spread(6000, 1 / 3));
  });
});

describe('choices by chance', () => {
  it.each(['random', 'power-of-two-choices', 'ewma', 'zone-aware'] as const)(
    'are the same for the same attempt of a request, and others for its next one: %s',
    kind => {
      const { balancer } = built(kind, 8);
      const calls = Array.from({ length: 50 }, () => request());
      const first = calls.map(call => balancer.pick(call));
      expect(calls.map(call => balancer.pick(call))).toEqual(first);
      for (const call of calls) call.sent = 1;
      const second = calls.map(call => balancer.pick(call));
      // One in eight by accident.
      expect(second.filter((replica, i) => replica === first[i]).length).toBeLessThan(20);
    },
  );
});

describe('peak-EWMA', () => {
  /** An attempt to `replica` that was sent at `sent` and is over at `over`. */
  function heard({ balancer, clock }: ReturnType<typeof built>, replica: number, sent: number, over: number, id = 0) {
    const watch = balancer as unknown as {
      sent(call: Call): void;
      over(call: Call, replica: number, how: number): void;
    };
    const call = new Call(id);
    clock.now = sent;
    watch.sent(call);
    clock.now = over;
    watch.over(call, replica, OK);
  }

  /** Which of two it takes: the choice does not depend on luck when there are but two that differ. */
  const preferred = ({ balancer }: ReturnType<typeof built>): number => {
    const picked = new Set(turns(balancer, 20));
    expect(picked.size).toBe(1);
    return [...picked][0]!;
  };

  it('takes the replica whose last answers came sooner', () => {
    const pair = built('ewma', 2);
    heard(pair, 0, 0, 500);
    heard(pair, 1, 0, 400);
    expect(preferred(pair)).toBe(1);
  });

  it('believes a slower answer at once', () => {
    const pair = built('ewma', 2);
    heard(pair, 0, 0, 100);
    heard(pair, 1, 0, 200);
    heard(pair, 0, 0, 300);
    expect(preferred(pair)).toBe(1);
  });

  it('believes a quicker answer little by little: after one decay time 1 - 1/e of it', () => {
    // 1000 fades to 1000/e + 100 (1 - 1/e) = 431.1 when 100 is heard a decay time later.
    for (const [other, expected] of [
      [430, 1],
      [432, 0],
    ] as const) {
      const pair = built('ewma', 2);
      heard(pair, 0, 0, 1000);
      heard(pair, 0, 900 + DECAY, 1000 + DECAY);
      heard(pair, 1, 1000 + DECAY - other, 1000 + DECAY);
      expect(preferred(pair)).toBe(expected);
    }
  });

  it('forgets an old estimate as time goes by', () => {
    // 1000 is 1000/e = 367.9 a decay time later.
    for (const [other, expected] of [
      [367, 1],
      [369, 0],
    ] as const) {
      const pair = built('ewma', 2);
      heard(pair, 0, 0, 1000);
      heard(pair, 1, 1000 + DECAY - other, 1000 + DECAY);
      expect(preferred(pair)).toBe(expected);
    }
  });

  it('multiplies by what is in progress, and what it chooses will be', () => {
    const pair = built('ewma', 2);
    heard(pair, 0, 0, 100);
    heard(pair, 1, 0, 100);
    heard(pair, 1, 0, 299);
    heard(pair, 0, 199, 299);
    busy(pair.balancer, 1, 0);
    // 100 times two is less than 299, 100 times three is more.
    expect(preferred(pair)).toBe(0);
    busy(pair.balancer, 1, 0);
    expect(preferred(pair)).toBe(1);
  });

  it('tries a replica it knows nothing of, but does not send it a second request before it has heard', () => {
    const pair = built('ewma', 2);
    heard(pair, 0, 0, 100);
    expect(preferred(pair)).toBe(1);
    busy(pair.balancer, 0, 1);
    expect(preferred(pair)).toBe(0);
  });

  it('of two it knows nothing of takes the less busy one', () => {
    const pair = built('ewma', 2);
    busy(pair.balancer, 2, 1);
    expect(preferred(pair)).toBe(1);
  });

  it('tells the calls apart, however many there are', () => {
    const pair = built('ewma', 2);
    const watch = pair.balancer as unknown as {
      sent(call: Call): void;
      over(call: Call, replica: number, how: number): void;
    };
    const calls = [3, 64, 1000].map(id => new Call(id));
    calls.forEach((call, i) => {
      pair.clock.now = 100 * i;
      watch.sent(call);
    });
    pair.clock.now = 1000;
    watch.over(calls[2]!, 0, OK); // 800
    watch.over(calls[0]!, 1, OK); // 1000
    expect(preferred(pair)).toBe(0);
    watch.over(calls[1]!, 0, OK); // 900, still less
    expect(preferred(pair)).toBe(0);
  });

  it('knows nothing when the process is started anew', () => {
    const pair = built('ewma', 2);
    heard(pair, 0, 0, 1000);
    heard(pair, 1, 0, 2000);
    pair.balancer.reset();
    expect(new Set(turns(pair.balancer, 50))).toEqual(new Set([0, 1]));
  });
});

describe('slow start', () => {
  const WINDOW = 1000;

  /** The share of the requests for a replica that came back at 0, or later, which it takes at these times after. */
  function shares(at: readonly number[], plan: { aggression?: number; minWeight?: number } = {}, since = 0) {
    const clock = { now: since };
    const start = new SlowStart({ window: WINDOW, aggression: 1, minWeight: 0.1, ...plan }, 2, clock, new Random());
    start.began(0);
    return at.map(now => {
      clock.now = since + now;
      let taken = 0;
      for (let i = 0; i < 10_000; i++) if (start.accepts(request(), 0, 0)) taken++;
      return taken / 10_000;
    });
  }

  it('rises from its least share in a line, or faster at first when it is aggressive', () => {
    const near = (found: readonly number[], expected: readonly number[]) =>
      found.forEach((share, i) => {
        expect(Math.abs(share - expected[i]!)).toBeLessThanOrEqual(spread(10_000, expected[i]!) / 10_000);
      });
    near(shares([0, 50, 300, 900, 1000]), [0.1, 0.1, 0.3, 0.9, 1]);
    near(shares([0, 40, 250], { aggression: 2 }), [0.1, 0.2, 0.5]);
    near(shares([0, 10], { minWeight: 0 }), [0, 0.01]);
    for (const since of [1, 700]) near(shares([0, 300, 999], {}, since), [0.1, 0.3, 0.999]);
  });

  it('has as many in their window as came back within it, and each of them once', () => {
    const clock = { now: 0 };
    const start = new SlowStart({ window: WINDOW, aggression: 1, minWeight: 0.1 }, 3, clock, new Random());
    start.began(0);
    start.began(1);
    clock.now = 500;
    start.began(1);
    expect(start.warming).toBe(2);
    clock.now = 1000;
    // The first is warm, the second began again at 500.
    expect(start.accepts(request(), 0, 0)).toBe(true);
    expect(start.warming).toBe(1);
    expect(start.accepts(request(), 2, 0)).toBe(true);
    expect(start.warming).toBe(1);
    clock.now = 1500;
    expect(start.accepts(request(), 1, 0)).toBe(true);
    expect(start.warming).toBe(0);
    clock.now = 1600;
    start.began(2);
    start.reset();
    expect(start.warming).toBe(0);
    expect(Array.from({ length: 100 }, () => start.accepts(request(), 2, 0)).every(taken => taken)).toBe(true);
  });

  it('asks anew in every round and at every attempt', () => {
    const clock = { now: 0 };
    const start = new SlowStart({ window: WINDOW, aggression: 1, minWeight: 0.5 }, 1, clock, new Random());
    start.began(0);
    const calls = Array.from({ length: 200 }, () => request());
    const verdicts = (round: number, sent: number) =>
      calls.map(call => {
        call.sent = sent;
        return start.accepts(call, 0, round);
      });
    const first = verdicts(0, 0);
    for (const other of [verdicts(1, 0), verdicts(0, 1)]) {
      const alike = other.filter((verdict, i) => verdict === first[i]).length;
      expect(Math.abs(alike - 100)).toBeLessThan(spread(200, 0.5));
    }
  });

  /** Two replicas of which the first came back just now, with so little of a share that it takes next to nothing. */
  function returned(kind: Kind, minWeight: number, replicas = 2) {
    const { balancer, clock } = built(kind, replicas);
    balancer.slowStart = new SlowStart({ window: WINDOW, aggression: 1, minWeight }, replicas, clock, new Random());
    balancer.exclude(0, UNHEALTHY);
    balancer.include(0, UNHEALTHY);
    return { balancer, clock };
  }

  it.each(KINDS)(
    'keeps %s from a replica without a share, and lets it choose it again when the window is over',
    kind => {
      const { balancer, clock } = returned(kind, 0);
      expect(new Set(turns(balancer, 100))).toEqual(new Set([1]));
      clock.now = WINDOW;
      expect(new Set(turns(balancer, 100))).toEqual(new Set([0, 1]));
    },
  );

  it('does not hold back a replica that is still left out for another reason', () => {
    const { balancer } = returned('round-robin', 0);
    balancer.exclude(1, UNHEALTHY | EJECTED);
    balancer.include(1, EJECTED);
    expect(balancer.slowStart!.warming).toBe(1);
  });

  it('does not begin for a replica that was there all the time', () => {
    const { balancer, clock } = returned('round-robin', 0);
    clock.now = WINDOW;
    expect(turns(balancer, 4)).toEqual([0, 1, 0, 1]);
    balancer.include(1, UNHEALTHY);
    expect(balancer.slowStart!.warming).toBe(0);
  });

  it('is over for everybody when the process is started anew', () => {
    const { balancer } = returned('round-robin', 0);
    balancer.reset();
    expect(turns(balancer, 4)).toEqual([0, 1, 0, 1]);
  });

  it('takes what it has when all are in their window', () => {
    const { balancer } = returned('random', 0);
    balancer.exclude(1, UNHEALTHY);
    balancer.include(1, UNHEALTHY);
    expect(countsOf(balancer, 2, 100).every(count => count > 20)).toBe(true);
  });
});

describe('consistent hashing with a bound', () => {
  const bounded = (boundedLoad: number, replicas = 4) => built('consistent-hash', replicas, { boundedLoad }).balancer;

  it('lets one replica have its bound of the mean, rounded up, and no more', () => {
    const balancer = bounded(1.5);
    const call = request();
    const home = balancer.pick(call);
    // The mean counts the request that comes: with n elsewhere it may have
    // another as long as it has fewer than ceil(1.5 (n + own + 1) / 4).
    for (const expected of [1, 2, 2, 3, 3, 4, 5, 5]) {
      const elsewhere = (home + 1) % 4;
      let own = 0;
      while (balancer.pick(call) === home && own < 10) {
        begin(balancer, home);
        own++;
      }
      expect(own).toBe(expected);
      for (; own > 0; own--) end(balancer, home);
      begin(balancer, elsewhere);
    }
  });

  it('counts what is in progress at those that are left', () => {
    const balancer = bounded(1);
    const call = request();
    const home = balancer.pick(call);
    const others = [0, 1, 2, 3].filter(replica => replica !== home);
    for (let i = 0; i < 8; i++) begin(balancer, others[0]!);
    begin(balancer, home);
    begin(balancer, home);
    // Eleven with the one that comes, of which each of four may have three.
    expect(balancer.pick(call)).toBe(home);
    balancer.exclude(others[0]!, EJECTED);
    // Three, of which each of three may have one.
    expect(balancer.pick(call)).not.toBe(home);
  });
});

describe('a probe', () => {
  it('goes to the replica it is about', () => {
    const balancer = new Probing(3);
    const call = request();
    call.parent = 2;
    expect(balancer.pick(call)).toBe(2);
  });
});

describe('what knows of a leader', () => {
  /** Operation 0 is for the leader, 1 for anybody. */
  function leading() {
    const { balancer } = built('round-robin', 3);
    const choice = new LeaderAware(balancer, [true, false]);
    const [write, read, probe] = [request(), request(), request()];
    read.operation = 1;
    probe.operation = 2;
    return { balancer, choice, write, read, probe };
  }

  it('sends to it what it must do, and the rest in turn', () => {
    const { choice, write, read, probe } = leading();
    choice.follow(2);
    expect([choice.pick(write), choice.pick(write)]).toEqual([2, 2]);
    expect([choice.pick(read), choice.pick(read), choice.pick(probe)]).toEqual([0, 1, 2]);
  });

  it('has nobody for that when the leader is left out, and does not try another', () => {
    const { balancer, choice, write, read } = leading();
    balancer.exclude(0, UNHEALTHY);
    expect([choice.pick(write), choice.pickOther(write, 0)]).toEqual([NOBODY, NOBODY]);
    expect([choice.pick(read), choice.isListEmpty]).toEqual([1, false]);
  });

  it('sends the copy of a read elsewhere, and that of a write to the leader again', () => {
    const { choice, write, read } = leading();
    expect(choice.pickOther(write, 0)).toBe(0);
    for (let i = 0; i < 6; i++) expect(choice.pickOther(read, 1)).not.toBe(1);
  });

  it('tells the balancer what is in progress', () => {
    const { balancer } = built('least-requests', 3);
    const choice = new LeaderAware(balancer, []);
    for (const replica of [0, 0, 1, 1, 2]) begin(choice, replica);
    expect(choice.pick(request())).toBe(2);
    for (let i = 0; i < 2; i++) end(choice, 1);
    expect(choice.pick(request())).toBe(1);
    choice.reset();
    expect(new Set([choice.pick(request()), choice.pick(request()), choice.pick(request())]).size).toBe(3);
  });
});

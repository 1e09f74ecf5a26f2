/**
 * Why a mutant may live: what it changes cannot be seen from outside, or is nobody's business. Named by the code before and
 * after, not by line, so that an explanation stays with its code and goes when the code does (a test holds both).
 */

export interface Explanation {
  /** Below src. */
  readonly file: string;
  /** Part of the code, and parts of what it became. */
  readonly mutants: readonly (readonly [was: string, ...became: string[]])[];
  readonly why: string;
}

export const EXPLANATIONS: readonly Explanation[] = [
  {
    file: 'model/mitigation/breaker.ts',
    mutants: [["this.slowAfter = settings.trip.kind === 'consecutive'", 'false ?', 'settings.trip.kind === ""']],
    why: 'a breaker that counts failures in a row does not look at slow calls, so what it takes for slow is nobody’s business.',
  },
  {
    file: 'model/mitigation/breaker.ts',
    mutants: [['this.episode++;', 'this.episode--;']],
    why: 'the number of a half-open episode is compared with that of its probes and with nothing else: any number not used before will do.',
  },
  {
    file: 'model/mitigation/sliding-window.ts',
    mutants: [
      ['if (target === this.current) return;', 'if (false) return;'],
      ['if (target - this.current >= SLICES) this.clear();', 'if (false)', 'target - this.current > SLICES'],
    ],
    why: 'short cuts: moving by no slice drops none, and dropping ten slices or more one by one empties the window as well.',
  },
  {
    file: 'model/mitigation/retry-budget.ts',
    mutants: [['if (this.tokens < cost - 1e-9) return DENIED;', 'this.tokens <= cost - 1e-9']],
    why: 'the margin only takes up what sums of tenths lose; no sum of tokens misses the cost by exactly that much.',
  },
  {
    file: 'model/mitigation/retry.ts',
    mutants: [['i < n && ceiling < backoff.max; i++', 'i < n && true', 'ceiling <= backoff.max']],
    why: 'a short cut: what has grown beyond the longest wait is cut to it on the next line, however far it has grown.',
  },
  {
    file: 'model/mitigation/retry.ts',
    mutants: [['(BACKOFF + n) | 0', '(BACKOFF - n) | 0']],
    why: 'each wait of a request needs a number of its own for its luck; which ones is a matter of taste.',
  },
  {
    file: 'model/balancer/balancer.ts',
    mutants: [['this.slowStart.warming > 0', '&& true)', 'this.slowStart.warming >= 0']],
    why: 'a short cut: when nobody is in slow start everybody accepts.',
  },
  {
    file: 'model/balancer/balancer.ts',
    mutants: [
      ['replica === taken && this.round < MOST_ROUNDS', 'this.round <= MOST_ROUNDS'],
      ['this.round < MOST_ROUNDS && !slowStart.accepts', 'this.round <= MOST_ROUNDS'],
    ],
    why: 'a limit that keeps the choosing from going on for ever; whether it is twenty rounds or twenty-one, nobody can tell.',
  },
  {
    file: 'model/balancer/keyed.ts',
    mutants: [['(BALANCE + sent + (this.round << 16)) | 0', 'BALANCE - sent', 'sent - (this.round << 16)']],
    why: 'every choice needs a number of its own for its luck; which ones is a matter of taste.',
  },
  {
    file: 'model/balancer/slow-start.ts',
    mutants: [['(SLOW_START + sent + (round << 16)) | 0', 'SLOW_START - sent', 'sent - (round << 16)']],
    why: 'every choice needs a number of its own for its luck; which ones is a matter of taste.',
  },
  {
    file: 'model/balancer/slow-start.ts',
    mutants: [
      ['if (share >= 1) return true;', 'if (false)', 'share > 1'],
      ['this.keyed.uniform() < share', 'this.keyed.uniform() <= share'],
    ],
    why: 'a draw is below 1, always, and equal to a given share once in 2^53 times.',
  },
  {
    file: 'model/balancer/consistent-hash.ts',
    mutants: [
      ['step < owners.length', 'step <= owners.length'],
      ['if (this.bound === Infinity) return Infinity;', 'if (false)'],
    ],
    why: 'once round the ring is all of it, and an infinite bound of any mean is infinite: the first is a needless step, the second saves a sum.',
  },
  {
    file: 'model/balancer/consistent-hash.ts',
    mutants: [['this.places[middle]! < place', 'this.places[middle]! <= place']],
    why: 'differs when an item falls on a place of the ring exactly, once in four thousand million.',
  },
  {
    file: 'model/balancer/least-requests.ts',
    mutants: [['step < this.count', 'step <= this.count']],
    why: 'the one step more looks again at the replica it began with, which is not less busy than the best.',
  },
  {
    file: 'model/balancer/peak-ewma.ts',
    mutants: [
      ['if (call.id >= this.sentAt.length)', 'if (true)'],
      ['Math.max(call.id + 1, this.sentAt.length * 2)', 'this.sentAt.length / 2'],
    ],
    why: 'room for more calls: made too often or too little at a time, it costs time and is there all the same.',
  },
  {
    file: 'model/balancer/peak-ewma.ts',
    mutants: [['latency > before ? latency', 'latency >= before']],
    why: 'of two equal latencies the mean is either.',
  },
  {
    file: 'model/balancer/two-choices.ts',
    mutants: [['this.load(two) < this.load(one)', 'this.load(two) <= this.load(one)']],
    why: 'of two that are equally busy, drawn in random order, either may be taken.',
  },
  {
    file: 'model/balancer/zone-aware.ts',
    mutants: [['this.inProgress[two]! < this.inProgress[one]!', 'this.inProgress[two]! <= this.inProgress[one]!']],
    why: 'of two that are equally busy, drawn in random order, either may be taken.',
  },
  {
    file: 'model/balancer/zone-aware.ts',
    mutants: [
      ['private own: readonly number[] = [];', 'Stryker was here'],
      ['private others: readonly Pool[] = [];', 'Stryker was here'],
      ['this.own = here?.replicas ?? [];', 'Stryker was here'],
    ],
    why: 'not looked at: the zones are sorted before the first choice, and no request stays in a zone that has no replica.',
  },
  {
    file: 'model/balancer/zone-aware.ts',
    mutants: [
      ['if (this.isStale) this.sort();', 'if (true)'],
      ['if (count === 1) return replicas[first]!;', 'if (false)'],
    ],
    why: 'short cuts: sorting again finds the same, and a second one that is not there is not less busy than the first.',
  },
  {
    file: 'model/balancer/zone-aware.ts',
    mutants: [
      ['luck.uniform() < this.ownShare', 'luck.uniform() <= this.ownShare'],
      ['if (left < 0) return pool;', 'left <= 0'],
    ],
    why: 'a draw is equal to a given bound once in 2^53 times.',
  },
  {
    file: 'model/balancer/zone-aware.ts',
    mutants: [['zone === NOWHERE ? undefined', 'false ? undefined']],
    why: 'of replicas and callers that are all in no zone, nowhere is a zone like any other, with all of them in it.',
  },
  {
    file: 'engine/lane.ts',
    mutants: [['if (cells[(first & mask) << 1] !== CANCELLED) return true;', 'if (true)']],
    why: 'a short cut: what is cancelled and not passed over here is passed over when its turn comes.',
  },
  {
    file: 'engine/simulator.ts',
    mutants: [['if (this.far > 0 && last > this.from) {', 'this.far > 0 && true', 'last >= this.from']],
    why: 'before the first of the near ones stands none: a look at what is no event changes nothing.',
  },
  {
    file: 'engine/lane.ts',
    mutants: [['count < this.next; count++', 'count <= this.next']],
    why: 'one place more is copied, which is free and written by the next event before anybody reads it.',
  },
  {
    file: 'engine/agenda.ts',
    mutants: [
      ['this.spacing(0) * PER_BUCKET', '/ PER_BUCKET'],
      ['(this.to - place)', 'this.to + place'],
      ['this.far > FEW && start < Infinity', 'this.far >= FEW'],
      ['while (buckets < this.far + this.to && buckets < MOST_BUCKETS)', 'buckets <= this.far'],
      ['power * 2 <= length', 'power * 2 < length'],
    ],
    why: 'buckets of another size than was meant: how many events are sorted at a time is not held more closely than within a factor of some.',
  },
  {
    file: 'engine/agenda.ts',
    mutants: [
      ['buckets < MOST_BUCKETS', '&& true', 'buckets <= MOST_BUCKETS'],
      ['power < WIDEST', '&& true', 'power <= WIDEST'],
    ],
    why: 'a million buckets, or buckets of a month, are more than any test fills.',
  },
  {
    file: 'engine/agenda.ts',
    mutants: [
      ['private skipEmptyBuckets(): void {', 'skipEmptyBuckets(): void {}'],
      [
        'while (cursor < buckets && lists[cursor] === NONE) cursor++;',
        'while (false)',
        'while (true &&',
        'cursor <= buckets',
        'cursor >= buckets',
      ],
      ['if (this.cells[entry << 2] === CANCELLED) {', 'if (false)', 'CANCELLED) {}'],
    ],
    why: 'a short cut: an empty bucket may be used as well as any, somebody is in one of the lists, and who is cancelled is passed over when the turn comes.',
  },
  {
    file: 'engine/agenda.ts',
    mutants: [
      ['place + 1 < to; place++', 'place + 1 <= to', 'place - 1 < to'],
      ['if (time < due || (time === due', 'if (false ||', '(true && this.isBefore'],
    ],
    why: 'all of a crowd are at one nanosecond, before which nobody comes any more, and the last of them in order has a lower sequence than any newcomer of a lane but those already gone.',
  },
  {
    file: 'engine/agenda.ts',
    mutants: [
      ['if (this.horizon < Infinity && this.width === 1) {', 'true && this.width', 'this.horizon <= Infinity'],
      ['while (this.times.length < 2 * to)', 'this.times.length <= 2 * to'],
      ['if (this.lists.length <= buckets) this.lists', 'if (true)', 'this.lists.length < buckets'],
    ],
    why: 'more room, or another way to the same order, for crowds that come right after a crowd.',
  },
  {
    file: 'engine/agenda.ts',
    mutants: [
      ['let keep = (to - from) >> 2;', 'to + from'],
      ['this.spacing(from + ((to - from) >> 1))', 'to + from'],
    ],
    why: 'only in a crowd the near ones do not begin at 0, and a crowd is not split.',
  },
  {
    file: 'engine/agenda.ts',
    mutants: [['while (keep > 0 && times[to - keep] === start) keep--;', 'while (true &&', 'keep >= 0']],
    why: 'behind the near ones stands an event that was earlier, not at the time of one of them.',
  },
  {
    file: 'engine/agenda.ts',
    mutants: [['const list = bucket < buckets ? bucket | 0 : buckets;', 'bucket <= buckets']],
    why: 'the list behind the last bucket is the one for what is beyond.',
  },
  {
    file: 'engine/agenda.ts',
    mutants: [['return this.stamps[(entry << 1) | 1]! < this.stamps[(other << 1) | 1]!;', '<= this.stamps']],
    why: 'no two events have the same sequence.',
  },
  {
    file: 'engine/simulator.ts',
    mutants: [['private readonly lanes: Lane[] = [];', 'Stryker was here']],
    why: 'where the numbers of lanes begin is nobody’s business.',
  },
  {
    file: 'engine/simulator.ts',
    mutants: [['let left = STRETCH; left > 0; left--', 'left >= 0']],
    why: 'the loop is entered anew after one event more.',
  },
  {
    file: 'engine/simulator.ts',
    mutants: [
      ['function rehearse(): void {', 'function rehearse(): void {}'],
      ['for (let round = 0; round < 50; round++) {', 'false; round++', 'round <= 50', 'round >= 50', 'round++) {}'],
      ['Array.from({ length: 96 }, (_, i) => simulator.schedule(1 + (i >> 4), 0, 0, 0))', 'Array.from({}, '],
      ['simulator.run(simulator.now + 6);', 'simulator.now - 6'],
    ],
    why: 'a rehearsal changes how fast the play is, not what happens in it.',
  },
  {
    file: 'engine/random.ts',
    mutants: [['constructor() {', 'constructor() {}']],
    why: 'the state of the key of zeros is all zeros, which is where the fields begin.',
  },
  {
    file: 'engine/zipf.ts',
    mutants: [
      ['if (rank - x <= this.sure ||', 'if (false ||', 'rank - x < this.sure', 'rank + x <= this.sure'],
      ['this.inverse(this.integral(2.5) - this.density(2))', 'this.integral(2.5) + this.density(2)'],
    ],
    why: 'a short cut: what is sure to be accepted would be found acceptable, and more than that is found so one by one.',
  },
  {
    file: 'engine/zipf.ts',
    mutants: [['under >= this.integral(rank + 0.5) - this.density(rank)', 'under > this.integral']],
    why: 'a draw is equal to a given bound once in 2^53 times.',
  },
  {
    file: 'engine/zipf.ts',
    mutants: [
      ['Math.abs(t) > 1e-8 ?', 'Math.abs(t) >= 1e-8'],
      ['1 + (t / 2) * (1 + t / 3)', 't / 2 / (1 + t / 3)', '(1 - t / 3)', '(1 + t * 3)'],
      ['1 - t * (1 / 2 - t / 3)', '1 / 2 + t / 3', '1 / 2 - t * 3'],
    ],
    why: 'where the series is used its last term is below 1e-16, and at the end of that either formula is right.',
  },
  {
    file: 'engine/distributions/base.ts',
    mutants: [['return rounded > 0 ? rounded : 0;', 'rounded >= 0']],
    why: '0 is 0 either way.',
  },
  {
    file: 'engine/distributions/empirical.ts',
    mutants: [['(piece.middle - mean) * (piece.middle - mean)', 'piece.middle + mean']],
    why: 'summed over all pieces it comes to the same: the mean square of what is a distance from the mean, or the mean square less the square of the mean.',
  },
  {
    file: 'engine/distributions/exponential.ts',
    mutants: [['for (let i = 2; i < LAYERS; i++)', 'i <= LAYERS']],
    why: 'the last layer ends at 0 by the recurrence as well, to within 1e-14.',
  },
  {
    file: 'engine/distributions/exponential.ts',
    mutants: [['for (let i = 0; i < LAYERS; i++) {', 'i <= LAYERS']],
    why: 'what is written behind the end of a table goes nowhere.',
  },
  {
    file: 'engine/distributions/exponential.ts',
    mutants: [['return height < exp(-x) ? x', 'height <= exp(-x)']],
    why: 'a draw is equal to a given bound once in 2^53 times.',
  },
  {
    file: 'engine/distributions/gamma.ts',
    mutants: [['if (root <= 0) continue;', 'root < 0']],
    why: 'a draw is equal to a given bound once in 2^53 times.',
  },
  {
    file: 'engine/distributions/gamma.ts',
    mutants: [
      ['if (u < 1 - 0.0331 * z * z * z * z) return v;', 'if (false) return v;', 'u <= 1'],
      ['if (ln(u) < 0.5 * z * z', 'ln(u) <= 0.5'],
    ],
    why: 'a short cut: what it accepts the next line accepts as well; and a draw is equal to a given bound once in 2^53 times.',
  },
  {
    file: 'engine/distributions/normal.ts',
    mutants: [['return value > 0 ? value : 0;', 'value >= 0']],
    why: '0 is 0 either way.',
  },
  {
    file: 'engine/distributions/pareto.ts',
    mutants: [['if (ratio === 0) return gap > 0 ? shape / gap : Infinity;', 'if (false) return', 'gap >= 0']],
    why: 'a short cut: the logarithm of 0 is -Infinity, and with it the formula below comes to the same.',
  },
  {
    file: 'model/mitigation/policy.ts',
    mutants: [['protected index = -1;', '+1']],
    why: 'a policy is told its place before anybody asks for it.',
  },
  {
    file: 'model/mitigation/queueing-policy.ts',
    mutants: [['if (this.maxWait < Infinity)', 'if (true)', 'this.maxWait <= Infinity']],
    why: 'an alarm at the end of all time never rings; that none is set saves the trouble.',
  },
  {
    file: 'model/mitigation/connection-pool.ts',
    mutants: [['if (this.settings.reclaimAfter < Infinity)', 'if (true)', 'this.settings.reclaimAfter <= Infinity']],
    why: 'an alarm at the end of all time never rings; that none is set saves the trouble.',
  },
  {
    file: 'model/mitigation/connection-pool.ts',
    mutants: [['if (this.leakShare > 0 && this.loses(call))', 'true &&', 'this.leakShare >= 0']],
    why: 'a short cut: with a chance of 0 nothing is lost.',
  },
  {
    file: 'model/mitigation/fallback.ts',
    mutants: [['if (this.latency === 0) return DEGRADED;', 'if (false)']],
    why: 'a short cut: what takes no time would come by an event of the same moment.',
  },
  {
    file: 'model/mitigation/hedge.ts',
    mutants: [['[this.placeOf(call) + TICKET]', '[this.placeOf(call) - TICKET]']],
    why: 'the ticket is the first thing remembered: nothing is added to the place where that begins, or taken away.',
  },
  {
    file: 'model/mitigation/hedge.ts',
    mutants: [['isSuccess(outcome) || isLast ? original : null', 'true ? original']],
    why: 'a copy that failed leaves nothing: what was in vain is written off attempt by attempt, and what is told of a failure is the root of the last one.',
  },
  {
    file: 'model/mitigation/reload.ts',
    mutants: [['(RELOAD + reloads) | 0', 'RELOAD - reloads']],
    why: 'each reload of a request needs a number of its own for its luck; which ones is a matter of taste.',
  },
  {
    file: 'model/mitigation/throttle.ts',
    mutants: [
      ['if (refused <= 0 ||', 'if (false ||', 'refused < 0'],
      ['keyed.uniform() < refused', 'keyed.uniform() <= refused'],
    ],
    why: 'a short cut: a draw is never below 0, and equal to a given share once in 2^53 times.',
  },
  {
    file: 'model/mitigation/throttle.ts',
    mutants: [['(THROTTLE + call.sent) | 0', 'THROTTLE - call.sent']],
    why: 'each try of a call needs a number of its own for its luck; which ones is a matter of taste.',
  },
  {
    file: 'measure/histogram.ts',
    mutants: [['const NOTHING_YET = -0;', '+0']],
    why: 'a number of another kind for V8, and the same sum.',
  },
  {
    file: 'measure/histogram.ts',
    mutants: [['const HIGH = words[1] === 0 ? 0 : 1;', 'false ?']],
    why: 'differs on machines that put the high word first; none of those that try the mutants does.',
  },
  {
    file: 'measure/histogram.ts',
    mutants: [
      ['if (at < this.until) {', 'if (false)'],
      ['if (from === end) return;', 'if (false)'],
      ['for (; high + 8 <= end; high += 8) {', 'false; high', 'high + 8 < end'],
      ['for (; i + 4 <= end; i += 4) {', 'false; i', 'i + 4 < end'],
      ['return place > 0 && place < this.counts.length ? place', 'return false ?'],
      ['const to = covered === 0 ? octave + 1', 'false ?'],
      ['let least = this.follower === null ? this.least', 'false ?'],
      ['let most = this.follower === null ? this.most', 'false ?'],
    ],
    why: 'short cuts: values may be counted one by one and none at all, the least and the greatest of them found anew, covering what is covered changes nothing, and where nothing is covered yet its end is 0, below any octave.',
  },
  {
    file: 'measure/histogram.ts',
    mutants: [
      ['const covered = this.counts.length - 1;', 'this.counts.length + 1'],
      ['const from = covered === 0 ? octave', 'false ?'],
      ['new Uint32Array(((to - from) << bits) + 1)', 'to + from'],
      ['if (packed.length < 2 * this.width) packed', 'true', 'packed.length <= 2 * this.width'],
    ],
    why: 'room for what never comes: it costs memory, and changes no answer.',
  },
  {
    file: 'measure/histogram-series.ts',
    mutants: [['if (this.used + 2 * histogram.width > this.blockLength) {', '>= this.blockLength']],
    why: 'a block that would just be full: another one is begun, and the answers are the same.',
  },
  {
    file: 'measure/histogram.ts',
    mutants: [
      ['if (value > most) most = value;', 'value >= most'],
      ['if (above < leastAbove) leastAbove = above;', 'above <= leastAbove'],
      ['if (first > most) most = first;', 'first >= most'],
      ['if (first < least) least = first;', 'first <= least'],
      ['if (firstAbove < leastAbove) leastAbove = firstAbove;', 'firstAbove <= leastAbove'],
      ['if (second > most) most = second;', 'second >= most'],
      ['if (second < least) least = second;', 'second <= least'],
      ['if (secondAbove < leastAbove) leastAbove = secondAbove;', 'secondAbove <= leastAbove'],
      ['if (third > most) most = third;', 'third >= most'],
      ['if (third < least) least = third;', 'third <= least'],
      ['if (thirdAbove < leastAbove) leastAbove = thirdAbove;', 'thirdAbove <= leastAbove'],
      ['if (fourth > most) most = fourth;', 'fourth >= most'],
      ['if (fourth < least) least = fourth;', 'fourth <= least'],
      ['if (fourthAbove < leastAbove) leastAbove = fourthAbove;', 'fourthAbove <= leastAbove'],
      ['if (value < least) least = value;', 'value <= least'],
      ['if (least < histogram.least)', 'least <= histogram.least'],
      ['if (most > histogram.most)', 'most >= histogram.most'],
      ['if (data.min < this.least)', 'data.min <= this.least'],
      ['if (data.max > this.most)', 'data.max >= this.most'],
      ['return value < low ? low', 'value <= low', 'value >= high'],
    ],
    why: 'of two equal values either is the least, the greatest, or the one that is kept within the other.',
  },
  {
    file: 'measure/histogram.ts',
    mutants: [
      ['place < this.counts.length; place++) {', 'place <= this.counts.length'],
      ['i < length; i++', 'i <= length'],
    ],
    why: 'behind the last place nothing is counted: what is written there goes nowhere, and every rank has been reached before.',
  },
];

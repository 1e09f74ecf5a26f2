/**
 * What components measure beside what every service and every source has: the list of all such figures, each with its
 * unit and a title in plain words. Reports print what is declared here and `expect` statements may name it, so a
 * component that measures something new adds one line.
 */

export interface FigureKind {
  /** Durations are nanoseconds in the model and milliseconds in results; shares are 0..1; rates are per second. */
  readonly unit: 'share' | 'duration' | 'count' | 'rate' | 'number';
  /** Which way is good; null where neither is. */
  readonly better: 'more' | 'less' | null;
  readonly title: string;
}

export const FIGURES = {
  // Health checks
  removals: { unit: 'count', better: 'less', title: 'times a replica was taken out by health checks' },
  ejections: { unit: 'count', better: null, title: 'times a replica was ejected by outlier detection' },
  panics: { unit: 'count', better: 'less', title: 'times a balancer believed so few that it used all replicas' },
  // Caches
  hitRatio: { unit: 'share', better: 'more', title: 'lookups answered by the cache' },
  originSaved: { unit: 'share', better: 'more', title: 'lookups that cost the origin nothing' },
  staleAnswers: { unit: 'share', better: null, title: 'lookups answered with something too old' },
  sharedFetches: { unit: 'share', better: null, title: 'lookups that waited for a fetch already under way' },
  warmUpTime: {
    unit: 'duration',
    better: 'less',
    title: 'longest time from an empty cache to nine tenths of its usual hits (so far, if it is not back)',
  },
  // Faults of processes
  pauses: { unit: 'count', better: null, title: 'times a replica paused' },
  memoryDeaths: { unit: 'count', better: 'less', title: 'times a replica ran out of memory' },
  poisonings: { unit: 'count', better: 'less', title: 'times a request killed its replica' },
  // Shared processors
  coresBusy: { unit: 'share', better: null, title: 'cores in use' },
  // Runtimes and orchestration
  restarts: { unit: 'count', better: 'less', title: 'restarts of its processes' },
  timeToServe: { unit: 'duration', better: 'less', title: 'from a death or an order to serving' },
  outOfMemoryKills: { unit: 'count', better: 'less', title: 'processes killed for their memory' },
  memoryPeak: { unit: 'number', better: 'less', title: 'highest memory of a process, of its limit' },
  mostReplicas: { unit: 'count', better: null, title: 'most replicas at a time' },
  // Placement
  loadAfterLoss: {
    unit: 'number',
    better: 'less',
    title: 'utilisation, on paper, without its largest zone (or machine); above 1 it cannot carry the load',
  },
  loadOfSurvivors: { unit: 'number', better: 'less', title: 'utilisation of those left while some were down' },
  placed: { unit: 'number', better: null, title: 'replicas in a zone or on a machine' },
  placedUp: { unit: 'number', better: null, title: 'replicas up in a zone or on a machine' },
  crossZone: { unit: 'share', better: 'less', title: 'messages that leave their zone' },
  // Clusters with a leader
  elections: { unit: 'count', better: 'less', title: 'times another member became leader' },
  leaders: { unit: 'number', better: null, title: 'members that act as leader' },
  leaderDetection: { unit: 'duration', better: 'less', title: 'time until the loss of the leader was noticed' },
  rto: { unit: 'duration', better: 'less', title: 'time without answers from a leader, per change of leader (RTO)' },
  leaderless: { unit: 'share', better: 'less', title: 'share of time without a leader' },
  splitBrain: { unit: 'share', better: 'less', title: 'share of time with more than one leader' },
  lostWrites: { unit: 'count', better: 'less', title: 'acknowledged writes that were lost' },
  rpo: { unit: 'duration', better: 'less', title: 'longest stretch of acknowledged writes lost at once (RPO)' },
  commitWait: { unit: 'duration', better: 'less', title: 'wait of a write for other members to confirm it' },
  replicationLag: { unit: 'duration', better: 'less', title: 'age of a write when a follower has it' },
  staleReads: { unit: 'share', better: 'less', title: 'share of reads that missed an acknowledged write' },
  // Going elsewhere
  switchTime: {
    unit: 'duration',
    better: 'less',
    title: 'time from the first check that failed to traffic being sent elsewhere',
  },
  copyLoss: { unit: 'count', better: 'less', title: 'acknowledged writes missing in the copy that took over' },
  copyAge: { unit: 'duration', better: 'less', title: 'how far back the copy that took over was (RPO)' },
  // Connection pools
  poolWait: { unit: 'duration', better: 'less', title: 'wait of a call for a connection' },
  poolInUse: { unit: 'number', better: null, title: 'connections that calls use' },
  poolLeaked: { unit: 'number', better: 'less', title: 'connections that were not given back' },
  // Repair crews
  repairWait: { unit: 'duration', better: 'less', title: 'time from a failure to the beginning of its repair' },
  repairBacklog: { unit: 'number', better: 'less', title: 'failures that nobody works on yet' },
  crewUtilisation: { unit: 'share', better: null, title: 'share of the crew’s time spent on failures' },
  // Message queues
  backlog: { unit: 'number', better: 'less', title: 'messages in the queue, on average' },
  backlogAge: { unit: 'duration', better: 'less', title: 'longest time a message was in the queue' },
  deliveryTime: { unit: 'duration', better: 'less', title: 'time from storing a message to its processing, mean' },
  redelivered: { unit: 'count', better: 'less', title: 'deliveries of messages that had been delivered before' },
  deadLetters: { unit: 'count', better: 'less', title: 'messages given up after too many deliveries' },
  lostMessages: { unit: 'count', better: 'less', title: 'messages lost in crashes of the queue' },
  // Overload control
  concurrencyLimit: {
    unit: 'number',
    better: null,
    title: 'adaptive limit of concurrency, mean over replicas, at the end',
  },
  fullService: { unit: 'share', better: 'more', title: 'requests that the dimmer lets be served in full' },
  blastRadius: { unit: 'share', better: 'less', title: 'client processes for whom the objective was missed' },
  hedges: { unit: 'count', better: 'less', title: 'copies of late calls that were sent' },
  hedgesWon: { unit: 'count', better: null, title: 'copies that answered before the original' },
  throttled: { unit: 'count', better: null, title: 'calls that clients stopped themselves' },

  // Monitoring and people
  alerts: { unit: 'count', better: null, title: 'alerts' },
  falseAlarms: { unit: 'count', better: 'less', title: 'alerts without a fault behind them' },
  missedFaults: { unit: 'count', better: 'less', title: 'faults that raised no alert' },
  timeToDetect: { unit: 'duration', better: 'less', title: 'time from the start of a fault to the alert' },
  timeToRepair: { unit: 'duration', better: 'less', title: 'time from the start of a fault to its end' },
  // Clients that act in step
  connected: { unit: 'number', better: 'more', title: 'clients that are connected' },
  reconnections: { unit: 'count', better: null, title: 'connections made anew' },
  timeToReconnect: { unit: 'duration', better: 'less', title: 'time from losing a connection to having one again' },
  // People who are paged
  pages: { unit: 'count', better: 'less', title: 'pages sent to people' },
  actions: { unit: 'count', better: null, title: 'actions taken on alerts' },
  // Registries and heartbeats
  timeToRemove: { unit: 'duration', better: 'less', title: 'from a death to its removal from the registry' },
  staleness: { unit: 'duration', better: 'less', title: 'from a death to the last request sent to the dead replica' },
  requestsToDead: { unit: 'count', better: 'less', title: 'requests sent to dead replicas' },
  falseRemovals: { unit: 'count', better: 'less', title: 'live replicas removed from the registry' },
  heartbeatsFailed: { unit: 'count', better: 'less', title: 'heartbeats without an answer' },
  lookupsFailed: { unit: 'count', better: 'less', title: 'lookups without an answer' },
  listed: { unit: 'number', better: null, title: 'replicas in the registry' },
} as const satisfies Readonly<Record<string, FigureKind>>;

export type FigureName = keyof typeof FIGURES;

export const isFigure = (word: string): word is FigureName => Object.hasOwn(FIGURES, word);

/** Consul: HTTP and TCP checks of its agents, and how they find each other. */
import { presetSystem } from '../preset.ts';

export const consul = presetSystem({
  name: 'consul',
  title: 'Consul',
  source: 'hashicorp/consul agent/checks/check.go and docs',
  version: '0303d8c',
  presets: [
    {
      of: 'registry',
      values: { consistency: 'quorum', reads: 'quorum', election: { heartbeat: '1s', timeout: '1s' } },
      differs:
        'The numbers are those of hashicorp/raft (1837036); Consul multiplies them by raft_multiplier. Any node may answer there if the client asks for stale reads.',
    },
    {
      of: 'register',
      values: { heartbeat: '1s', ttl: '5500ms' },
      differs:
        'Agents find dead ones among themselves (SWIM, memberlist 1b4c746): a probe every 1 s, its timeout of 500 ms, and 4 s of suspicion in clusters of up to 10, more in larger ones and when in doubt. Here each replica sends its heartbeats to the registry.',
    },
    {
      of: 'healthCheck',
      values: { interval: '10s', timeout: '10s', unhealthyThreshold: 1, healthyThreshold: 1 },
      differs: 'The interval has no default there; 10 s is that of the examples. One agent probes for everybody.',
    },
  ],
});

/** etcd: leases kept alive by their owners, and raft among three or five nodes. */
import { presetSystem } from '../preset.ts';

export const etcd = presetSystem({
  name: 'etcd',
  title: 'etcd',
  source: 'etcd-io/etcd: server/embed/config.go, client/v3/concurrency, server/lease',
  version: 'c34dc7e (3.8-alpha)',
  presets: [
    {
      of: 'registry',
      values: { consistency: 'quorum', reads: 'quorum', election: { heartbeat: '100ms', timeout: '1s' } },
      differs: 'Leases there are at least 1.5 election timeouts long, rounded up to 2 s.',
    },
    {
      of: 'register',
      values: { heartbeat: '20s', ttl: '60s' },
      differs: 'The lease of a session; its client renews every third of it.',
    },
  ],
});

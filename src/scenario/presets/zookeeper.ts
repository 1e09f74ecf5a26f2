/** ZooKeeper: sessions that clients keep alive by pings, in an ensemble with a leader. */
import { presetSystem } from '../preset.ts';

export const zookeeper = presetSystem({
  name: 'zookeeper',
  title: 'ZooKeeper',
  source: 'apache/zookeeper: conf/zoo_sample.cfg, ZooKeeperServer, ClientCnxn, SessionTrackerImpl',
  version: '53a78e3',
  presets: [
    {
      of: 'registry',
      values: {
        consistency: 'quorum',
        reads: 'local',
        sweep: '2s',
        election: { heartbeat: '1s', timeout: '10s' },
      },
      differs:
        'tickTime is 2 s in zoo_sample.cfg and 3 s in the code; a leader is missed after syncLimit, 5 ticks, at the latest: a closed connection tells sooner.',
    },
    {
      of: 'register',
      values: { heartbeat: '10s', ttl: '30s' },
      differs:
        'The session timeout is the client’s wish, held between 2 and 20 ticks (4 s to 40 s); pings come every third of it, 10 s at most.',
    },
  ],
});

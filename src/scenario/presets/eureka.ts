/** Eureka, Netflix' registry: peers that would rather list the dead than lose the living. */
import { presetSystem } from '../preset.ts';

export const eureka = presetSystem({
  name: 'eureka',
  title: 'Eureka',
  source: 'Netflix/eureka: EurekaServerConfig, LeaseInfo, Lease, AbstractInstanceRegistry, EurekaClientConfig',
  version: '61acc83',
  presets: [
    {
      of: 'registry',
      values: {
        consistency: 'peers',
        reads: 'local',
        sweep: '60s',
        selfPreservation: '85%',
        responseCache: '30s',
      },
      differs:
        'The number of renewals expected is that of the entries at the moment; there it is renewed every 15 min.',
    },
    {
      of: 'register',
      values: { heartbeat: '30s', ttl: '180s' },
      differs: 'The lease says 90 s, but renewing it adds them twice: an entry is overdue after 180 s.',
    },
    { of: 'discovery', values: { refresh: '30s' }, differs: null },
  ],
});

/** Defaults of vendors, published start-up times and the facts of known outages: what presets and stories are made of. */
import { cannot, familyByPrefix } from '../by-prefix.ts';

const noMachines = cannot('needs an orchestrator or autoscaler', 'the number of machines is fixed');
const fact = cannot('vendor fact: not a simulation', 'a default or a measurement that its vendor publishes');
const outage = cannot('vendor fact: not a simulation', 'what is known of an outage; no workload to run');

export const vendorFacts = familyByPrefix('vendor facts', [], {
  'G-CLUSTER-AUTOSCALER': noMachines,
  'G-CONSUL-SWIM': cannot('needs heartbeats or leases', 'no suspicion spread by gossip'),
  'G-SENTINEL': fact,
  'G-MISC-DEFAULTS': fact,
  'G-STARTUP-': fact,
  'G-OUT-': outage,
  'G-OUT-KINESIS-THREADS': cannot('arithmetic: nothing to simulate', 'n (n - 1) threads'),
});

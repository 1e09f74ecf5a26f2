/** `balancer: zone-aware`. */
import { balancerKind } from '../kind.ts';

export const balancerZoneAware = balancerKind({
  name: 'zone-aware',
  summary:
    "Stays in the caller's zone as far as that zone's share of the replicas goes, and spills the rest over to zones with room (Envoy's zone aware routing).",
  weighted: false,
});

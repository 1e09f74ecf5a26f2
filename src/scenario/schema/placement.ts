/** Where things run, as scenarios write it: regions, zones, nodes, the network between them, and the place of a service. */
import { z } from 'zod';
import { distribution } from '../quantities/distribution.ts';
import { count, name } from '../quantities/quantity.ts';

const reference = z.string().min(1).max(200);
const title = z.string().optional().describe('For reports.');

const region = z.strictObject({ title }).describe('A region: zones near each other.');

const zone = z
  .strictObject({ title, region: name.optional().describe('The region it belongs to.') })
  .describe('A zone: what fails together when power, cooling or the network of a building does.');

const node = z
  .strictObject({
    title,
    zone: reference.optional().describe('The zone it stands in.'),
    zones: z.array(reference).min(1).max(100).optional().describe('With `count`: the machines stand in these in turn.'),
    count: count(1, 10_000)
      .optional()
      .describe('So many machines of this kind, called `name-0`, `name-1` and so on; `name` is then all of them.'),
    cores: z.number().positive().max(10_000).optional().describe('Its processor cores; not counted without it.'),
  })
  .describe('A machine, or several alike.');

const network = z
  .strictObject({
    sameZone: distribution.optional().describe('Between two places of one zone; none without it.'),
    betweenZones: distribution.optional().describe('Between two zones of one region; none without it.'),
    betweenRegions: distribution.optional().describe('Between two regions (`betweenZones` without it).'),
    pairs: z
      .record(z.string().min(1).max(200), distribution)
      .optional()
      .describe('For single pairs, by `zone->zone`; it holds both ways unless the way back is given too.'),
  })
  .describe('Network latency, one way, by the zones at both ends. It comes on top of `latency` of a call.');

export const placementShape = {
  regions: z.record(name, region).optional().describe('Regions, by name; a zone may also name one that is not listed.'),
  zones: z
    .record(name, zone)
    .optional()
    .describe('Zones, by name. Without it every zone that a service or a node names is one.'),
  nodes: z.record(name, node).optional().describe('Machines, by name.'),
  network: network.optional(),
};

export const servicePlacement = z
  .strictObject({
    zones: z.array(reference).min(1).max(100).optional().describe('The zones its replicas are spread over, in turn.'),
    nodes: z.array(reference).min(1).max(1000).optional().describe('The only machines it may run on.'),
    spread: z
      .enum(['even', 'pack'])
      .default('even')
      .describe('even: as few replicas on one machine as possible. pack: all on the first machine.'),
  })
  .describe('Where its replicas run, beside or in place of `zone` and `zones`.');

/** Names of the machines that an entry of `nodes` stands for. */
export const machineNames = (name: string, count: number | undefined): readonly string[] =>
  count === undefined ? [name] : Array.from({ length: count }, (_, number) => `${name}-${number}`);

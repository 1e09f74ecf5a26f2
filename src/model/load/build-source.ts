/** Builds a traffic source of the kind that its arrivals ask for. */
import type { World } from '../world.ts';
import { BurstSource, ConnectionSource } from './herd.ts';
import { ClosedSource, OpenSource, type Source, type SourceParts } from './source.ts';

export function buildSource(world: World, parts: SourceParts): Source {
  const { arrivals } = parts.plan;
  switch (arrivals.kind) {
    case 'open':
      return new OpenSource(world, parts, arrivals);
    case 'closed':
      return new ClosedSource(world, parts, arrivals);
    case 'bursts':
      return new BurstSource(world, parts, arrivals);
    case 'connections':
      return new ConnectionSource(world, parts, arrivals);
  }
}

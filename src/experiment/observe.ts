/** One replication of one variant, judged once: its record and every figure that later pages ask for. */
import type { WorldPlan } from '../model/plan.ts';
import type { ReplicationRecord } from '../model/record.ts';
import { type ComponentFigures, figuresOfComponents } from './component-figures.ts';
import { type Figures, figuresOfRun, figuresOfService, figuresOfSource, type ServiceFigures } from './figures.ts';
import { judgeRecovery, mendingIn, type Recovery } from './recovery.ts';

export interface Observation {
  readonly record: ReplicationRecord;
  readonly run: Figures;
  readonly traffic: ReadonlyMap<string, Figures>;
  readonly services: ReadonlyMap<string, ServiceFigures>;
  /** Of components, by subject and then by name. */
  readonly components: ComponentFigures;
  readonly recoveries: ReadonlyMap<string, Recovery>;
  /** null when the run cannot tell. */
  readonly metastable: boolean | null;
}

export function observe(record: ReplicationRecord, world: WorldPlan): Observation {
  return {
    record,
    run: figuresOfRun(record, world),
    traffic: new Map(record.sources.map(source => [source.name, figuresOfSource(source, world)])),
    services: new Map(record.services.map(service => [service.name, figuresOfService(service)])),
    components: figuresOfComponents(record),
    ...judgeRecovery(record.faults, record.sources, world, mendingIn(record)),
  };
}

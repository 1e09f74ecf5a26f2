/**
 * What a scenario's system consists of that can fail as one, and the scenario in which exactly that happens: everything
 * else is healthy, so faults, mitigations, statements and comparisons are left out; monitors and people stay and may act.
 */
import { linkNames, regionNames, zoneNames } from './checks/references.ts';
import { type CompileInput, documentOf } from './compile.ts';
import { mergePatch } from './document/merge.ts';
import { keysAt, type Node, nodeAt, toPlain } from './document/node.ts';
import type { Problem } from './problems/problem.ts';
import { machineNames } from './schema/placement.ts';
import { UNIT_KINDS, type UnitKind } from './unit-kinds.ts';
import { mitigationPatch } from './variants/mitigations.ts';

/** Something that fails as one. */
export interface Unit {
  readonly kind: UnitKind;
  readonly name: string;
}

/** When the outage begins and how long everything lasts, ns. */
export interface OutageSchedule {
  readonly at: number;
  readonly length: number;
  readonly duration: number;
  readonly warmup: number;
  readonly window: number;
  readonly replications: number;
}

/** A system laid bare: what can fail in it, and the scenario text of each failure. */
export interface BareSystem {
  readonly units: readonly Unit[];
  /** The text of a scenario with this outage alone; with none for null. */
  readonly text: (unit: Unit | null, schedule: OutageSchedule) => string;
}

/** `mitigations` are laid over the system first. The input must compile: problems in it are not told again. */
export function bareSystem(input: CompileInput, mitigations: readonly string[]): BareSystem | null {
  const ignored: Problem[] = [];
  const document = documentOf(input, ignored);
  if (document === null) return null;
  const root = mitigations.reduce((node, name) => mergePatch(node, mitigationPatch(document, name)), document);
  const plain = healthy(toPlain(root) as Document);
  return {
    units: unitsOf(root),
    text: (unit, schedule) =>
      JSON.stringify({ ...plain, run: runOf(plain.run, schedule), faults: faultsOf(unit, schedule) }),
  };
}

type Document = Readonly<Record<string, unknown>>;

const ABOUT_THE_EXPERIMENT = ['extends', 'faults', 'mitigations', 'compare', 'expect'];

function healthy(document: Document): Document {
  const kept = Object.entries(document).filter(([key]) => !ABOUT_THE_EXPERIMENT.includes(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, key === 'monitors' ? withoutFaults(value) : value]));
}

/** Monitors lose the actions that end faults by name: there are none. */
function withoutFaults(monitors: unknown): unknown {
  if (typeof monitors !== 'object' || monitors === null) return monitors;
  return Object.fromEntries(
    Object.entries(monitors as Record<string, Document>).map(([name, monitor]) => {
      const { then, ...rest } = monitor;
      if (!Array.isArray(then)) return [name, monitor];
      const left = then.filter(action => !('repair' in action) && !('rollBack' in action));
      // biome-ignore lint/suspicious/noThenProperty: a key of the scenario, of an object that nobody awaits.
      return [name, left.length > 0 ? { ...rest, then: left } : rest];
    }),
  );
}

const text = (nanoseconds: number): string => `${nanoseconds}ns`;

function runOf(run: unknown, { duration, warmup, window, replications }: OutageSchedule): Document {
  const { maxReplications: _, ...rest } = (run ?? {}) as Document;
  return { ...rest, duration: text(duration), warmup: text(warmup), window: text(window), replications };
}

/** A process that dies refuses connections; a machine, a zone or a wire goes silent. */
function faultsOf(unit: Unit | null, { at, length }: OutageSchedule): Document {
  if (unit === null) return {};
  const when = { at: text(at), for: text(length) };
  if (unit.kind === 'link') return { outage: { ...when, partition: { link: unit.name } } };
  const target = unit.kind === 'replica' ? { service: unit.name, replicas: 1 } : { [unit.kind]: unit.name };
  return { outage: { ...when, crash: target } };
}

/** The large before the small. A single machine, and a service of one replica, is told once. */
function unitsOf(root: Node): Unit[] {
  const services = keysAt(root, ['services']);
  const several = services.filter(name => numberAt(root, ['services', name, 'replicas']) > 1);
  const names: Readonly<Record<UnitKind, readonly string[]>> = {
    region: regionNames(root),
    zone: zoneNames(root),
    shared: keysAt(root, ['shared']),
    node: keysAt(root, ['nodes']).flatMap(node => machinesOf(root, node)),
    service: services,
    replica: several,
    link: linkNames(root).filter(link => !link.includes('/')),
  };
  return UNIT_KINDS.flatMap(kind => names[kind].map(name => ({ kind, name })));
}

function machinesOf(root: Node, node: string): readonly string[] {
  const count = numberAt(root, ['nodes', node, 'count']);
  return machineNames(node, count === 0 ? undefined : count);
}

/** 0 when there is no number. */
function numberAt(root: Node, path: readonly string[]): number {
  const node = nodeAt(root, path);
  return node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : 0;
}

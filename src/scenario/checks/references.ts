/**
 * Names that must be names of something else in the same file. Works on the nodes, not on the parsed scenario, so that
 * unknown names are reported together with everything the schema found, and not only once that is mended.
 */
import { keysAt, type Node, nodeAt, placeOfKey, placeOfValue, textsAt } from '../document/node.ts';
import type { Code } from '../problems/codes.ts';
import { MOST_PROBLEMS, type Path, type Problem, problemAt } from '../problems/problem.ts';
import { didYouMean, listOf } from '../problems/suggest.ts';
import { machineNames } from '../schema/placement.ts';

/** All references of one variant's document that lead nowhere, and names that clash. */
export function checkReferences(root: Node): Problem[] {
  const check = new References(root);
  check.services();
  check.traffic();
  check.shared();
  check.places();
  check.machines();
  check.faults();
  return check.problems;
}

/** What a link may be called: `caller->callee`, and `caller/operation->callee` where an operation calls. */
export function linkNames(root: Node): string[] {
  const services = keysAt(root, ['services']);
  const links = services.flatMap(service => [
    ...keysAt(root, ['services', service, 'calls']).map(target => [service, target] as const),
    ...keysAt(root, ['services', service, 'operations']).flatMap(operation =>
      keysAt(root, ['services', service, 'operations', operation, 'calls']).flatMap(target => [
        [service, target] as const,
        [`${service}/${operation}`, target] as const,
      ]),
    ),
  ]);
  const sources = keysAt(root, ['traffic']).map(
    source => [source, textAt(root, ['traffic', source, 'to'])?.split('/')[0]] as const,
  );
  const interconnects = services
    .filter(service => hasMembers(root, service))
    .map(service => [service, service] as const);
  const known = [...links, ...sources, ...interconnects].filter(
    ([, target]) => target !== undefined && services.includes(target),
  );
  return [...new Set(known.map(([caller, target]) => `${caller}->${target}`))];
}

/** A service whose replicas talk to each other: over the link `db->db`. */
const hasMembers = (root: Node, service: string): boolean =>
  keysAt(root, ['services', service]).some(key => key === 'cluster' || key === 'replication') ||
  textAt(root, ['services', service, 'kind']) === 'database';

/** `a -> b` is `a->b`. */
export const tidyLink = (link: string): string => link.replace(/\s/g, '');

/** Zones that are declared; where none is, those that some service, node or traffic source is in. */
export function zoneNames(root: Node): string[] {
  const declared = keysAt(root, ['zones']);
  if (declared.length > 0) return declared;
  return [...new Set(zoneMentions(root).map(({ text }) => text))];
}

/** Where zones are named as the place of something. */
function zoneMentions(root: Node): { text: string; path: Path }[] {
  const services = keysAt(root, ['services']).flatMap(service => [
    ...textsAt(root, ['services', service, 'zone']),
    ...textsAt(root, ['services', service, 'zones']),
    ...textsAt(root, ['services', service, 'placement', 'zones']),
  ]);
  const nodes = keysAt(root, ['nodes']).flatMap(node => [
    ...textsAt(root, ['nodes', node, 'zone']),
    ...textsAt(root, ['nodes', node, 'zones']),
  ]);
  return [
    ...services,
    ...nodes,
    ...keysAt(root, ['traffic']).flatMap(source => textsAt(root, ['traffic', source, 'zone'])),
  ];
}

/** What machines may be called: each by its own name, several alike by that of their kind too. */
function nodeNames(root: Node): string[] {
  return keysAt(root, ['nodes']).flatMap(name => {
    const count = nodeAt(root, ['nodes', name, 'count']);
    const machines =
      count?.kind === 'scalar' && typeof count.value === 'number' ? Math.min(count.value, 10_000) : undefined;
    return [...new Set([name, ...machineNames(name, machines)])];
  });
}

/** Regions that are declared or that some zone is in. */
export function regionNames(root: Node): string[] {
  const named = keysAt(root, ['zones']).flatMap(zone => textsAt(root, ['zones', zone, 'region']));
  return [...new Set([...keysAt(root, ['regions']), ...named.map(({ text }) => text)])];
}

function textAt(root: Node, path: Path): string | undefined {
  const node = nodeAt(root, path);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

class References {
  readonly problems: Problem[] = [];
  readonly #root: Node;
  readonly #services: readonly string[];
  readonly #registries: readonly string[];
  readonly #sources: readonly string[];
  readonly #zones: readonly string[];
  readonly #nodes: readonly string[];
  readonly #regions: readonly string[];
  readonly #links: readonly string[];
  readonly #shared: readonly string[];
  readonly #crews: readonly string[];

  constructor(root: Node) {
    this.#root = root;
    this.#services = keysAt(root, ['services']);
    this.#registries = this.#services.filter(name => textAt(root, ['services', name, 'kind']) === 'registry');
    this.#sources = keysAt(root, ['traffic']);
    this.#zones = zoneNames(root);
    this.#nodes = nodeNames(root);
    this.#regions = regionNames(root);
    this.#links = linkNames(root);
    this.#shared = keysAt(root, ['shared']);
    this.#crews = keysAt(root, ['crews']);
  }

  services(): void {
    for (const service of this.#services) {
      const path = ['services', service];
      if (service === 'work') this.#reserved(path);
      this.#registry([...path, 'register', 'registry']);
      const operations = keysAt(this.#root, [...path, 'operations']);
      this.#callsOf(path, []);
      const serviceCalls = keysAt(this.#root, [...path, 'calls']);
      for (const operation of operations) this.#callsOf([...path, 'operations', operation], serviceCalls);
    }
  }

  traffic(): void {
    for (const source of this.#sources) {
      const path = ['traffic', source];
      if (this.#services.includes(source)) this.#clash(path, source);
      this.#registry([...path, 'discovery', 'registry']);
      const [service, operation] = (textAt(this.#root, [...path, 'to']) ?? '').split('/');
      if (!service) continue;
      this.#known('BR020', 'service', service, this.#services, [...path, 'to']);
      if (operation !== undefined) this.#operation(service, operation, [...path, 'to']);
      for (const name of keysAt(this.#root, [...path, 'operations'])) {
        this.#operation(service, name, [...path, 'operations', name], 'key');
      }
    }
  }

  shared(): void {
    for (const name of this.#shared) {
      const path = ['shared', name];
      for (const entry of textsAt(this.#root, [...path, 'services'])) {
        this.#known('BR020', 'service', entry.text, this.#services, entry.path);
      }
      for (const entry of textsAt(this.#root, [...path, 'zones']))
        this.#known('BR023', 'zone', entry.text, this.#zones, entry.path);
      for (const entry of textsAt(this.#root, [...path, 'nodes']))
        this.#known('BR200', 'node', entry.text, this.#nodes, entry.path);
      for (const service of keysAt(this.#root, [...path, 'replicas'])) {
        this.#known('BR020', 'service', service, this.#services, [...path, 'replicas', service], 'key');
      }
    }
  }

  /** `n-0` is a machine of several alike called `n`, and cannot be another one. */
  machines(): void {
    for (const name of keysAt(this.#root, ['nodes'])) {
      const [, kind, number] = /^(.+)-(0|[1-9]\d*)$/.exec(name) ?? [];
      const count = nodeAt(this.#root, ['nodes', kind ?? '', 'count']);
      if (count?.kind !== 'scalar' || typeof count.value !== 'number' || Number(number) >= count.value) continue;
      const path = ['nodes', name];
      const message = `"${name}" is what a machine of "${kind}" is called; this one needs another name`;
      this.problems.push(problemAt(placeOfKey(this.#root, path), path, { code: 'BR029', message, found: name }));
    }
  }

  /** Zones of services, nodes and traffic; machines that services name; the ends of network pairs. */
  places(): void {
    for (const { text, path } of zoneMentions(this.#root)) this.#known('BR023', 'zone', text, this.#zones, path);
    for (const service of this.#services) {
      for (const entry of textsAt(this.#root, ['services', service, 'placement', 'nodes']))
        this.#known('BR200', 'node', entry.text, this.#nodes, entry.path);
    }
    const regions = keysAt(this.#root, ['regions']);
    if (regions.length > 0) {
      for (const entry of keysAt(this.#root, ['zones']).flatMap(zone => textsAt(this.#root, ['zones', zone, 'region'])))
        this.#known('BR201', 'region', entry.text, regions, entry.path);
    }
    for (const pair of keysAt(this.#root, ['network', 'pairs'])) this.#pair(pair, ['network', 'pairs', pair]);
  }

  #pair(pair: string, path: Path): void {
    const ends = tidyLink(pair).split('->');
    if (ends.length === 2) for (const end of ends) this.#known('BR023', 'zone', end, this.#zones, path, 'key');
    else {
      const message = `expected two zones such as a->b, found "${pair.slice(0, 80)}"`;
      this.problems.push(problemAt(placeOfKey(this.#root, path), path, { code: 'BR202', message, found: pair }));
    }
  }

  faults(): void {
    for (const fault of keysAt(this.#root, ['faults'])) {
      const crew = textAt(this.#root, ['faults', fault, 'crew']);
      if (crew !== undefined) this.#known('BR300', 'repair crew', crew, this.#crews, ['faults', fault, 'crew']);
      for (const effect of keysAt(this.#root, ['faults', fault])) this.#target(['faults', fault, effect]);
    }
  }

  #target(path: Path): void {
    const check = (
      key: string,
      code: Code,
      what: string,
      known: readonly string[],
      tidy = (text: string) => text,
    ): void => {
      const text = textAt(this.#root, [...path, key]);
      if (text !== undefined) this.#known(code, what, tidy(text), known, [...path, key]);
    };
    check('service', 'BR020', 'service', this.#services);
    check('node', 'BR200', 'node', this.#nodes);
    check('zone', 'BR023', 'zone', this.#zones);
    check('region', 'BR201', 'region', this.#regions);
    check('shared', 'BR025', 'shared dependency', this.#shared);
    check('link', 'BR024', 'link', this.#links, tidyLink);
    check('traffic', 'BR022', 'traffic source', this.#sources);
  }

  #registry(path: Path): void {
    const registry = textAt(this.#root, path);
    if (registry !== undefined) this.#known('BR100', 'registry', registry, this.#registries, path);
  }

  /** Calls and flow of a service or of one of its operations. */
  #callsOf(path: Path, inherited: readonly string[]): void {
    const own = keysAt(this.#root, [...path, 'calls']);
    for (const target of own) {
      const callPath = [...path, 'calls', target];
      this.#registry([...callPath, 'discovery', 'registry']);
      this.#known('BR020', 'service', target, this.#services, callPath, 'key');
      const operation = textAt(this.#root, [...callPath, 'operation']);
      if (operation !== undefined) this.#operation(target, operation, [...callPath, 'operation']);
    }
    this.#flow([...path, 'flow'], own.length > 0 ? own : inherited);
  }

  #flow(path: Path, calls: readonly string[]): void {
    const flow = nodeAt(this.#root, path);
    if (flow?.kind !== 'list') return;
    for (const { text, path: step } of textsAt(this.#root, path).filter(
      ({ path: { length } }) => length === path.length + 1,
    )) {
      if (text !== 'work') this.#known('BR032', 'step', text, [...calls, 'work'], step);
    }
    // Own work is done by one slot: it is no part of what is waited for together.
    for (const { text, path: step } of flow.items.flatMap((_, i) =>
      textsAt(this.#root, [...path, String(i), 'parallel']),
    ))
      this.#known('BR032', 'call', text, calls, step);
  }

  #operation(service: string, operation: string, path: Path, part: 'key' | 'value' = 'value'): void {
    if (!this.#services.includes(service)) return;
    const known = keysAt(this.#root, ['services', service, 'operations']);
    this.#known('BR021', `operation of ${service}`, operation, known.length === 0 ? ['default'] : known, path, part);
  }

  #known(
    code: Code,
    what: string,
    name: string,
    known: readonly string[],
    path: Path,
    part: 'key' | 'value' = 'value',
  ): void {
    if (known.includes(name) || this.problems.length >= MOST_PROBLEMS) return;
    // That there are no services is told already, and who names one is not to blame.
    if (known === this.#services && nodeAt(this.#root, ['services'])?.kind !== 'map') return;
    const place = part === 'key' ? placeOfKey(this.#root, path) : placeOfValue(this.#root, path);
    const expected = known.length === 0 ? `there is none` : `there is ${listOf(known, 'and')}`;
    const finding = {
      code,
      message: `unknown ${what} "${name.slice(0, 80)}"; ${expected}`,
      expected: listOf(known),
      found: name,
      hint: didYouMean(name, known),
    };
    this.problems.push(problemAt(place, path, finding));
  }

  #clash(path: Path, name: string): void {
    const message = `"${name}" is the name of a service too; a traffic source needs one of its own`;
    this.problems.push(problemAt(placeOfKey(this.#root, path), path, { code: 'BR029', message, found: name }));
  }

  #reserved(path: Path): void {
    const message = 'a service cannot be called "work": in a flow that is the own work of a service';
    this.problems.push(problemAt(placeOfKey(this.#root, path), path, { code: 'BR019', message, found: 'work' }));
  }
}

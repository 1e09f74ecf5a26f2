/**
 * Who calls whom as a Mermaid diagram, which code hosts draw by themselves: traffic, services with their replicas in the
 * places they stand in, calls, and what hangs together without calling.
 */
import type { Topology, TopologyLink, TopologyNode } from '../results/result.ts';
import { oneLine } from './text.ts';

/** Lines of the diagram. Dotted calls are those an answer can do without; dotted lines with a word are no calls. */
export function mermaid({ nodes, edges, links, places }: Topology): string[] {
  const ids = new Map(nodes.map(({ name }, index) => [name, `n${index}`]));
  const named = (node: TopologyNode): string => `${ids.get(node.name)}${shape(node)}`;
  const homes = places.filter(({ name }) => nodes.some(({ place }) => place === name));
  const isHoused = ({ place }: TopologyNode): boolean => homes.some(({ name }) => name === place);
  return [
    'flowchart LR',
    ...nodes.filter(node => !isHoused(node)).map(node => `  ${named(node)}`),
    ...homes.flatMap(({ name }, index) => [
      `  subgraph p${index}[${quoted(name)}]`,
      ...nodes.filter(({ place }) => place === name).map(node => `    ${named(node)}`),
      '  end',
    ]),
    ...edges.map(({ from, to, optional }) => `  ${ids.get(from)} ${optional ? '-.->' : '-->'} ${ids.get(to)}`),
    ...links.map(({ kind, from, to }) => `  ${ids.get(from)} -. ${LINK_WORDS[kind]} .-> ${ids.get(to)}`),
  ];
}

const LINK_WORDS: Readonly<Record<TopologyLink['kind'], string>> = {
  registers: 'registers',
  'looks-up': 'looks up',
  'fails-over': 'fails over',
  copies: 'copies',
};

/** As diagrams draw them everywhere: a drum is a database, a drum on its side is a queue. */
const BRACKETS: Readonly<Record<TopologyNode['kind'], readonly [string, string]>> = {
  traffic: ['([', '])'],
  service: ['[', ']'],
  external: ['[', ']'],
  cache: ['[/', '/]'],
  queue: ['[[', ']]'],
  database: ['[(', ')]'],
  registry: ['[\\', '\\]'],
  'load-balancer': ['{{', '}}'],
};

function shape({ name, kind, replicas, spread }: TopologyNode): string {
  const [open, close] = BRACKETS[kind];
  const number = replicas === null || replicas === 1 ? '' : ` × ${replicas}`;
  const where = spread.map(({ place, replicas }) => `${replicas} in ${place}`).join(', ');
  return `${open}${quoted(`${name}${number}${where === '' ? '' : ` - ${where}`}`)}${close}`;
}

/** Whatever could mean something in a diagram is written as its number. */
const quoted = (text: string): string =>
  `"${oneLine(text).replace(/[^\p{Letter}\p{Number} .,_×-]/gu, character => `#${character.codePointAt(0)};`)}"`;

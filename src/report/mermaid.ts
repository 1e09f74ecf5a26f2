/** Who calls whom as a Mermaid diagram, which code hosts draw by themselves: traffic, services with their replicas, calls. */
import type { Topology, TopologyNode } from '../results/result.ts';
import { oneLine } from './text.ts';

/** Lines of the diagram. Dotted calls are those an answer can do without. */
export function mermaid({ nodes, edges }: Topology): string[] {
  const ids = new Map(nodes.map(({ name }, index) => [name, `n${index}`]));
  return [
    'flowchart LR',
    ...nodes.map(node => `  ${ids.get(node.name)}${shape(node)}`),
    ...edges.map(({ from, to, optional }) => `  ${ids.get(from)} ${optional ? '-.->' : '-->'} ${ids.get(to)}`),
  ];
}

function shape({ name, kind, replicas }: TopologyNode): string {
  const label = quoted(replicas === null || replicas === 1 ? name : `${name} × ${replicas}`);
  if (kind === 'traffic') return `([${label}])`;
  return kind === 'load-balancer' ? `{{${label}}}` : `[${label}]`;
}

/** Whatever could mean something in a diagram is written as its number. */
const quoted = (text: string): string =>
  `"${oneLine(text).replace(/[^\p{Letter}\p{Number} ._×-]/gu, character => `#${character.codePointAt(0)};`)}"`;

/**
 * Who calls whom, drawn: layered by dagre, coloured by how each one does at a moment. The colour is never alone: what is
 * wrong stands in words beneath the name.
 */
import { graphlib, layout } from '@dagrejs/dagre';
import type { PageVariant } from '../report/html/data.ts';
import { count, roughShare } from '../report/numbers.ts';
import { drawn } from './dom.ts';
import { availability, valueAt } from './series.ts';

export type Health = 'well' | 'busy' | 'overloaded' | 'down';

export interface Condition {
  readonly health: Health;
  readonly words: string;
}

const NARROWEST = 172;
const HEIGHT = 50;
/** Of a character of a name, at most. */
const CHARACTER = 7.4;

/** How a node of the topology does at a moment. Traffic is as well as the requests it gets answered. */
export function conditionOf(name: string, variant: PageVariant, moment: number): Condition {
  const node = variant.topology.nodes.find(node => node.name === name);
  const service = variant.series.services[name];
  if (node?.kind === 'traffic' || service === undefined) return trafficCondition(variant, moment);
  const replicas = node?.replicas ?? 1;
  const up = valueAt(service.up, moment, variant) ?? replicas;
  const utilisation = valueAt(service.utilisation, moment, variant);
  const waiting = valueAt(service.queueLength, moment, variant) ?? 0;
  const busy = utilisation === null ? '' : `${roughShare(utilisation)} busy`;
  const queue = waiting >= 1 ? `${count(Math.round(waiting))} waiting` : '';
  const words = [busy, queue].filter(part => part !== '').join(', ') || 'idle';
  if (up < replicas * 0.995) return { health: 'down', words: `${count(Math.round(up * 10) / 10)} of ${replicas} up` };
  if (waiting > 5 * replicas || (utilisation ?? 0) > 0.97) return { health: 'overloaded', words };
  return { health: (utilisation ?? 0) > 0.75 || waiting > replicas / 2 ? 'busy' : 'well', words };
}

function trafficCondition(variant: PageVariant, moment: number): Condition {
  const share = valueAt(availability(variant), moment, variant);
  if (share === null) return { health: 'down', words: 'no request ends' };
  const words = `${roughShare(share)} succeed`;
  return { health: share >= 0.99 ? 'well' : share >= 0.9 ? 'busy' : 'overloaded', words };
}

/** A picture of the variant at the moment. */
export function topologyPicture(variant: PageVariant, moment: number, upright: boolean): SVGElement {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: upright ? 'TB' : 'LR', nodesep: 18, ranksep: upright ? 40 : 116, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of variant.topology.nodes) graph.setNode(node.name, { width: widthOf(node), height: HEIGHT });
  for (const { from, to } of variant.topology.edges) graph.setEdge(from, to);
  layout(graph);
  const { width = NARROWEST, height = HEIGHT } = graph.graph();
  const conditions = new Map(variant.topology.nodes.map(({ name }) => [name, conditionOf(name, variant, moment)]));
  const said = [...conditions].map(([name, { health, words }]) => `${name} is ${health}, ${words}`).join('; ');
  const picture = drawn(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': said },
    arrowHead(),
    ...variant.topology.edges.map(edge => edgePicture(edge, graph, variant, moment)),
    ...variant.topology.nodes.map(node => nodePicture(node, graph, conditions.get(node.name))),
  );
  // A large one is scrolled rather than shrunk until nobody can read it.
  picture.style.minWidth = `${Math.round(0.72 * width)}px`;
  return picture;
}

const arrowHead = (): SVGElement =>
  drawn(
    'defs',
    {},
    drawn(
      'marker',
      {
        id: 'arrow',
        viewBox: '0 0 8 8',
        refX: 7,
        refY: 4,
        markerWidth: 9,
        markerHeight: 9,
        markerUnits: 'userSpaceOnUse',
        orient: 'auto-start-reverse',
      },
      drawn('path', { d: 'M0 0 8 4 0 8z' }),
    ),
  );

type Node = PageVariant['topology']['nodes'][number];
type Edge = PageVariant['topology']['edges'][number];
type Graph = InstanceType<typeof graphlib.Graph>;

const MOST_CHARACTERS = 32;

const titleOf = ({ name, replicas }: Node): string =>
  replicas === null || replicas === 1 ? name : `${name} × ${replicas}`;

const widthOf = (node: Node): number =>
  Math.max(NARROWEST, 20 + CHARACTER * Math.min(MOST_CHARACTERS, titleOf(node).length));

function nodePicture(node: Node, graph: Graph, condition?: Condition): SVGElement {
  const { name, kind } = node;
  const { x, y } = graph.node(name) as { x: number; y: number };
  const width = widthOf(node);
  const left = x - width / 2;
  const top = y - HEIGHT / 2;
  return drawn(
    'g',
    { class: `node ${condition?.health ?? ''}` },
    drawn('title', {}, `${name}: ${condition?.health}, ${condition?.words}`),
    drawn('rect', { x: left, y: top, width, height: HEIGHT, rx: kind === 'traffic' ? HEIGHT / 2 : 6 }),
    drawn('text', { x, y: y - 4, 'text-anchor': 'middle' }, fitting(titleOf(node), MOST_CHARACTERS)),
    drawn(
      'text',
      { x, y: y + 14, 'text-anchor': 'middle', class: 'detail' },
      fitting(condition?.words ?? '', Math.floor(width / 6)),
    ),
  );
}

function edgePicture(
  { name, from, to, optional }: Edge,
  graph: Graph,
  variant: PageVariant,
  moment: number,
): SVGElement {
  const { points } = graph.edge(from, to) as { points: readonly { x: number; y: number }[] };
  const open = valueAt(variant.series.calls[name]?.breakerOpen ?? undefined, moment, variant) ?? 0;
  const out = valueAt(variant.series.calls[name]?.out ?? undefined, moment, variant) ?? 0;
  const notes = [
    ...(open > 0.01 ? [`breaker open ${roughShare(open)}`] : []),
    ...(out > 0.01 ? [`${Math.round(out * 10) / 10} left out`] : []),
  ];
  const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
  const classes = ['edge', ...(optional ? ['optional'] : []), ...(open > 0.01 ? ['open'] : [])];
  return drawn(
    'g',
    { class: classes.join(' ') },
    drawn('path', { d: smooth(points), 'marker-end': 'url(#arrow)' }),
    ...(notes.length === 0
      ? []
      : [drawn('text', { x: middle.x, y: middle.y - 6, 'text-anchor': 'middle', class: 'detail' }, notes.join(', '))]),
  );
}

/** Through the middles of the stretches, bent at the points between them. */
function smooth(points: readonly { readonly x: number; readonly y: number }[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return '';
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last;
    return `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  });
  return `M${first.x} ${first.y}${bends.join('')}L${last.x} ${last.y}`;
}

const fitting = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

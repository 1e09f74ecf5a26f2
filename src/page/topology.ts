/**
 * Who calls whom and where everybody is, drawn: layered by dagre, in boxes for regions, zones and machines, coloured by how
 * each one does at a moment. The colour is never alone: what is wrong stands in words beneath the name.
 */
import { graphlib, layout } from '@dagrejs/dagre';
import type { PageVariant } from '../report/html/data.ts';
import { roughShare } from '../report/numbers.ts';
import { type Condition, conditionOf, faultsAt, type Presence, presencesOf } from './condition.ts';
import { drawn } from './dom.ts';
import { isPrinting } from './print.ts';
import { leftOut, valueAt } from './series.ts';
import { type Box, insetOf, KIND_WORDS, type Node, outline } from './shapes.ts';

/** Room for `100 % busy, 150 000 waiting`. */
const NARROWEST = 190;
const HEIGHT = 50;
/** Of a service in one of its places. */
const ROW = 21;
/** Of a character of a name, at most. */
const CHARACTER = 7.4;
/** Above what is in a place, for its name. */
const HEADROOM = 20;
/** Around what is in a place. */
const PADDING = 8;
const SMALL_CHARACTER = 6.4;
/** For `2 of 2 up` and the space around it. */
const UP_THERE = 100;
const MOST_CHARACTERS = 32;
/** Margin around it all, which places may grow into. */
const MARGIN = 4;

type Topology = PageVariant['topology'];
type Edge = Topology['edges'][number];
type Place = Topology['places'][number];
type Graph = InstanceType<typeof graphlib.Graph>;

/** What one picture is made of. */
interface Scene {
  readonly variant: PageVariant;
  readonly moment: number;
  readonly graph: Graph;
  readonly places: readonly Place[];
}

/** A picture of the variant at the moment; on a narrow page from top to bottom, unless that is the wider one. */
export function topologyPicture(variant: PageVariant, moment: number, isNarrow: boolean): SVGElement {
  const { nodes, edges, links } = variant.topology;
  const places = placesDrawn(variant.topology);
  const lying = laidOut(variant, places, false);
  const upright = isNarrow ? laidOut(variant, places, true) : lying;
  const graph = widthIn(upright) < widthIn(lying) ? upright : lying;
  const scene = { variant, moment, places, graph };
  const [width, height] = [widthIn(graph), graph.graph().height ?? HEIGHT];
  const conditions = new Map(nodes.map(({ name }) => [name, conditionOf(name, variant, moment)]));
  const said = nodes.map(({ name }) =>
    inWords(name, conditions.get(name)!, presencesOf(name, variant, moment), faultsAt(variant, moment, name)),
  );
  const picture = drawn(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': said.join('; ') },
    arrowHead(),
    ...places.map(place => placePicture(place, scene)),
    ...links.map(link => linkPicture(link, scene)),
    ...edges.map(edge => edgePicture(edge, scene)),
    ...nodes.map(node => nodePicture(node, scene, conditions.get(node.name)!)),
  );
  // A large one is scrolled rather than shrunk until nobody can read it; nobody scrolls paper.
  if (!isPrinting()) picture.style.minWidth = `${Math.round(0.72 * width)}px`;
  return picture;
}

const widthIn = (graph: Graph): number => graph.graph().width ?? NARROWEST;

const inWords = (
  name: string,
  { health, words }: Condition,
  presences: readonly Presence[],
  faults: readonly string[],
): string =>
  [
    `${name} is ${health}${faults.length === 0 ? '' : ` (${faults.join(', ')})`}`,
    words,
    ...presences.map(({ place, words }) => `${words} in ${place}`),
  ].join(', ');

/** Places that hold a whole node, and those around them that hold more than one of these. */
function placesDrawn({ nodes, places }: Topology): Place[] {
  const homes = new Set(nodes.flatMap(({ place }) => place ?? []));
  const isIn = (place: string | null, outer: string): boolean =>
    place !== null && (place === outer || isIn(places.find(({ name }) => name === place)?.within ?? null, outer));
  const held = (outer: string): string[] => [...homes].filter(home => isIn(home, outer));
  return places.filter(({ name, kind }) => (kind === 'region' ? held(name).length > 1 : held(name).length > 0));
}

function laidOut(variant: PageVariant, places: readonly Place[], upright: boolean): Graph {
  const { nodes, edges, links } = variant.topology;
  const isNoted = edges.some(edge => noteWidth(edge, variant) > 0);
  const graph = new graphlib.Graph({ compound: places.length > 0, multigraph: true });
  const [sides, ends] =
    places.length > 0 ? [PADDING + MARGIN, HEADROOM + MARGIN] : [MARGIN, links.length > 0 ? HEADROOM : MARGIN];
  graph.setGraph({
    rankdir: upright ? 'TB' : 'LR',
    nodesep: places.length > 0 ? 30 : 18,
    // Where notes have room of their own, arrows need less.
    ranksep: upright ? (places.length > 0 ? 56 : 40) : isNoted ? 64 : 116,
    marginx: sides,
    marginy: ends,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name } of places) graph.setNode(placeId(name), {});
  for (const { name, within } of places)
    if (places.some(place => place.name === within)) graph.setParent(placeId(name), placeId(within!));
  for (const node of nodes) {
    graph.setNode(node.name, { width: widthOf(node), height: heightOf(node) });
    if (places.some(({ name }) => name === node.place)) graph.setParent(node.name, placeId(node.place!));
  }
  for (const edge of edges) graph.setEdge(edge.from, edge.to, roomFor(noteWidth(edge, variant)), edge.name);
  // Their names get room of their own.
  for (const { from, to, kind } of links) {
    graph.setEdge(from, to, roomFor(SMALL_CHARACTER * LINK_WORDS[kind].length), kind);
  }
  layout(graph);
  return graph;
}

/** In the middle of an edge, for words. */
const roomFor = (width: number): object => (width === 0 ? {} : { width: width + 8, height: ROW, labelpos: 'c' });

/** Of the longest note that an edge has at any moment, so that the picture stands still while time moves; 0 for none. */
function noteWidth(edge: Edge, variant: PageVariant): number {
  const opens = variant.series.calls[edge.name]?.breakerOpen?.some(share => share > WORTH_A_NOTE.open) ?? false;
  const leaves = leftOut(edge.name, variant)?.some(replicas => (replicas ?? 0) > WORTH_A_NOTE.out) ?? false;
  const faults = variant.faults.filter(({ targets }) => targets.includes(edge.name)).map(({ name }) => name);
  const longest = [...faults, ...(opens ? ['breaker open 99.9 %'] : []), ...(leaves ? ['10.1 left out'] : [])];
  return SMALL_CHARACTER * noteOf(edge, variant, longest).length;
}

/** `reads: 2 left out`; what is asked for is said where there are several arrows between the same two. */
function noteOf({ name, from, to }: Edge, { topology: { edges } }: PageVariant, said: readonly string[]): string {
  const isAlone = edges.every(other => other.name === name || other.from !== from || other.to !== to);
  const operation = isAlone ? '' : (/\/(.*?)->/.exec(name)?.[1] ?? '');
  return [operation, said.join(', ')].filter(part => part !== '').join(': ');
}

/** A share of the time, and a number of replicas. */
const WORTH_A_NOTE = { open: 0.01, out: 0.05 } as const;

/** No node can be called this: names have no control characters. */
const placeId = (name: string): string => `\u0000${name}`;

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

const titleOf = ({ name, replicas }: Node): string =>
  replicas === null || replicas === 1 ? name : `${name} × ${replicas}`;

/** Wide enough for its name and for the longest of its places with how many are up there. */
function widthOf(node: Node): number {
  const title = 20 + CHARACTER * Math.min(MOST_CHARACTERS, titleOf(node).length);
  const places = node.spread.map(
    ({ place }) => UP_THERE + SMALL_CHARACTER * Math.min(MOST_CHARACTERS, shortPlace(place).length),
  );
  return Math.max(NARROWEST, title, ...places) + 2 * insetOf(node);
}

const heightOf = ({ kind, spread }: Node): number =>
  HEIGHT + topOf(kind) + (spread.length === 0 ? 0 : ROW * spread.length + topOf(kind) + 4);

/** Taken by what a drum has on top, and below. */
const topOf = (kind: Node['kind']): number => (kind === 'database' ? 6 : 0);

/** That a service has machines goes without saying. */
const shortPlace = (place: string): string => place.replace(/^machine /, '');

const centred = (x: number, y: number, kind = ''): Record<string, string | number> => ({
  x,
  y,
  'text-anchor': 'middle',
  ...(kind === '' ? {} : { class: kind }),
});

function placePicture({ name }: Place, { graph }: Scene): SVGElement {
  const { x, y, width, height } = graph.node(placeId(name)) as Rectangle;
  const [left, top] = [x - width / 2, y - height / 2 - HEADROOM + PADDING];
  return drawn(
    'g',
    { class: 'place' },
    drawn('rect', { x: left, y: top, width, height: height + HEADROOM - PADDING, rx: 8 }),
    drawn('text', { x: left + 10, y: top + 15, class: 'detail' }, fitting(name, Math.floor(width / 6.5))),
  );
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function nodePicture(node: Node, { graph, variant, moment }: Scene, { health, words }: Condition): SVGElement {
  const { x, y } = graph.node(node.name) as Rectangle;
  const [width, height] = [widthOf(node), heightOf(node)];
  const box = { left: x - width / 2, top: y - height / 2, width, height };
  const middle = box.top + topOf(node.kind) + HEIGHT / 2;
  const rows = presencesOf(node.name, variant, moment);
  const inside = { ...box, left: box.left + insetOf(node) + 8, width: width - 2 * insetOf(node) - 16 };
  const faults = faultsAt(variant, moment, node.name);
  const details = detailsOf(node, words, faults, Math.floor(inside.width / SMALL_CHARACTER) + 2);
  return drawn(
    'g',
    { class: `node ${health}${faults.length > 0 ? ' struck' : ''}` },
    drawn('title', {}, inWords(node.name, { health, words }, [], faults)),
    ...outline(node, box),
    drawn('text', centred(x, middle - 4), fitting(titleOf(node), MOST_CHARACTERS)),
    drawn('text', centred(x, middle + 14, 'detail'), details),
    ...rows.map((presence, row) => presencePicture(presence, { ...inside, top: middle + HEIGHT / 2 + ROW * row - 2 })),
  );
}

/** What is on it or what it is, unless how it does needs the room. */
function detailsOf({ kind, standby }: Node, words: string, faults: readonly string[], room: number): string {
  const first = faults.length > 0 ? faults.join(', ') : standby ? 'standby' : KIND_WORDS[kind];
  const said = [first, words].filter(word => word !== '').join(': ');
  return fitting(said.length <= room ? said : words, room);
}

function presencePicture({ place, health, words }: Presence, { left, top, width }: Omit<Box, 'height'>): SVGElement {
  return drawn(
    'g',
    { class: `presence ${health}` },
    drawn('rect', { x: left, y: top, width, height: ROW - 3, rx: 3 }),
    drawn('text', { x: left + 6, y: top + 13, class: 'detail' }, fitting(shortPlace(place), MOST_CHARACTERS)),
    drawn('text', { x: left + width - 6, y: top + 13, class: 'detail', 'text-anchor': 'end' }, words),
  );
}

type Points = readonly { readonly x: number; readonly y: number }[];

const pathBetween = (graph: Graph, from: string, to: string, name: string): Points =>
  (graph.edge(from, to, name) as { points: Points }).points;

/** How a link is called in the picture. */
const LINK_WORDS: Readonly<Record<Topology['links'][number]['kind'], string>> = {
  registers: 'registers',
  'looks-up': 'looks up',
  'fails-over': 'fails over',
  copies: 'copies',
};

function linkPicture({ kind, from, to }: Topology['links'][number], { graph }: Scene): SVGElement {
  const { x, y } = graph.edge(from, to, kind) as { x: number; y: number };
  return drawn(
    'g',
    { class: 'edge link' },
    drawn('path', { d: smooth(pathBetween(graph, from, to, kind)), 'marker-end': 'url(#arrow)' }),
    drawn('text', centred(x, y + 4, 'detail'), LINK_WORDS[kind]),
  );
}

function edgePicture(edge: Edge, { graph, variant, moment }: Scene): SVGElement {
  const { name, from, to, optional } = edge;
  const points = pathBetween(graph, from, to, name);
  const open = valueAt(variant.series.calls[name]?.breakerOpen ?? undefined, moment, variant) ?? 0;
  const out = valueAt(leftOut(name, variant) ?? undefined, moment, variant) ?? 0;
  const faults = faultsAt(variant, moment, name);
  const note = noteOf(edge, variant, [
    ...faults,
    ...(open > WORTH_A_NOTE.open ? [`breaker open ${roughShare(open)}`] : []),
    ...(out > WORTH_A_NOTE.out ? [`${Math.round(out * 10) / 10} left out`] : []),
  ]);
  const struck = faults.length > 0 ? ['struck'] : [];
  const classes = ['edge', ...struck, ...(optional ? ['optional'] : []), ...(open > WORTH_A_NOTE.open ? ['open'] : [])];
  return drawn(
    'g',
    { class: classes.join(' ') },
    drawn('path', { d: smooth(points), 'marker-end': 'url(#arrow)' }),
    ...(note === '' ? [] : [noteAt(graph, edge, note)]),
  );
}

/** In the room the layout left for it. */
function noteAt(graph: Graph, { name, from, to }: Edge, text: string): SVGElement {
  const { x, y } = graph.edge(from, to, name) as { x: number; y: number };
  return drawn('text', centred(x, y + 4, 'detail'), text);
}

/** Through the middles of the stretches, bent at the points between them. */
function smooth(points: Points): string {
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

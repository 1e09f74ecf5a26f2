/** What a node of the topology looks like by its kind, as the outline of a box. Calm shapes that engineers know. */
import type { PageVariant } from '../report/html/data.ts';
import { drawn } from './dom.ts';

export type Node = PageVariant['topology']['nodes'][number];

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How a kind is called beneath its name; services and traffic are what one expects. */
export const KIND_WORDS: Readonly<Record<Node['kind'], string>> = {
  traffic: '',
  service: '',
  'load-balancer': 'balancer',
  cache: 'cache',
  queue: 'queue',
  external: 'external',
  database: 'database',
  registry: 'registry',
};

const CORNER = 6;
const SLANT = 12;
const LID = 7;
const BEHIND = 4;

/** Sides of the box that the outline leaves no room in. */
export const insetOf = ({ kind }: Node): number => (kind === 'load-balancer' || kind === 'queue' ? SLANT : 0);

/** Its outline; members of a cluster stand behind one another. */
export function outline({ kind, cluster }: Node, box: Box): SVGElement[] {
  const own = { ...box, height: box.height - (cluster ? BEHIND : 0), width: box.width - (cluster ? BEHIND : 0) };
  const shape = (where: Box): SVGElement => drawn('path', { class: `shape ${kind}`, d: pathOf(kind, where) });
  if (!cluster) return [...(kind === 'registry' ? [shape(box), spine(box)] : [shape(box)])];
  return [shape({ ...own, left: box.left + BEHIND, top: box.top + BEHIND }), shape(own)];
}

function pathOf(kind: Node['kind'], box: Box): string {
  switch (kind) {
    case 'traffic':
      return rounded(box, box.height / 2);
    case 'load-balancer':
      return pointed(box);
    case 'database':
      return drum(box);
    case 'queue':
      return pipe(box);
    case 'cache':
      return clipped(box);
    case 'registry':
    case 'external':
    case 'service':
      return rounded(box, CORNER);
  }
}

function rounded({ left, top, width, height }: Box, radius: number): string {
  const corner = (x: number, y: number): string => `a${radius} ${radius} 0 0 1 ${x} ${y}`;
  return `M${left + radius} ${top}h${width - 2 * radius}${corner(radius, radius)}v${height - 2 * radius}${corner(-radius, radius)}h${2 * radius - width}${corner(-radius, -radius)}v${2 * radius - height}${corner(radius, -radius)}z`;
}

/** A hexagon: what comes in on one side leaves on the other. */
function pointed({ left, top, width, height }: Box): string {
  return `M${left + SLANT} ${top}h${width - 2 * SLANT}l${SLANT} ${height / 2}l${-SLANT} ${height / 2}h${2 * SLANT - width}l${-SLANT} ${-height / 2}z`;
}

/** A drum of disks. */
function drum({ left, top, width, height }: Box): string {
  const half = width / 2;
  return `M${left} ${top + LID}v${height - 2 * LID}a${half} ${LID} 0 0 0 ${width} 0v${2 * LID - height}a${half} ${LID} 0 0 0 ${-width} 0a${half} ${LID} 0 0 0 ${width} 0`;
}

/** A drum on its side: first in, first out. */
function pipe({ left, top, width, height }: Box): string {
  const half = height / 2;
  return `M${left + width - LID} ${top}h${2 * LID - width}a${LID} ${half} 0 0 0 0 ${height}h${width - 2 * LID}a${LID} ${half} 0 0 0 0 ${-height}a${LID} ${half} 0 0 0 0 ${height}`;
}

/** Corners cut off. */
function clipped({ left, top, width, height }: Box): string {
  return `M${left + LID} ${top}h${width - 2 * LID}l${LID} ${LID}v${height - 2 * LID}l${-LID} ${LID}h${2 * LID - width}l${-LID} ${-LID}v${2 * LID - height}z`;
}

/** A book of addresses has a spine. */
const spine = ({ left, top, height }: Box): SVGElement =>
  drawn('path', { class: 'line', d: `M${left + LID} ${top}v${height}` });

/**
 * How large the system itself may be: looked at on the nodes of the document, before anything of that size is built or
 * even looked up. What a run of it may cost is for limits.ts.
 */
import { keysAt, type Node, nodeAt, placeOfKey } from '../document/node.ts';
import { type Problem, problemAt } from '../problems/problem.ts';

const MOST_SERVICES = 2000;
const MOST_REPLICAS = 100_000;
const MOST_MACHINES = 20_000;
/** The network between them is a table of all pairs. */
const MOST_ZONES = 1000;
const MOST_FAULTS = 10_000;
const MOST_MONITORS = 1000;

interface Size {
  readonly key: string;
  readonly what: string;
  readonly size: number;
  readonly most: number;
}

/** The sizes that are too large; what refers to parts of such a system is not worth looking at. */
export function checkSizes(root: Node): Problem[] {
  const sizes: readonly Size[] = [
    { key: 'services', what: 'services', size: keysAt(root, ['services']).length, most: MOST_SERVICES },
    { key: 'services', what: 'replicas in all', size: replicasIn(root), most: MOST_REPLICAS },
    { key: 'nodes', what: 'machines', size: machinesIn(root), most: MOST_MACHINES },
    { key: 'zones', what: 'zones', size: keysAt(root, ['zones']).length, most: MOST_ZONES },
    { key: 'regions', what: 'regions', size: keysAt(root, ['regions']).length, most: MOST_ZONES },
    { key: 'faults', what: 'faults', size: keysAt(root, ['faults']).length, most: MOST_FAULTS },
    { key: 'monitors', what: 'monitors', size: keysAt(root, ['monitors']).length, most: MOST_MONITORS },
  ];
  return sizes
    .filter(({ size, most }) => size > most)
    .map(({ key, what, size, most }) => {
      const finding = { code: 'BR031', message: `${size} ${what} are more than ${most}` } as const;
      return problemAt(placeOfKey(root, [key]), [key], {
        ...finding,
        expected: `at most ${most}`,
        found: String(size),
      });
    });
}

/** Those that an autoscaler may add have their place from the beginning. */
const replicasIn = (root: Node): number =>
  sum(
    keysAt(root, ['services']).map(name =>
      Math.max(countAt(root, ['services', name, 'replicas']), countAt(root, ['services', name, 'autoscaler', 'max'])),
    ),
  );

const machinesIn = (root: Node): number =>
  sum(keysAt(root, ['nodes']).map(name => countAt(root, ['nodes', name, 'count'])));

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** 1 where nothing is said, or nonsense, which is told elsewhere. */
function countAt(root: Node, path: readonly string[]): number {
  const node = nodeAt(root, path);
  const count = node?.kind === 'scalar' ? node.value : null;
  return typeof count === 'number' && count > 0 ? Math.ceil(count) : 1;
}

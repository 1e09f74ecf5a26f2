import { describe, expect, test } from 'vitest';
import { mermaid } from '../../src/report/mermaid.ts';
import { NOWHERE, RESULT } from './fixture.ts';

describe('a diagram of who calls whom', () => {
  test('names services with their replicas and draws their calls, dotted where an answer can do without', () => {
    const { nodes, edges, links, places } = RESULT.variants[0]!.topology;
    const balancer = { name: 'lb', kind: 'load-balancer', replicas: 1, ...NOWHERE } as const;
    const call = { name: 'orders->lb', from: 'orders', to: 'lb', optional: true, policies: [] };
    expect(mermaid({ nodes: [...nodes, balancer], edges: [...edges, call], links, places })).toEqual([
      'flowchart LR',
      '  n0(["shoppers"])',
      '  n1["orders × 3"]',
      '  n2["orders-db"]',
      '  n3{{"lb"}}',
      '  n0 --> n1',
      '  n1 --> n2',
      '  n1 -.-> n3',
    ]);
  });

  test('puts what is in one place into a box, says where the rest is, and draws what is not a call with its name', () => {
    const spread = [
      { place: 'zone a', replicas: 2 },
      { place: 'zone b', replicas: 1 },
    ];
    const nodes = [
      { name: 'shop', kind: 'service', replicas: 3, ...NOWHERE, spread } as const,
      { name: 'names', kind: 'registry', replicas: 1, ...NOWHERE, place: 'zone a' } as const,
      { name: 'jobs', kind: 'queue', replicas: 1, ...NOWHERE } as const,
      { name: 'rows', kind: 'database', replicas: 1, ...NOWHERE } as const,
    ];
    const places = ['zone a', 'zone b'].map(name => ({ name, kind: 'zone', within: null }) as const);
    const links = [{ kind: 'registers', from: 'shop', to: 'names' } as const];
    expect(mermaid({ nodes, edges: [], links, places })).toEqual([
      'flowchart LR',
      '  n0["shop × 3 - 2 in zone a, 1 in zone b"]',
      '  n2[["jobs"]]',
      '  n3[("rows")]',
      '  subgraph p0["zone a"]',
      '    n1[\\"names"\\]',
      '  end',
      '  n0 -. registers .-> n1',
    ]);
  });

  test('takes names for what they are', () => {
    const nodes = [{ name: 'a"]; click b <script>', kind: 'service', replicas: 1, ...NOWHERE } as const];
    expect(mermaid({ nodes, edges: [], links: [], places: [] })[1]).toBe(
      '  n0["a#34;#93;#59; click b #60;script#62;"]',
    );
  });
});

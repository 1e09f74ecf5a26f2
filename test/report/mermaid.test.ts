import { describe, expect, test } from 'vitest';
import { mermaid } from '../../src/report/mermaid.ts';
import { RESULT } from './fixture.ts';

describe('a diagram of who calls whom', () => {
  test('names services with their replicas and draws their calls, dotted where an answer can do without', () => {
    const { nodes, edges } = RESULT.variants[0]!.topology;
    const balancer = { name: 'lb', kind: 'load-balancer', replicas: 1 } as const;
    const call = { name: 'orders->lb', from: 'orders', to: 'lb', optional: true, policies: [] };
    expect(mermaid({ nodes: [...nodes, balancer], edges: [...edges, call] })).toEqual([
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

  test('takes names for what they are', () => {
    const nodes = [{ name: 'a"]; click b <script>', kind: 'service', replicas: 1 } as const];
    expect(mermaid({ nodes, edges: [] })[1]).toBe('  n0["a#34;#93;#59; click b #60;script#62;"]');
  });
});

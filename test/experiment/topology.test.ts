/** What a picture of a world is drawn from: who calls whom, what else hangs together, and where everybody is. */
import { expect, test } from 'vitest';
import { topologyOf } from '../../src/experiment/topology.ts';
import { compileScenario } from '../../src/scenario/compile.ts';

function topology(text: string) {
  const { plan, problems } = compileScenario({ path: 'x.yaml', text, read: () => '', overrides: [] });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return topologyOf(plan!.variants[0]!.world);
}

const RUN = 'name: x\nrun: { duration: 10s }\n';

test('a service in one zone is there, one in several is spread over them, and one of nowhere is nowhere', () => {
  const { nodes, places } = topology(`${RUN}
zones: { a: { region: eu }, b: { region: eu }, c: { region: us } }
services:
  gateway: { replicas: 3, zones: [a, b] }
  shop: { replicas: 2, zones: [a, c] }
  ledger: { zone: c }
  mail: { kind: external }
traffic:
  users: { to: gateway, rate: 1/s, zone: a }
`);
  expect(places).toEqual([
    { name: 'region eu', kind: 'region', within: null },
    { name: 'region us', kind: 'region', within: null },
    { name: 'zone a', kind: 'zone', within: 'region eu' },
    { name: 'zone b', kind: 'zone', within: 'region eu' },
    { name: 'zone c', kind: 'zone', within: 'region us' },
  ]);
  expect(nodes.map(({ name, place, spread }) => ({ name, place, spread }))).toEqual([
    { name: 'users', place: 'zone a', spread: [] },
    {
      name: 'gateway',
      place: 'region eu',
      spread: [
        { place: 'zone a', replicas: 2 },
        { place: 'zone b', replicas: 1 },
      ],
    },
    {
      name: 'shop',
      place: null,
      spread: [
        { place: 'zone a', replicas: 1 },
        { place: 'zone c', replicas: 1 },
      ],
    },
    { name: 'ledger', place: 'zone c', spread: [] },
    { name: 'mail', place: null, spread: [] },
  ]);
});

test('places of which there is one say nothing and are left out; machines tell replicas apart within a zone', () => {
  const { nodes, places } = topology(`${RUN}
zones: { a: {} }
nodes: { big: { zone: a, count: 2 } }
services: { api: { replicas: 3, placement: { nodes: [big] } } }
traffic: { users: { to: api, rate: 1/s } }
`);
  expect(places).toEqual([
    { name: 'machine big-0', kind: 'machine', within: null },
    { name: 'machine big-1', kind: 'machine', within: null },
  ]);
  expect(nodes[1]).toMatchObject({
    place: null,
    spread: [
      { place: 'machine big-0', replicas: 2 },
      { place: 'machine big-1', replicas: 1 },
    ],
  });
});

test('without a word about places there are none', () => {
  const { nodes, places } = topology(`${RUN}
services: { api: { replicas: 3 } }
traffic: { users: { to: api, rate: 1/s } }
`);
  expect(places).toEqual([]);
  expect(nodes.every(({ place, spread }) => place === null && spread.length === 0)).toBe(true);
});

test('registrations, look-ups, failovers and copies are links, each drawn once', () => {
  const { nodes, links } = topology(`${RUN}
services:
  names: { kind: registry, replicas: 3 }
  web: { calls: { api: { discovery: { registry: names } }, pay: { discovery: { registry: names } } } }
  api: { replicas: 2, register: { registry: names } }
  pay: { register: { registry: names } }
  db: { kind: database, replicas: 3, cluster: {}, replication: { mode: async } }
  spare: { kind: database, copy: { of: db, every: 1s, takes: 0s }, cluster: { failover: false }, replication: { mode: async }, standby: { running: 1 } }
traffic:
  users: { to: web, rate: 1/s }
  clerks: { to: db, rate: 1/s, timeout: 1s, failover: { to: spare } }
`);
  expect(links).toEqual([
    { kind: 'fails-over', from: 'clerks', to: 'spare' },
    { kind: 'looks-up', from: 'web', to: 'names' },
    { kind: 'registers', from: 'api', to: 'names' },
    { kind: 'registers', from: 'pay', to: 'names' },
    { kind: 'copies', from: 'spare', to: 'db' },
  ]);
  expect(nodes.filter(({ cluster }) => cluster).map(({ name }) => name)).toEqual(['db', 'spare']);
  expect(nodes.filter(({ standby }) => standby).map(({ name }) => name)).toEqual(['spare']);
});

test('a service that is scaled is as large as it is at the start, and says how large it may become', () => {
  const { nodes } = topology(`${RUN}
services:
  api: { replicas: 2, concurrency: 4, runtime: { preset: container }, autoscaler: { min: 2, max: 5, utilisation: 60% } }
traffic: { users: { to: api, rate: 1/s } }
`);
  expect(nodes[1]).toMatchObject({ name: 'api', replicas: 2, most: 5 });
});

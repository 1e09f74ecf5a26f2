/** Whether a node of the topology is well, and the words for it, where it stands on several feet. */
import { describe, expect, it } from 'vitest';
import { conditionOf, faultsAt, presencesOf } from '../../src/page/condition.ts';
import { type PageVariant, pageData } from '../../src/report/html/data.ts';
import { NOWHERE, RESULT } from '../report/fixture.ts';

const [baseline] = pageData(RESULT).variants;
const WINDOWS = baseline!.series.services['orders-db']!.up.length;
const all = (value: number): number[] => Array.from({ length: WINDOWS }, () => value);

/** The baseline with one more service, of three replicas, and what is followed of it. */
function withShop(up: number, figures: Readonly<Record<string, Readonly<Record<string, number>>>>): PageVariant {
  const spread = [
    { place: 'zone a', replicas: 2 },
    { place: 'zone b', replicas: 1 },
  ];
  const shop = { name: 'shop', kind: 'service', replicas: 3, ...NOWHERE, spread } as const;
  const { topology, series } = baseline!;
  const columns = Object.entries(figures).map(([subject, levels]) => [
    subject,
    Object.fromEntries(Object.entries(levels).map(([name, level]) => [name, all(level)])),
  ]);
  return {
    ...baseline!,
    topology: { ...topology, nodes: [...topology.nodes, shop] },
    series: {
      ...series,
      services: {
        ...series.services,
        shop: { queueLength: all(0), utilisation: all(0.5), up: all(up), amplification: all(1) },
      },
      figures: Object.fromEntries(columns),
    },
  };
}

describe('a service in several places', () => {
  it('says of each how many are there and how many of them are up', () => {
    const shop = withShop(1, {
      'shop in zone a': { placed: 2, placedUp: 0 },
      'shop in zone b': { placed: 1, placedUp: 1 },
    });
    expect(presencesOf('shop', shop, 0)).toEqual([
      { place: 'zone a', health: 'down', words: '0 of 2 up' },
      { place: 'zone b', health: 'well', words: '1 of 1 up' },
    ]);
    expect(conditionOf('shop', shop, 0)).toEqual({ health: 'down', words: '1 of 3 up' });
  });

  it('finds nothing wrong with a place that everybody has left', () => {
    const shop = withShop(3, { 'shop in zone a': { placed: 0, placedUp: 0 } });
    expect(presencesOf('shop', shop, 0)[0]).toEqual({ place: 'zone a', health: 'away', words: 'none' });
  });
});

describe('a cluster', () => {
  it.each([
    [1, { health: 'well', words: '50 % busy' }],
    [0, { health: 'overloaded', words: 'no leader, 50 % busy' }],
    [2, { health: 'overloaded', words: '2 leaders, 50 % busy' }],
  ])('with %d leaders', (leaders, condition) => {
    expect(conditionOf('shop', withShop(3, { shop: { leaders } }), 0)).toEqual(condition);
  });
});

describe('what else tells how a service does', () => {
  it('its cores, where nothing limits what is in service', () => {
    const shop = withShop(3, { shop: { coresBusy: 1 } });
    const services = {
      ...shop.series.services,
      shop: { ...shop.series.services.shop!, utilisation: all(0).map(() => null) },
    };
    const unlimited = { ...shop, series: { ...shop.series, services } };
    expect(conditionOf('shop', unlimited, 0)).toEqual({ health: 'overloaded', words: '100 % busy' });
  });

  it('the messages in a queue', () => {
    expect(conditionOf('shop', withShop(3, { shop: { backlog: 1730 } }), 0)).toEqual({
      health: 'busy',
      words: '1730 messages',
    });
  });
});

describe('traffic', () => {
  it('is as well as its own requests, whatever becomes of those of others', () => {
    const { traffic } = baseline!.series;
    const lucky = { ...traffic.shoppers!, ok: all(10), degraded: all(0), failed: all(0) };
    const node = { name: 'lucky', kind: 'traffic', replicas: null, ...NOWHERE } as const;
    const both: PageVariant = {
      ...baseline!,
      topology: { ...baseline!.topology, nodes: [node] },
      series: { ...baseline!.series, traffic: { ...traffic, lucky } },
    };
    expect(conditionOf('lucky', both, 135_000)).toEqual({ health: 'well', words: '100 % succeed' });
  });
});

describe('a mean over replications', () => {
  it.each([
    [2.94, '2.9 of 3 up'],
    [2, '2 of 3 up'],
  ])('of %d replicas up is said with what is behind the point', (up, words) => {
    expect(conditionOf('shop', withShop(up, {}), 0)).toEqual({ health: 'down', words });
  });
});

describe('a fault', () => {
  const fault = { name: 'bad-config', strikes: [{ start: 10_000, end: 20_000 }], targets: ['shop', 'shop->orders-db'] };
  const struck = (up = 3): PageVariant => ({ ...withShop(up, {}), faults: [fault] });

  it('keeps a service from being called well while it lasts, and nobody else', () => {
    expect(conditionOf('shop', struck(), 9999).health).toBe('well');
    expect(conditionOf('shop', struck(), 10_000)).toEqual({ health: 'struck', words: '50 % busy' });
    expect(conditionOf('shop', struck(), 20_000).health).toBe('well');
    expect(conditionOf('orders-db', struck(), 15_000).health).toBe('busy');
  });

  it('is no news of one that is down anyway', () => {
    expect(conditionOf('shop', struck(1), 15_000).health).toBe('down');
  });

  it('that never ends is on it to the last', () => {
    const lasting = { ...fault, strikes: [{ start: 10_000, end: null }] };
    expect(faultsAt({ ...struck(), faults: [lasting] }, 360_000, 'shop')).toEqual(['bad-config']);
  });

  it('is known by whom it strikes', () => {
    expect(faultsAt(struck(), 15_000)).toEqual(['bad-config']);
    expect(faultsAt(struck(), 15_000, 'shop->orders-db')).toEqual(['bad-config']);
    expect(faultsAt(struck(), 15_000, 'shoppers')).toEqual([]);
  });
});

import { describe, it } from 'vitest';
import type { MonitoringPlan } from '../../src/model/monitor/plan.ts';
import type { ReplicationRecord } from '../../src/model/record.ts';
import { fault, ms, service, traffic, world } from '../support/world.ts';
import { expectMean, replications } from './replications.ts';

const SECOND = 1e9;
const SCRAPE = 5;

/** A burn-rate alert on windows of 10 min and 1 min: budget 0.1 %, factor 14.4, so 1.44 % of the requests must fail. */
const monitoring: MonitoringPlan = {
  teams: [],
  monitors: [
    {
      name: 'burn',
      rules: [600, 60].map(window => ({
        signal: { metric: 'errorRate', quantile: null, of: { kind: 'traffic', index: 0 } },
        window: window * SECOND,
        comparison: '>',
        bound: 14.4 * 0.001,
      })),
      offset: { kind: 'uniform', low: 0, high: SCRAPE * SECOND },
      scrape: SCRAPE * SECOND,
      every: SCRAPE * SECOND,
      lag: 0,
      pendingFor: 0,
      keepFor: 0,
      missing: 'ok',
      needs: [],
      tolerance: 0,
      response: null,
    },
  ],
};

/** From 20 min on this share of the requests fails. */
const failing = (share: number) =>
  world({
    duration: 1_800_000,
    window: 10_000,
    services: [service({ concurrency: Infinity })],
    traffic: [traffic({ to: 'api', perSecond: 100 })],
    faults: [fault({ name: 'bad', effect: { kind: 'errors', share }, on: ['api'], from: 1_200_000 })],
    monitoring,
  });

const timeToDetect = ({ figures }: ReplicationRecord): number =>
  figures.find(({ subject, name }) => subject === 'bad' && name === 'timeToDetect')!.value! / ms(1000);

describe('a burn-rate alert', () => {
  /** The long window has seen enough after window × bound / share; the next scrape is half an interval later on average. */
  it.each([0.1, 0.2, 0.5])('fires when the window times the bound is burnt: errors of %d', share => {
    expectMean(replications(failing(share)), timeToDetect, (600 * 0.0144) / share + SCRAPE / 2, 0.5);
  });
});

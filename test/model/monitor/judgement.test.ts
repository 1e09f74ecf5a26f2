import { describe, expect, it } from 'vitest';
import { judgeAlerts } from '../../../src/model/monitor/judgement.ts';

const outage = { start: 100, end: 200 };

describe('what alerts were worth', () => {
  it('counts from the start of the fault to the first firing about it, and once', () => {
    expect(judgeAlerts([130, 180], [outage], 0)).toEqual({ falseAlarms: 0, detectionTimes: [30] });
  });

  it('calls a firing with no fault behind it a false alarm', () => {
    expect(judgeAlerts([50, 230], [outage], 20)).toEqual({ falseAlarms: 2, detectionTimes: [] });
  });

  it('forgives a firing that comes shortly after the end', () => {
    expect(judgeAlerts([215], [outage], 20)).toEqual({ falseAlarms: 0, detectionTimes: [115] });
  });

  it('takes a firing to be about the fault that began last', () => {
    const later = { start: 150, end: Infinity };
    expect(judgeAlerts([160], [outage, later], 0)).toEqual({ falseAlarms: 0, detectionTimes: [10] });
  });
});

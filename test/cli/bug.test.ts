import { describe, expect, test } from 'vitest';
import { bugReport, RunFault } from '../../src/cli/bug.ts';
import { EngineFault } from '../../src/experiment/engine-fault.ts';

const adjustments = {
  run: { seed: '7', replications: '10', duration: '1m' },
  variants: ['circuit-breaker', 'all'],
  overrides: ['services.db.work={ exponential: 8ms }'],
};
const running = { file: "it's.yaml", seed: 7, replications: 10, adjustments };

describe('a bug of ours', () => {
  test('in a replication prints its seed and the command that runs no more than up to it', () => {
    const fault = new EngineFault({ seed: '7/3', replication: 3, variant: 'all' }, new Error('heap is broken'));
    expect(bugReport(new RunFault(running, fault), {})).toBe(
      [
        'brownout: internal error: variant all, replication 3 (seed 7/3): heap is broken',
        'This is a bug in brownout, not in your scenario.',
        'seed: 7',
        "replay: brownout run 'it'\\''s.yaml' --seed 7 --replications 4 --duration 1m --set 'services.db.work={ exponential: 8ms }' --variant all",
        'Set BROWNOUT_DEBUG=1 to see the stack.',
        '',
      ].join('\n'),
    );
  });

  test('outside of a replication replays all of the run', () => {
    expect(bugReport(new RunFault(running, new Error('report')), {})).toContain(
      "--seed 7 --replications 10 --duration 1m --set 'services.db.work={ exponential: 8ms }' --variant circuit-breaker --variant all\n",
    );
  });

  test('shows the stack, causes included, only when asked for', () => {
    const thrown = new RunFault(running, new Error('heap is broken'));
    expect(bugReport(thrown, {})).not.toContain('    at ');
    expect(bugReport(thrown, { BROWNOUT_DEBUG: '1' })).toContain('caused by: Error: heap is broken\n    at ');
  });

  test('may be anything that can be thrown', () => {
    expect(bugReport('just text', { BROWNOUT_DEBUG: '1' })).toContain('internal error: just text');
  });
});

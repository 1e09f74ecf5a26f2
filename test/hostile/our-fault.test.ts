import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { invariant } from '../../src/engine/invariant.ts';
import { Replica } from '../../src/model/service/replica.ts';
import { recordedHost } from '../cli/host.ts';
import { folderWith } from '../e2e/brownout.ts';
import { small } from '../e2e/scenarios.ts';

afterEach(() => vi.restoreAllMocks());

test('an invariant that does not hold exits with 70, the seed, and the one command that replays it', async () => {
  vi.spyOn(Replica.prototype, 'crash').mockImplementation(() => invariant(false, 'a replica never crashes'));
  const path = join(folderWith({ 'a.yaml': small() }), 'a.yaml');
  const host = recordedHost();
  const exitCode = await runCommandLine(['run', path, '--out', 'none', '--duration', '20s'], host);
  expect(exitCode).toBe(70);
  expect(host.written.stdout).toBe('');
  expect(host.written.stderr.split('\n')).toEqual([
    'brownout: internal error: variant baseline, replication 0 (seed 7/0): broken invariant: a replica never crashes',
    'This is a bug in brownout, not in your scenario.',
    'seed: 7',
    `replay: brownout run ${path} --seed 7 --replications 1 --duration 20s --variant baseline`,
    'Set BROWNOUT_DEBUG=1 to see the stack.',
    '',
  ]);
});

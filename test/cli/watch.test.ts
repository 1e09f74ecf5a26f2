import { describe, expect, it, vi } from 'vitest';
import { EXIT, UsageError } from '../../src/cli/exit-codes.ts';
import { watching } from '../../src/cli/watch.ts';
import { recordedHost } from './host.ts';

/** Watches with an action that only counts; the n-th call does `acts[n]`. */
function watched(...acts: readonly (() => void)[]) {
  const host = recordedHost();
  let runs = 0;
  const action = async (): Promise<readonly string[]> => {
    acts[runs++]?.();
    return ['a/shop.yaml', 'a/rates.csv'];
  };
  return { host, end: watching(['a/shop.yaml'], action, host), runs: () => runs };
}

describe('watching a scenario', () => {
  it('runs at once, after every change, and until it is interrupted', async () => {
    const { host, end, runs } = watched();
    await vi.waitFor(() => expect(runs()).toBe(1));
    host.save('a/shop.yaml');
    await vi.waitFor(() => expect(runs()).toBe(2));
    host.save('a/rates.csv');
    await vi.waitFor(() => expect(runs()).toBe(3));
    host.interrupt();
    expect(await end).toBe(EXIT.interrupted);
    expect(host.written.stderr).toContain('shop.yaml changed: running again');
  });

  it('takes the steps of one save as one change, and files that it did not read as none', async () => {
    const { host, end, runs } = watched();
    await vi.waitFor(() => expect(runs()).toBe(1));
    for (const other of ['a/reports/shop.json', 'a/other.yaml', 'a/.shop.yaml.swp']) host.save(other);
    for (const _ of [1, 2, 3]) host.save('a/shop.yaml');
    await vi.waitFor(() => expect(runs()).toBe(2));
    host.interrupt();
    await end;
    expect(runs()).toBe(2);
  });

  it('runs again when the file changes while it runs', async () => {
    const box: { save?: () => void } = {};
    const { host, end, runs } = watched(
      () => {},
      () => box.save?.(),
    );
    box.save = () => host.save('a/shop.yaml');
    await vi.waitFor(() => expect(runs()).toBe(1));
    host.save('a/shop.yaml');
    await vi.waitFor(() => expect(runs()).toBe(3));
    host.interrupt();
    await end;
  });

  it('goes on when the input is wrong, and not when we are', async () => {
    const { host, end, runs } = watched(
      () => {
        throw new UsageError('a/shop.yaml: there is no such file');
      },
      () => {
        throw new RangeError('a bug');
      },
    );
    await vi.waitFor(() => expect(host.written.stderr).toContain('no such file'));
    host.save('a/shop.yaml');
    await expect(end).rejects.toThrow('a bug');
    expect(runs()).toBe(2);
  });
});

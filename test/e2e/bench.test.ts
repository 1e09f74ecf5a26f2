/** The bench compares equals: its plans are complete, and the plain loops do the work that the engine does. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const CHILD = fileURLToPath(new URL('../../bench/child.mjs', import.meta.url));

interface Totals {
  readonly requests: number;
  readonly ended: number;
  readonly sojourns: number;
}

test.each(['W1', 'W2', 'W3', 'W4'])(
  '%s: engine and plain loop agree on every request, with and without retries',
  name => {
    const output = execFileSync(process.execPath, [CHILD, name, 'check'], { encoding: 'utf8' });
    const checks = JSON.parse(output) as readonly { readonly engine: Totals; readonly reference: Totals }[];
    expect(checks).toHaveLength(2);
    for (const { engine, reference } of checks) expect(engine).toMatchObject(pick(reference));
  },
);

const pick = ({ requests, ended, sojourns }: Totals): Totals => ({ requests, ended, sojourns });

/**
 * Joins the modules that run a replication into one file, in place: dist/model/system.js is what it was, with everything
 * it imports inside. V8 looks an imported constant up at every use, even one that is a number; constants of the same file
 * it knows. A request uses some dozens of them: 6 to 9 % of W1, 14 % of W2 (docs/performance.md).
 *
 * What others ask `instanceof` of stays outside, or there would be two of it.
 */
import { defineConfig } from 'rolldown';

const SYSTEM = 'dist/model/system.js';

export default defineConfig({
  input: SYSTEM,
  platform: 'node',
  external: ['seedrandom', /\/(too-much|invariant)\.js$/],
  output: { file: SYSTEM, format: 'esm' },
});

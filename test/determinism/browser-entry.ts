/** What the browser runs: puts the function the test calls where it can be found. */
import { bytesOf } from './experiment.ts';

Object.assign(globalThis, { bytesOf });

/** What a worker thread runs: answers with the bytes of the scenario it is given. */
import { parentPort, workerData } from 'node:worker_threads';
import { bytesOf } from './experiment.ts';

const { name, text } = workerData as { readonly name: string; readonly text: string };
void bytesOf(name, text).then(bytes => parentPort?.postMessage(bytes));

/**
 * Imported for its effect, right before the first run: earlier the compiler would spend a tenth of a second more on what
 * only reads and checks a scenario. The engine is written as many small functions; V8 joins them into few
 * when it compiles them, up to a budget that an event uses up several times over. With a larger budget the numbers that
 * would cross a call as objects stay in registers: on the simplest workload a third of the time (docs/performance.md).
 * It changes the speed and nothing else; threads of the same process share it.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--max-inlined-bytecode-size=1500');
setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000');

#!/usr/bin/env node
/** The program: runs the command line in this process. The exit code is set, not forced, so that pipes are emptied first. */
import { runCommandLine } from './command-line.ts';
import { processHost } from './host.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), processHost());

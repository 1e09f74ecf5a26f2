/** Flags and help of `brownout schema`: apart from the command, so that help is there without loading it. */
import type { Argv } from 'yargs';

export const schemaFlags = (parser: Argv): Argv =>
  parser.example('brownout schema > scenario.schema.json', 'completion and checks in editors');

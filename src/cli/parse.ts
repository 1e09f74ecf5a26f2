/**
 * Words of a command line as the flags and operands its manual knows. yargs' parser splits them; what is right and what is
 * wrong is said here, of the command's own flags: what another command understands is no suggestion for this one.
 */
import { Parser } from 'yargs/helpers';
import { nearest } from '../scenario/problems/suggest.ts';
import { UsageError } from './exit-codes.ts';
import type { Flags, Manual } from './manual.ts';
import type { RawFlags } from './settings.ts';
import { beforeDashes } from './words.ts';

/** A command with what it understands. */
export interface Named {
  readonly name: string;
  readonly manual: Manual;
}

/** `others` are all commands, to say whose flag it is when it is not this one's. @throws UsageError. */
export function parseWords(words: readonly string[], { name, manual }: Named, others: readonly Named[]): RawFlags {
  const { flags } = manual;
  for (const word of beforeDashes(words)) refuseValueOfSwitch(word, flags);
  const { argv, error } = Parser.detailed([...words], optionsFor(flags));
  // The parser makes values up where one is missing, so that is asked first.
  const missing = /^Not enough arguments following: (.+)$/.exec(error?.message ?? '')?.[1];
  if (missing !== undefined) throw new UsageError(missingValue(missing, flags, words));
  if (error !== null && error !== undefined) throw error;
  const given = argv as RawFlags;
  const unknown = Object.keys(given).filter(key => key !== '_' && !Object.hasOwn(flags, key));
  if (unknown.length > 0) throw new UsageError(unknown.map(flag => unknownFlag(flag, name, flags, others)).join('; '));
  for (const [flag, { choices }] of Object.entries(flags)) refuseOtherChoices(flag, given[flag], choices);
  checkOperands(given._ as readonly string[], name, manual);
  return given;
}

function optionsFor(flags: Flags) {
  const names = Object.keys(flags);
  const valued = names.filter(name => flags[name]!.value !== null);
  return {
    string: [...valued, '_'],
    boolean: names.filter(name => flags[name]!.value === null),
    array: names.filter(name => flags[name]!.isRepeatable === true),
    narg: Object.fromEntries(valued.map(name => [name, 1])),
    configuration: {
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
    },
  };
}

function refuseValueOfSwitch(word: string, flags: Flags): void {
  const [, flag = '', value = ''] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
  if (!Object.hasOwn(flags, flag) || flags[flag]!.value !== null || value === 'true' || value === 'false') return;
  throw new UsageError(`--${flag} is a switch and takes no value, found "${value}"`);
}

function missingValue(flag: string, flags: Flags, words: readonly string[]): string {
  const { value, says } = flags[flag]!;
  const next = words[words.lastIndexOf(`--${flag}`) + 1] ?? '';
  const isValue = next.startsWith('-') && !Object.hasOwn(flags, next.replace(/^--/, '').replace(/=.*$/s, ''));
  const hint = isValue && next !== '--' ? `; write --${flag}=${next} where ${next} is the value` : '';
  return `--${flag} needs a value: ${value}, ${says}${hint}`;
}

/** What people type that know it from other programs. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  color: 'FORCE_COLOR=1 in the environment',
  colour: 'FORCE_COLOR=1 in the environment',
  'no-color': 'NO_COLOR=1 in the environment',
  'no-colour': 'NO_COLOR=1 in the environment',
};

function unknownFlag(flag: string, command: string, flags: Flags, others: readonly Named[]): string {
  const written = flag.length === 1 ? `-${flag}` : `--${flag}`;
  const instead = Object.hasOwn(ELSEWHERE, flag) ? ELSEWHERE[flag] : undefined;
  if (instead !== undefined) return `unknown flag ${written}; it is ${instead}`;
  const near = flag.length === 1 ? null : nearest(flag, [...Object.keys(flags), 'help']);
  if (near !== null) return `unknown flag ${written} (did you mean --${near}?)`;
  const owners = others.filter(({ manual }) => Object.hasOwn(manual.flags, flag)).map(({ name }) => name);
  const whose = owners.length === 0 ? '' : `; it is a flag of ${owners.join(', ')}`;
  return `${command} has no flag ${written}${whose}; see brownout ${command} --help`;
}

function refuseOtherChoices(flag: string, value: unknown, choices: readonly string[] | undefined): void {
  if (choices === undefined || value === undefined) return;
  const other = [value].flat().find(each => !choices.includes(String(each)));
  if (other === undefined) return;
  const near = nearest(String(other), choices);
  const hint = near === null ? '' : ` (did you mean ${near}?)`;
  throw new UsageError(`--${flag} ${other}: expected one of ${choices.join(', ')}${hint}`);
}

function checkOperands(operands: readonly string[], command: string, { operand }: Manual): void {
  if (operand === null) {
    if (operands.length > 0) throw new UsageError(`${command} takes no file and no name, found "${operands[0]}"`);
    return;
  }
  const usage = `brownout ${command} ${operand.written}`;
  if (operands.length < operand.least)
    throw new UsageError(`${command} needs a scenario file, as in: brownout ${command} scenario.yaml`);
  if (operands.length > operand.most)
    throw new UsageError(`${command} takes ${operand.most} at most: ${usage}; found ${operands.join(' ')}`);
  if (operands.includes('')) throw new UsageError(`${command}: there is an empty word where ${usage} is expected`);
}

/**
 * Completion for shells, written from the manuals: commands, then the flags of the command, the values of those that have a
 * closed list, folders and files where a flag wants one, and scenario files.
 */
import type { SHELLS } from './flags/completion.ts';
import type { Flag, Manual } from './manual.ts';

export interface Completable {
  readonly name: string;
  readonly summary: string;
  readonly manual: Manual;
}

/** `systems` are the words that the operands of `presets` may be. */
export function scriptFor(
  shell: (typeof SHELLS)[number],
  commands: readonly Completable[],
  systems: readonly string[],
): string {
  const write = { bash, zsh, fish }[shell];
  return write(
    commands.map(command => offering(command, systems)),
    commands,
  );
}

/** What is offered after a command. */
interface Offer {
  readonly name: string;
  readonly flags: readonly (readonly [name: string, flag: Flag])[];
  /** Endings; empty where words or nothing stand. */
  readonly files: readonly string[];
  readonly words: readonly string[];
}

function offering({ name, manual: { flags, operand } }: Completable, systems: readonly string[]): Offer {
  const offers = operand?.offers ?? { words: [] };
  const words = 'words' in offers ? offers.words : [];
  return {
    name,
    flags: Object.entries(flags),
    files: 'files' in offers ? offers.files : [],
    words: words === 'presets' ? systems : words,
  };
}

const flagWords = ({ flags }: Offer): string => [...flags.map(([name]) => `--${name}`), '--help'].join(' ');

/** Flags of all commands whose value a shell can say something of; one that a command has, all have alike. */
function valuesOf(offers: readonly Offer[], of: (flag: Flag) => boolean): string[] {
  return [...new Set(offers.flatMap(({ flags }) => flags.filter(([, flag]) => of(flag)).map(([name]) => `--${name}`)))];
}

// ---- bash

function bash(offers: readonly Offer[], commands: readonly Completable[]): string {
  const names = [...commands.map(({ name }) => name), '--help', '--version'].join(' ');
  const cases = offers.map(
    offer =>
      `    ${offer.name}) flags='${flagWords(offer)}' files='${offer.files.join('|')}' words='${offer.words.join(' ')}' ;;`,
  );
  const choices = choicesOf(offers).map(
    ([flag, values]) => `    ${flag}) COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$current")); return ;;`,
  );
  const paths = valuesOf(offers, ({ isPath }) => isPath === true);
  const others = valuesOf(
    offers,
    ({ value, isPath, choices: known }) => value !== null && !isPath && known === undefined,
  );
  return `# Completion of brownout for bash: source it, or put it where bash-completion looks.
_brownout() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} flags= files= words= entry
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${names}' -- "$current"))
    return
  fi
  case $previous in
${choices.join('\n')}
    ${paths.join('|')}) COMPREPLY=($(compgen -f -- "$current")); compopt -o filenames 2>/dev/null; return ;;
    ${others.join('|')}) return ;;
  esac
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  elif [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  elif [[ -n $files ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r entry; do
      [[ -d $entry || $entry =~ \\.($files)$ ]] && COMPREPLY+=("$entry")
    done < <(compgen -f -- "$current")
  fi
}
complete -F _brownout brownout
`;
}

function choicesOf(offers: readonly Offer[]): (readonly [flag: string, values: readonly string[]])[] {
  const known = offers.flatMap(({ flags }) =>
    flags.flatMap(([name, { choices }]) => (choices === undefined ? [] : [[`--${name}`, choices] as const])),
  );
  return [...new Map(known)];
}

// ---- zsh

function zsh(offers: readonly Offer[], commands: readonly Completable[]): string {
  const names = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`);
  const cases = offers.map(({ name, flags, files, words }) => {
    const specs = [
      ...flags.map(zshFlag),
      quoted('--help[this help]'),
      ...(files.length > 0 ? [quoted(`*:file:_files -g "*.(${files.join('|')})"`)] : []),
      ...(words.length > 0 ? [quoted(`*:word:(${words.join(' ')})`)] : []),
    ];
    return `    ${name}) _arguments ${specs.join(' ')} ;;`;
  });
  return `#compdef brownout
# Completion of brownout for zsh: save it as _brownout in a folder of $fpath.
_brownout() {
  local -a commands=(
${names.join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _brownout ]]; then _brownout "$@"; else compdef _brownout brownout; fi
`;
}

function zshFlag([name, { value, says, isRepeatable, choices, isPath }]: readonly [string, Flag]): string {
  const values = choices === undefined ? (isPath === true ? '_files' : ' ') : `(${choices.join(' ')})`;
  const takes = value === null ? '' : `:${value}:${values}`;
  return quoted(`${isRepeatable === true ? '*' : ''}--${name}[${says.replaceAll(/[[\]:]/g, '\\$&')}]${takes}`);
}

// ---- fish

function fish(offers: readonly Offer[], commands: readonly Completable[]): string {
  const lines = commands.map(
    ({ name, summary }) => `complete -c brownout -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
  );
  for (const { name, flags, files, words } of offers) {
    const after = `complete -c brownout -n '__fish_seen_subcommand_from ${name}'`;
    for (const [flag, { value, says, choices, isPath }] of flags) {
      const takes = value === null ? '' : isPath === true ? ' -r -F' : ' -x';
      const values = choices === undefined ? '' : ` -a ${quoted(choices.join(' '))}`;
      lines.push(`${after} -l ${flag}${takes}${values} -d ${quoted(says)}`);
    }
    if (files.length > 0)
      lines.push(`${after} -k -x -a '(__fish_complete_suffix ${files.map(ending => `.${ending}`).join(' ')})'`);
    else lines.push(`${after} -f${words.length > 0 ? ` -a ${quoted(words.join(' '))}` : ''}`);
  }
  return `# Completion of brownout for fish: save it as ~/.config/fish/completions/brownout.fish.\n${lines.join('\n')}\n`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

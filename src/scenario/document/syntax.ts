/**
 * What the YAML package finds wrong with a text, in words for the person who wrote it: the package speaks of its
 * grammar where a hand has slipped.
 */
interface Slip {
  /** How the package's own message begins, or what it is. */
  readonly told: RegExp;
  /** The package's own where there is none. */
  readonly message?: string;
  readonly hint?: string;
}

const SLIPS: readonly Slip[] = [
  {
    told: /^Implicit keys need to be on a single line|^Implicit map keys need to be followed by map values/,
    message: 'this key has no ":" after it',
  },
  {
    told: /^Nested mappings are not allowed in compact mappings/,
    message: 'this is a text and a map at once',
    hint: 'a text with ": " in it needs quotes; if there is none, mind the indentation of the next line',
  },
  {
    told: /^Flow (map|sequence) in block collection must be sufficiently indented/,
    message: 'a "{" or "[" above is not closed, or this line is indented less than it',
  },
  { told: /^Flow (map|sequence) must end with/, message: 'a "{" or "[" is not closed' },
  {
    told: /^All (mapping|sequence) items must start at the same column/,
    message: 'indented otherwise than its neighbours',
  },
  { told: /^Missing closing ["']quote/, message: 'a quote is opened above and not closed' },
  { told: /^Plain value cannot start with/, hint: 'put it in quotes' },
  { told: /^Unexpected scalar at node end/, message: 'more text after the value has ended' },
  { told: /^Unexpected flow-(map|seq)-end token/, message: 'one closing bracket too many' },
];

/** The message without full stop, and what to do where that can be said. */
export function explainSyntax(told: string): { readonly message: string; readonly hint: string | null } {
  const slip = SLIPS.find(each => each.told.test(told));
  return { message: slip?.message ?? lowerFirst(told), hint: slip?.hint ?? null };
}

/** Of the first line. */
export const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1).split('\n')[0];

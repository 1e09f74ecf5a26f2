/** "Did you mean": the nearest of the known names, when it is near enough to be a slip of the fingers. */
import { distance } from 'fastest-levenshtein';

/** `did you mean "x"?`, or null when nothing is near. Long names may be further off; case counts little. */
export function didYouMean(found: string, known: readonly string[]): string | null {
  const best = nearest(found, known);
  if (best === null) return null;
  const strange = strangerIn(found);
  return strange === null ? `did you mean "${best}"?` : `did you mean "${best}"? this one has the character ${strange}`;
}

/** `U+043E`: a letter of another alphabet, or one without any width, is not to be seen in what was written. */
function strangerIn(text: string): string | null {
  const stranger = [...text].find(character => character > '~');
  return stranger === undefined ? null : codeOf(stranger);
}

const codeOf = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** Spaces, dashes, quotes and the wide forms of an Asian keyboard: what word processors make of plain characters. */
const LOOK_ALIKES = /[\u0085\u00a0\u2000-\u2015\u2018-\u201f\u2028\u2029\u202f\u2212\u3000\ufeff\uff01-\uff5e]/u;

/** A hint that a character only looks like the one that is meant; null when there is none of that sort. */
export function lookAlikeIn(text: string): string | null {
  const found = LOOK_ALIKES.exec(text)?.[0];
  return found === undefined ? null : `there is the character ${codeOf(found)}, which only looks like a plain one`;
}

export function nearest(found: string, known: readonly string[]): string | null {
  if (found.length > 100) return null;
  let best: string | null = null;
  let bestDistance = slips(found.length) + 1;
  for (const name of known) {
    const away = slipsBetween(found.toLowerCase(), name.toLowerCase());
    if (away < bestDistance) [best, bestDistance] = [name, away];
  }
  return best;
}

/** Two neighbours that have changed places are one slip where that is all. */
function slipsBetween(found: string, name: string): number {
  const first = [...found].findIndex((letter, i) => letter !== name[i]);
  const swapped = found.slice(0, first) + found.charAt(first + 1) + found.charAt(first) + found.slice(first + 2);
  return first !== -1 && swapped === name ? 1 : distance(found, name);
}

/** In the shortest names nearly any slip makes another name. */
const slips = (length: number): number => (length < 4 ? length >> 1 : Math.max(2, Math.floor(length * 0.4)));

/** `a, b or c`, shortened when there are many. */
export function listOf(names: readonly string[], conjunction = 'or'): string {
  const shown = names.length > 12 ? [...names.slice(0, 12), `${names.length - 12} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} ${conjunction} ${shown.at(-1)}`;
}

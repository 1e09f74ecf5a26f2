/**
 * Text in terminal cells: how wide it is, padding, wrapping. Widths follow the two rules that matter for names and
 * titles (East Asian characters and emoji take two cells, combining marks none); ligatures and flags are left out.
 */

const COMBINING = /^(\p{Mn}|\p{Me}|\p{Cf})$/u;
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

const cellsOf = (character: string): number => (COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** Terminal cells `text` takes. */
export const widthOf = (text: string): number => {
  let width = 0;
  for (const character of text) width += cellsOf(character);
  return width;
};

/**
 * One line without control, bidirectional or other invisible formatting characters: a scenario's text must not be able
 * to move the cursor, change colours or reorder what is read. The narrow space within long numbers stays one.
 */
export const oneLine = (text: string): string =>
  text
    .replace(/[^\S\u202f]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/gu, '\ufffd')
    .trim();

export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text))) + text;

/** `text` in at most `width` cells, the end replaced by an ellipsis when it does not fit. */
export const truncated = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += cellsOf(character);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
};

/** Words of `text` in lines of at most `width` cells; a word that is wider than a line is broken after `-` or `+` if it can be. */
export const wrapped = (text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap(word => pieces(word, width))) {
    const joined = line === '' || word.continues ? line + word.text : `${line} ${word.text}`;
    if (line !== '' && widthOf(joined) > width) {
      lines.push(line);
      line = word.text;
    } else line = joined;
  }
  return [...lines, line];
};

interface Piece {
  readonly text: string;
  /** No space before it: it goes on a word that was broken. */
  readonly continues: boolean;
}

const pieces = (word: string, width: number): Piece[] => {
  if (widthOf(word) <= width) return [{ text: word, continues: false }];
  const parts = word.match(/[^-+]+[-+]*|[-+]+/gu) ?? [word];
  return parts.map((part, index) => ({ text: truncated(part, width), continues: index > 0 }));
};

/** A name in the pieces it may be broken into, never within a word: after `_` and `+`; after `-` whoever sets it does anyway. */
export const partsOfName = (name: string): string[] => name.split(/(?<=[_+])(?=[^_+])/u);

/** With a capital at its beginning. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

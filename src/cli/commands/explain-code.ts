/** `brownout explain BR052`: what a code means, in the terminal; docs/problems has the same as pages. */
import { oneLine, wrapped } from '../../report/text.ts';
import { GUIDES, sayingOf } from '../../scenario/guides/all.ts';
import { CODES, type Code, severityOf } from '../../scenario/problems/codes.ts';
import { nearest } from '../../scenario/problems/suggest.ts';
import { UsageError } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { terminalOptions } from '../paint.ts';

/** A word of the command line that is meant as a code; a file of that name would have an ending. */
export const isCode = (word: string): boolean => /^br-?\d+$/i.test(word);

/** @throws UsageError when there is no such code. */
export function explainCode(word: string, host: Host): string {
  const code = codeNamed(word);
  const { columns, paint } = terminalOptions(host);
  const { means, mend } = GUIDES[code];
  const paragraphs = [
    [paint.heading(`${code}: ${CODES[code]} (${severityOf(code)})`)],
    (sayingOf(code)[0] ?? '').split('\n').map(line => `  ${line}`),
    wrapped(oneLine(unlinked(means)), columns),
    wrapped(oneLine(`What to do: ${unlinked(mend)}`), columns),
  ];
  return `${paragraphs.map(lines => lines.join('\n')).join('\n\n')}\n`;
}

function codeNamed(word: string): Code {
  const name = word.toUpperCase().replace('-', '');
  const codes = Object.keys(CODES);
  if (codes.includes(name)) return name as Code;
  const near = nearest(name, codes);
  throw new UsageError(
    `there is no problem ${name}${near === null ? '' : ` (did you mean ${near}?)`}; docs/problems lists all`,
  );
}

/** Markdown links as their text. */
const unlinked = (text: string): string => text.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1');

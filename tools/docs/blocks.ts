/** The fenced code blocks of a Markdown page, with where their text begins and ends, so that it can be replaced. */

export interface Block {
  /** First word after the fence: `yaml`, `sh`, `console`, `ts` ... */
  readonly language: string;
  /** The words after it: `file=shop.yaml`, `invalid`. */
  readonly words: readonly string[];
  readonly text: string;
  /** Offsets of `text` in the page. */
  readonly from: number;
  readonly to: number;
  /** Of the opening fence, from 1. */
  readonly line: number;
}

const FENCE = /^```([^\n`]*)\n([\s\S]*?)^```$/gm;

export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(FENCE)].map(match => {
    const [, info = '', text = ''] = match;
    const [language = '', ...words] = info.trim().split(/\s+/);
    const from = match.index + '```'.length + info.length + 1;
    const line = page.slice(0, match.index).split('\n').length;
    return { language, words, text, from, to: from + text.length, line };
  });
}

/** The value of `key=value` among the words of a block; null when it is not there. */
export const wordOf = ({ words }: Block, key: string): string | null =>
  words.find(word => word.startsWith(`${key}=`))?.slice(key.length + 1) ?? null;

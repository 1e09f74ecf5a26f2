/** Small helpers for the page: elements by id, elements with text, colours of the style sheet. */
import { partsOfName } from '../report/text.ts';

/** The element the page was made with; its absence is our bug. */
export function byId<Element extends HTMLElement>(id: string): Element {
  const found = document.getElementById(id);
  if (found === null) throw new RangeError(`the page has no #${id}`);
  return found as Element;
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function drawn(
  tag: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (Node | string)[]
): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** A name that may go on in the next line where its words end. */
export const breakable = (name: string): (Node | string)[] =>
  partsOfName(name).flatMap((part, index) => (index === 0 ? [part] : [element('wbr'), part]));

/** A colour of the style sheet, light or dark as it is now. */
export const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Colours of lines: 0 is the baseline's. They repeat after ten. */
export const lineColour = (index: number): string => colour(`v${index === 0 ? 0 : 1 + ((index - 1) % 9)}`);

/** What was saved last; the browser may still be reading it. */
let saved: string | null = null;

/** Has the browser keep the text as a file. */
export function save(name: string, text: string): void {
  if (saved !== null) URL.revokeObjectURL(saved);
  saved = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  element('a', { href: saved, download: name }).click();
}

/**
 * Markup as strings. Whatever a scenario wrote is data: it is escaped here and nowhere trusted, and control characters
 * that could reorder or hide text are made visible.
 */
import { oneLine, partsOfName } from '../text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand between tags and in quoted attributes. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, character => ENTITIES[character] ?? character);

/** The same for a name or a sentence: one line, nothing invisible. */
export const line = (text: string): string => escaped(oneLine(text));

/** The same, with figures that stay with their units and margins at the end of a line. */
export const words = (text: string): string => unbroken(line(text));

/** Markup with figures that stay together. */
export const unbroken = (markup: string): string =>
  markup.replace(/(\d) (?=%|pp\b|ms\b|s\b|min\b|h\b|d\b|µs)|(±|&lt;|\bp) (?=\d|&lt;|=)/g, '$1$2\u00a0');

/** A name that may go on in the next line where its words end. */
export const breakable = (name: string): string => partsOfName(oneLine(name)).map(escaped).join('<wbr>');

/** A value as JSON that a script element may hold: no tag can end it, no line separator break it. */
export const json = (value: unknown): string =>
  JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

export const join = (parts: readonly string[]): string => parts.filter(part => part !== '').join('\n');

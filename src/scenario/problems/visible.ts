/**
 * Text from a file or a command line as a terminal may show it: characters that would move its cursor, change its
 * colours or reorder what is read become a visible mark, one for one, so that columns stay where they are.
 */
export const visible = (text: string): string =>
  text.replace(/[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069\u200e\u200f]/gu, '\ufffd');

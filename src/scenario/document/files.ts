/**
 * Names of files inside a scenario: relative to the file that names them, with forward slashes, and never outside the
 * folder of the scenario that was asked for. Pure text; who can read does so elsewhere.
 */

/** The folder part of a path, with its slash; empty for a bare name. */
export const folderOf = (path: string): string => path.slice(0, path.replaceAll('\\', '/').lastIndexOf('/') + 1);

/** `name` as written in the file `from`; null where it is absolute or leads outside of the folder `top`. */
export function resolveFile(name: string, from: string, top: string): string | null {
  const tidy = name.replaceAll('\\', '/');
  if (tidy.startsWith('/') || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(tidy) || tidy.includes('\0')) return null;
  const within = folderOf(from).slice(top.length);
  const parts: string[] = [];
  for (const part of `${within.replaceAll('\\', '/')}${tidy}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.length === 0 ? null : `${top}${parts.join('/')}`;
}

/** What to say of a file that whoever reads it could not give; those who name it themselves need not be quoted twice. */
export function unreadable(file: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  const named = `${file}: `;
  return `"${file}"${reason.startsWith(named) ? `: ${reason.slice(named.length)}` : ` cannot be read: ${reason}`}`;
}

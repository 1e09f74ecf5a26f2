/**
 * Reading scenarios and writing reports. Whatever can go wrong with a file is the user's business and ends in a
 * UsageError that names the file; written files appear whole or not at all.
 */
import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, parse } from 'node:path';
import { nearest } from '../scenario/problems/suggest.ts';
import { UsageError } from './exit-codes.ts';

const MIB = 1024 * 1024;

/**
 * The text of a UTF-8 file of at most 1 MiB: a scenario is written by people, and anything longer is a mistake.
 * @throws UsageError when there is no such file, it is a folder, too long, not UTF-8, or what brownout itself has written.
 */
export function readText(path: string): string {
  const text = readUtf8(path, 1, 'scenario');
  const [, kind] = WRITTEN.exec(text) ?? [];
  if (kind === undefined) return text;
  const hint = kind === 'result' ? '; two results are compared with: brownout diff-runs ONE.json OTHER.json' : '';
  throw new UsageError(`${path}: this is a ${kind} that brownout has written, not a scenario${hint}`);
}

/**
 * The text of a file that a scenario names. A pipe is for whoever types its name and knows what comes out; one that
 * nobody writes to would be waited for without end. @throws UsageError
 */
export function readNamedText(path: string): string {
  if (explained(path, 'read', () => isSpecial(path)))
    throw new UsageError(`${path}: it is a device or a pipe, not a file`);
  return readText(path);
}

/** How the JSON begins that commands write with --json, one document or several. */
const WRITTEN = /^\s*\[?\s*\{\s*"schema":\s*"brownout\/(\w+)\/v\d+"/;

/** The same for a result, which may be longer. */
export const readResultText = (path: string): string => readUtf8(path, 64, 'result');

function readUtf8(path: string, most: number, what: string): string {
  const bytes = readBounded(path, most * MIB);
  if (bytes.length > most * MIB) throw new UsageError(`${path}: longer than ${most} MiB, which no ${what} should be`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${path}: not UTF-8 text; save it as UTF-8`);
  }
}

/** At most one byte more than allowed, so that a device without end is refused as well. */
function readBounded(path: string, largest: number): Uint8Array {
  return explained(path, 'read', () => {
    const file = openSync(path, 'r');
    try {
      const bytes = new Uint8Array(largest + 1);
      let length = 0;
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = readSync(file, bytes, length, bytes.length - length, null);
      return bytes.subarray(0, length);
    } finally {
      closeSync(file);
    }
  });
}

/**
 * Writes a file, and its folder when that is missing, so that a reader sees the old text or the new one, never half of it,
 * and two processes writing the same file do not mix. Devices and pipes are written to directly.
 * @throws UsageError when it cannot be written.
 */
export function writeText(path: string, text: string | Uint8Array): void {
  explained(path, 'write', () => {
    makeFolder(dirname(path));
    if (isSpecial(path)) writeFileSync(path, text);
    else replace(path, text);
  });
}

function replace(path: string, text: string | Uint8Array): void {
  const temporary = join(dirname(path), `.brownout-${process.pid}-${randomUUID()}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Writes a file that must not exist yet. @throws UsageError when it does, or cannot be written. */
export function createText(path: string, text: string): void {
  explained(path, 'write', () => {
    makeFolder(dirname(path));
    writeFileSync(path, text, { flag: 'wx' });
  });
}

/**
 * Looks whether a folder is there or can be made, before an hour of simulation finds out.
 * @throws UsageError when part of the path is a file, or may not be written in.
 */
export function refuseUnwritable(folder: string): void {
  explained(folder, 'write', () => {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found === undefined && dirname(folder) !== folder) refuseUnwritable(dirname(folder));
    else if (found?.isDirectory() === true) accessSync(folder, constants.W_OK);
    else throw Object.assign(new Error(folder), { code: 'ENOTDIR' });
  });
}

/**
 * Makes a folder and those above it. Not by mkdir's own `recursive`, which never returns where the system answers that a
 * folder cannot be found although the one above it is there, as under /proc.
 */
function makeFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  if (found !== undefined) throw Object.assign(new Error(path), { code: 'ENOTDIR' });
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function isSpecial(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  EEXIST: 'it exists already',
  ENOTEMPTY: 'it is a folder',
};

function explained<T>(path: string, verb: 'read' | 'write', action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    const hint = code === 'ENOENT' && verb === 'read' ? neighbourOf(path) : null;
    const ending = hint === null ? '' : `; did you mean ${hint}?`;
    throw new UsageError(`${path}: cannot ${verb} it: ${REASONS[code] ?? code}${ending}`);
  }
}

/** What is in the same folder and nearly has that name, whatever it ends with; null when nothing does. */
function neighbourOf(path: string): string | null {
  const own = basename(path);
  try {
    const names = readdirSync(dirname(path));
    const stems = names.map(name => parse(name).name);
    const stem = nearest(parse(own).name, stems);
    return stem === null ? null : path.slice(0, path.length - own.length) + names[stems.indexOf(stem)]!;
  } catch {
    // A folder that is not there, or may not be looked into, has no neighbours to tell of.
    return null;
  }
}

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/cli/exit-codes.ts';
import { createText, readText, writeText } from '../../src/cli/files.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'brownout-test-'));

describe('reading', () => {
  test('gives the text, at most 1 MiB of it', () => {
    const path = join(folder(), 'a.yaml');
    const text = 'ü'.repeat(512 * 1024);
    writeFileSync(path, text);
    expect(readText(path)).toBe(text);
    writeFileSync(path, `${text}!`);
    expect(() => readText(path)).toThrow(new UsageError(`${path}: longer than 1 MiB, which no scenario should be`));
  });

  test('refuses text that is not UTF-8 instead of guessing', () => {
    const path = join(folder(), 'a.yaml');
    writeFileSync(path, new Uint8Array([0xff, 0xfe, 0x41, 0x00]));
    expect(() => readText(path)).toThrow(UsageError);
  });

  test('drops a byte order mark, which editors add unseen', () => {
    const path = join(folder(), 'a.yaml');
    writeFileSync(path, '\ufeffname: a');
    expect(readText(path)).toBe('name: a');
  });
});

describe('writing', () => {
  test('makes the folder and replaces the file, leaving nothing else', () => {
    const path = join(folder(), 'deep', 'er', 'a.md');
    writeText(path, 'one');
    writeText(path, 'two');
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(join(path, '..'))).toEqual(['a.md']);
  });

  test('removes its temporary file when it fails', () => {
    const path = join(folder(), 'a.md');
    mkdirSync(join(path, 'in-the-way'), { recursive: true });
    expect(() => writeText(path, 'text')).toThrow(`${path}: cannot write it: it is a folder`);
    expect(readdirSync(join(path, '..'))).toEqual(['a.md']);
  });

  test('says what is wrong when the folder is a file', () => {
    const path = join(folder(), 'a');
    writeFileSync(path, '');
    expect(() => writeText(join(path, 'b.md'), 'text')).toThrow('part of the path is a file, not a folder');
  });

  test('of a new file never replaces an old one', () => {
    const path = join(folder(), 'a.yaml');
    createText(path, 'one');
    expect(() => createText(path, 'two')).toThrow(`${path}: cannot write it: it exists already`);
    expect(readFileSync(path, 'utf8')).toBe('one');
  });
});

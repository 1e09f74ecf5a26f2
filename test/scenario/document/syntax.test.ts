import { describe, expect, test } from 'vitest';
import { compile } from '../compile-text.ts';

const QUOTES = 'a text with ": " in it needs quotes; if there is none, mind the indentation of the next line';

describe('what is no YAML is told in plain words', () => {
  test.each([
    ['name: a\nservices:\n  web\n    work: 5ms\n', '3:3 this key has no ":" after it'],
    ['name: a\nservices\ntraffic: {}\n', '2:1 this key has no ":" after it'],
    ['name: a\ntitle: Retry: the bad\n', `2:8 this is a text and a map at once (${QUOTES})`],
    ['name: a\n  services: {}\n', `1:7 this is a text and a map at once (${QUOTES})`],
    [
      'name: a\nservices: { web: {}\ntraffic: {}\n',
      '3:1 a "{" or "[" above is not closed, or this line is indented less than it',
    ],
    ['{ "name": "a", "services": { "web": {} }', '1:41 a "{" or "[" is not closed'],
    ['name: a\nservices: { web: {} }}\n', '2:22 one closing bracket too many'],
    ['name: a\nservices:\n  web: {}\n db: {}\n', '4:1 indented otherwise than its neighbours'],
    ['name: "a\nservices: {}', '2:13 a quote is opened above and not closed'],
    ['name: @a', '1:7 plain value cannot start with reserved character @ (put it in quotes)'],
    ["name: 'it's'", '1:11 more text after the value has ended'],
    ['- name: a\nservices: {}\n', '2:1 more text after the value has ended'],
  ])('%j', (text, expected) => {
    const [problem] = compile(text).problems.filter(({ code }) => code === 'BR002');
    const { line, column, message, hint } = problem!;
    expect(`${line}:${column} ${message}${hint === null ? '' : ` (${hint})`}`).toBe(expected);
  });

  test('once for each line', () => {
    const { problems } = compile('- name: a\nservices: { web: {} }\n');
    expect(problems.map(({ code, line }) => `${code} ${line}`)).toEqual(['BR002 2']);
  });
});

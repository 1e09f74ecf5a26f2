import { describe, expect, test } from 'vitest';
import { FigureBook } from '../../src/model/figure-book.ts';

describe('the book of figures', () => {
  test('reads a figure when the run ends, not before', () => {
    const book = new FigureBook(0);
    let level: number | null = null;
    book.figure('consul', 'removals', () => level);
    level = 3;
    expect(book.records()).toEqual([{ subject: 'consul', name: 'removals', value: 3 }]);
  });

  test('has one counter for all who count for a subject, and forgets the warm-up', () => {
    const book = new FigureBook(0);
    book.counter('db', 'removals').add();
    book.startMeasuring();
    book.counter('db', 'removals').add();
    book.counter('db', 'removals').add(2);
    book.counter('web', 'removals');
    expect(book.records().map(({ subject, value }) => [subject, value])).toEqual([
      ['db', 3],
      ['web', 0],
    ]);
  });

  test('samples a level at the end of every window; a window without data stays empty', () => {
    const book = new FigureBook(3);
    let level: number | null = 5;
    book.sampled('db', 'removals', () => level);
    book.closeWindow(0);
    level = null;
    book.closeWindow(1);
    expect([...book.seriesRecords()[0]!.values]).toEqual([5, Number.NaN, Number.NaN]);
  });

  test('takes a figure of a subject once: two components that mean the same thing share a counter', () => {
    const book = new FigureBook(0);
    book.figure('db', 'removals', () => 1);
    expect(() => book.figure('db', 'removals', () => 2)).toThrow('entered once');
  });
});

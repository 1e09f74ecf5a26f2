import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/measure/histogram.ts';
import { BATCH, NoteBook } from '../../src/measure/note-book.ts';

describe('a note book', () => {
  it('gives every histogram a stretch of its own, and keeps what is noted as it grows', () => {
    const book = new NoteBook();
    const stretches = Array.from({ length: 40 }, (_, i) => {
      const from = book.open();
      for (let at = from; at < from + BATCH; at++) book.notes[at] = i;
      return from;
    });
    for (const [i, from] of stretches.entries())
      expect(new Set(book.notes.subarray(from, from + BATCH)), `stretch ${i}`).toEqual(new Set([i]));
  });

  it('shows its notes as pairs of words of the same memory', () => {
    const book = new NoteBook();
    for (let i = 0; i < 3; i++) book.notes[book.open()] = 1 + i;
    expect(book.halves.buffer).toBe(book.notes.buffer);
    expect(book.halves).toHaveLength(2 * book.notes.length);
  });

  it('leaves room between stretches, or the first notes of all would share a line of the cache', () => {
    const book = new NoteBook();
    const first = book.open();
    expect((book.open() - first) % BATCH).not.toBe(0);
  });

  it('has room for as many stretches as are open, or for twice as many at most', () => {
    const book = new NoteBook();
    const starts = Array.from({ length: 4 }, () => book.open());
    expect(book.notes).toHaveLength(4 * (starts[1]! - starts[0]!));
    book.open();
    expect(book.notes).toHaveLength(8 * (starts[1]! - starts[0]!));
  });

  it('takes no memory before somebody notes something', () => {
    const book = new NoteBook();
    const histogram = new Histogram(7, book);
    expect([histogram.count, histogram.quantile(0.5), book.notes.length]).toEqual([0, null, 0]);
  });

  it('is shared by histograms that are recorded into by turns, looked at and cleared, as if each had one of its own', () => {
    const book = new NoteBook();
    const sharing = Array.from({ length: 7 }, () => new Histogram(7, book));
    const alone = sharing.map(() => new Histogram(7));
    const both = (i: number, act: (histogram: Histogram) => void): void => [sharing[i]!, alone[i]!].forEach(act);
    for (let step = 0; step < 30 * BATCH; step++) {
      const i = (step * step + 3 * step) % 7;
      both(i, histogram => histogram.record((step * 7919) % 100_003));
      if (step % 997 === 0) expect(sharing[i]!.quantile(0.9)).toBe(alone[i]!.quantile(0.9));
      if (step % 5003 === 0) both((i + 1) % 7, histogram => histogram.clear());
    }
    expect(sharing.map(histogram => histogram.toData())).toEqual(alone.map(histogram => histogram.toData()));
  });
});

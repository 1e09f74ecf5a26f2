/**
 * Where histograms note values before they count them (histogram.ts): a stretch for each, one after the other in one array. With
 * hundreds of histograms, an array for each would be two more lines of the cache for every value noted.
 */

/** Values noted before they are counted. */
export const BATCH = 512;
/** Between two stretches: if all began at multiples of 4 KiB, they would get into each other's way in the cache. */
const GAP = 8;
const STRETCH = BATCH + GAP;
const NO_NOTES = new Float64Array(0);
const NO_HALVES = new Int32Array(0);

export class NoteBook {
  notes = NO_NOTES;
  /** The notes as pairs of words. */
  halves = NO_HALVES;
  private used = 0;

  /** Gives away a stretch for good: the place of its first note. */
  open(): number {
    const from = this.used;
    this.used += STRETCH;
    if (this.used > this.notes.length) this.grow();
    return from;
  }

  private grow(): void {
    const notes = new Float64Array(Math.max(STRETCH, 2 * this.notes.length));
    notes.set(this.notes);
    this.notes = notes;
    this.halves = new Int32Array(notes.buffer);
  }
}

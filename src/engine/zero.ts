/**
 * The zero that a field for a time or a sum begins with.
 *
 * V8 notes for every field of a class whether it has held small whole numbers only, or fractions and large ones as well.
 * When the first large number comes, the class gets another layout; whatever was compiled for the old one is thrown
 * away, and objects that hold one of the class are not known any more to hold always the same kind. -0 is no small whole
 * number, so a field that begins with it has its layout for good. It adds up and compares like any other zero.
 */
export const ZERO = -0;

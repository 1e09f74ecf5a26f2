/** In a column of slots: none. */
export const NOBODY = -1;

/** A copy of a column in a longer array. */
export function resized<T extends Float64Array | Int32Array | Uint8Array>(column: T, longer: T): T {
  longer.set(column);
  return longer;
}

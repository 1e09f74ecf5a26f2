/**
 * One short name for what the replications of a variant did, folded from the engine's digest of each in their order.
 * FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo) over the characters, twice with different offsets for 64 bits: it tells
 * runs apart, it does not protect against forgery.
 */
export function combinedDigest(digests: readonly string[]): string {
  const text = digests.join(' ');
  return hex(fold(text, 0x811c9dc5)) + hex(fold(text, 0x050c5d1f));
}

function fold(text: string, offset: number): number {
  let hash = offset;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

const hex = (word: number): string => word.toString(16).padStart(8, '0');

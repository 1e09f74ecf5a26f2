/**
 * Short names for what replications did: one for each, with checkpoints, and one for all of a variant, folded from them.
 * FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo) over the characters, twice with different offsets for 64 bits: it tells
 * runs apart, it does not protect against forgery.
 */
import type { ReplicationRecord } from '../model/record.ts';
import type { Fingerprint } from '../results/result.ts';

/** A result keeps fewer checkpoints than a record: they are to tell where to look, and are read by people. */
const MOST_CHECKPOINTS = 16;

export function fingerprintOf({ digest, events, checkpoints }: ReplicationRecord): Fingerprint {
  let { spacing, digests } = checkpoints;
  while (digests.length > MOST_CHECKPOINTS) {
    digests = digests.filter((_, index) => index % 2 === 1);
    spacing *= 2;
  }
  return { digest, events, spacing, checkpoints: digests };
}

/** Of the digests of a variant's replications, in their order. */
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

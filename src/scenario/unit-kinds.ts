/** The kinds of things that fail as one. */

export const UNIT_KINDS = ['region', 'zone', 'shared', 'node', 'service', 'replica', 'link'] as const;

export type UnitKind = (typeof UNIT_KINDS)[number];

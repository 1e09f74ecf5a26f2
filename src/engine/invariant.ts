/** What the simulator knows of where it is, for the message of a broken invariant. */
export interface Whereabouts {
  readonly now: number;
  readonly eventsFired: number;
}

/** We are wrong - not the user's text, not the simulated system. Carries the simulated time and the event's number. */
export class InvariantError extends Error {
  readonly at: number | null;
  readonly event: number | null;

  constructor(rule: string, whereabouts: Whereabouts | null) {
    super(
      whereabouts
        ? `broken invariant: ${rule} (at ${whereabouts.now} ns, event ${whereabouts.eventsFired})`
        : `broken invariant: ${rule}`,
    );
    this.name = 'InvariantError';
    this.at = whereabouts?.now ?? null;
    this.event = whereabouts?.eventsFired ?? null;
  }
}

/** Throws unless `holds`. `rule` is a sentence about what should have been true. */
export function invariant(holds: boolean, rule: string, whereabouts: Whereabouts | null = null): asserts holds {
  if (!holds) throw new InvariantError(rule, whereabouts);
}

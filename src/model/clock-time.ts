/** The time of day in the simulated world: office hours of people and of chaos experiments. Every day is a working day. */

const DAY = 86_400e9;

export interface Hours {
  /** Times of day; `from` above `until` is over midnight. */
  readonly from: number;
  readonly until: number;
}

/** How long from `now` until the hours begin; 0 within them. `clock` is the time of day at time 0. */
export function untilHours(hours: Hours, clock: number, now: number): number {
  const timeOfDay = (clock + now) % DAY;
  const sinceOpening = (timeOfDay - hours.from + DAY) % DAY;
  const length = (hours.until - hours.from + DAY) % DAY;
  return sinceOpening < length ? 0 : DAY - sinceOpening;
}

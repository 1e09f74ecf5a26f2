/** Takes parts away from a scenario as long as it goes on failing: what is left is the heart of the matter. */
import type { ScenarioObject } from './random-scenario.ts';

/** `fails` decides; the scenario itself must fail. */
export async function smallest(
  scenario: ScenarioObject,
  fails: (candidate: ScenarioObject) => Promise<boolean>,
): Promise<ScenarioObject> {
  let best = scenario;
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const candidate of withoutOnePart(best) as Iterable<ScenarioObject>) {
      if (!(await fails(candidate))) continue;
      best = candidate;
      shrunk = true;
      break;
    }
  }
  return best;
}

/** Every value that has one member or item less, the large parts first. */
function* withoutOnePart(value: unknown): Iterable<unknown> {
  if (Array.isArray(value)) {
    for (const i of value.keys()) yield value.filter((_, k) => k !== i);
    for (const [i, item] of value.entries()) for (const less of withoutOnePart(item)) yield value.with(i, less);
  } else if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value);
    for (const [key] of members) yield Object.fromEntries(members.filter(([other]) => other !== key));
    for (const [key, member] of members) for (const less of withoutOnePart(member)) yield { ...value, [key]: less };
  }
}

/**
 * What each member of a group is worth, averaged over the company it keeps: L. S. Shapley, "A value for n-person games",
 * Contributions to the Theory of Games II (1953). Member i joins the others in every possible order; its value is the
 * mean of what changes when it joins:
 *
 *   value(i) = sum over the groups S without i of  |S|! (n - |S| - 1)! / n!  ·  (worth(S + i) - worth(S))
 *
 * The values add up to worth(everybody) - worth(nobody), members that always do the same get the same, and one that never
 * changes anything gets 0; no other rule has these three properties and is additive over games.
 */

/** `worth` of a group given as bits, member i being bit i, for all 2^members groups. The values, by member. */
export function shapleyValues(members: number, worth: readonly number[]): number[] {
  const weights = joiningWeights(members);
  return Array.from({ length: members }, (_, member) => {
    const bit = 1 << member;
    let value = 0;
    for (let group = 0; group < 1 << members; group++) {
      if ((group & bit) === 0) value += weights[sizeOf(group)]! * (worth[group | bit]! - worth[group]!);
    }
    return value;
  });
}

/** By size s of the group that is joined: s! (n - s - 1)! / n!, which is 1 / (n · C(n - 1, s)). */
function joiningWeights(members: number): number[] {
  let combinations = 1;
  return Array.from({ length: members }, (_, size) => {
    const weight = 1 / (members * combinations);
    combinations = (combinations * (members - 1 - size)) / (size + 1);
    return weight;
  });
}

function sizeOf(group: number): number {
  let size = 0;
  for (let rest = group; rest !== 0; rest &= rest - 1) size += 1;
  return size;
}

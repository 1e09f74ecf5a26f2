import { describe, expect, it } from 'vitest';
import { Alert, type Transition } from '../../../src/model/monitor/alert.ts';

/** Evaluations at 0, 1, 2, ...: `.` without the condition, `x` with it; what came of each. */
function story(evaluations: string, pendingFor: number, keepFor: number): readonly Transition[] {
  const alert = new Alert(pendingFor, keepFor);
  return [...evaluations].map((sign, now) => alert.evaluate(sign === 'x', now));
}

/** The slow twin: fires at the end of pendingFor + 1 marks in a row, resolves after keepFor further ones without. */
function twin(evaluations: string, pendingFor: number, keepFor: number): readonly Transition[] {
  let firing = false;
  return [...evaluations].map((sign, now) => {
    const past = evaluations.slice(0, now + 1);
    if (!firing && past.endsWith('x'.repeat(pendingFor + 1))) {
      firing = true;
      return 'fired';
    }
    const quiet = past.length - 1 - past.lastIndexOf('x');
    if (firing && sign === '.' && quiet >= Math.max(1, keepFor)) {
      firing = false;
      return 'resolved';
    }
    return null;
  });
}

describe('an alert', () => {
  it('fires at once when nothing says that its condition must hold for a while', () => {
    expect(story('.xx.', 0, 0)).toEqual([null, 'fired', null, 'resolved']);
  });

  it('is pending until its condition has held for long enough, and begins anew after one evaluation without', () => {
    expect(story('xx.xxx', 2, 0)).toEqual([null, null, null, null, null, 'fired']);
  });

  it('is resolved only when its condition has been gone for long enough', () => {
    expect(story('x.x...', 0, 2)).toEqual(['fired', null, null, null, 'resolved', null]);
  });

  it('agrees with an obvious one on every sequence of eight evaluations', () => {
    for (let bits = 0; bits < 256; bits++) {
      const evaluations = Array.from({ length: 8 }, (_, i) => ((bits >> i) & 1 ? 'x' : '.')).join('');
      for (const pendingFor of [0, 1, 3])
        for (const keepFor of [0, 1, 2])
          expect(story(evaluations, pendingFor, keepFor), evaluations).toEqual(twin(evaluations, pendingFor, keepFor));
    }
  });
});

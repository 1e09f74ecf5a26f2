/** Times of day: `9h-17h` for office hours, `22h-6h` over midnight. */
import { z } from 'zod';
import type { HoursPlan } from '../../model/monitor/plan.ts';
import { describe } from './quantity.ts';
import { duration } from './units.ts';

const DAY = 86_400e9;
const PATTERN = '^\\d+h(?:\\d+m)?-\\d+h(?:\\d+m)?$';

export const hours = z
  .unknown()
  .transform((value, context): HoursPlan => {
    const plan = typeof value === 'string' ? parseHours(value) : null;
    if (plan !== null) return plan;
    const expected = 'two different times of day such as 9h-17h or 22h30m-6h';
    const message = `expected ${expected}, found ${describe(value)}`;
    const finding = { code: 'BR012', message, expected, found: describe(value) };
    context.issues.push({ code: 'custom', input: value, message, params: { finding } });
    return z.NEVER;
  })
  .meta({ type: 'string', pattern: PATTERN, examples: ['9h-17h'] });

function parseHours(text: string): HoursPlan | null {
  if (text.length > 40 || !new RegExp(PATTERN).test(text)) return null;
  const [from, until] = text.split('-').map(time => duration.parse(time));
  if (from == null || until == null || from > DAY || until > DAY || from % DAY === until % DAY) return null;
  return { from: from % DAY, until: until % DAY };
}

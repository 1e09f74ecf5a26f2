/** `crews` → crew plans. */
import type { CrewPlan } from '../../model/plan.ts';
import type { CrewValue } from '../schema.ts';
import type { Site } from '../site.ts';
import { optionalDistribution } from './edge.ts';

export const compileCrew = (name: string, { size, responds }: CrewValue, site: Site): CrewPlan => ({
  name,
  size,
  responds: optionalDistribution(responds, ['crews', name, 'responds'], site),
});

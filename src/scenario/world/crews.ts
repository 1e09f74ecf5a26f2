/** `crews` → crew plans. */
import type { CrewPlan } from '../../model/plan.ts';
import type { CrewValue } from '../schema/schema.ts';
import { optionalDistribution } from './edge.ts';
import type { Site } from './site.ts';

export const compileCrew = (name: string, { size, responds }: CrewValue, site: Site): CrewPlan => ({
  name,
  size,
  responds: optionalDistribution(responds, ['crews', name, 'responds'], site),
});

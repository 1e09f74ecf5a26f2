/** Random durations as a scenario writes them: a bare duration is a constant, anything else is a form from kinds/. */
import { z } from 'zod';
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import { FitError } from '../../engine/fit.ts';
import type { DataReader } from '../kind.ts';
import { distributions } from '../kinds/all.ts';
import { duration, longDuration } from './quantity.ts';

type FormValue = z.output<(typeof distributions)[number]['schema']>;

const forms = distributions.map(form => form.schema.meta({ description: form.summary })) as unknown as [
  z.ZodType<FormValue>,
];

export const distribution = z
  .union([duration.describe('Always the same.'), ...forms])
  .meta({ id: 'distribution', description: 'A random duration.' });

/** Times between failures and repairs: a bare duration is the mean of an exponential, the memoryless default. */
export const lifetime = z
  .union([longDuration.describe('Mean of an exponential.'), ...forms])
  .meta({ id: 'lifetime', description: 'A random time between failures or to a repair.' });

export type DistributionValue = z.output<typeof distribution>;

/** Null when the value cannot be used, which `data` has then been told. */
export function compileDistribution(value: DistributionValue, data: DataReader): DistributionSpec | null {
  if (typeof value === 'number') return { kind: 'constant', value };
  const form = distributions.find(({ keys }) => keys.some(key => key in value))!;
  try {
    // The form was found by its key, so the value is of its schema; the union of forms cannot say so.
    return (form.compile as (value: FormValue, data: DataReader) => DistributionSpec | null)(value, data);
  } catch (error) {
    if (!(error instanceof FitError)) throw error;
    data.refuse(error.message);
    return null;
  }
}

export function compileLifetime(value: DistributionValue, data: DataReader): DistributionSpec | null {
  if (value === 0) return { kind: 'constant', value };
  return typeof value === 'number' ? { kind: 'exponential', mean: value } : compileDistribution(value, data);
}

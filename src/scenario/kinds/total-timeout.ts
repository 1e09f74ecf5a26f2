/** `totalTimeout: 2s`: the caller's patience with the call as a whole, retries and waits included. */
import type { TotalTimeoutSettings } from '../../model/mitigation/total-timeout.ts';
import { policyKind } from '../kind.ts';
import { positiveDuration } from '../quantities/quantity.ts';

export const totalTimeout = policyKind({
  kind: 'total-timeout',
  key: 'totalTimeout',
  summary: 'Gives up the whole call, all its attempts and waits included.',
  on: 'calls and traffic',
  schema: positiveDuration.describe('Longest wait for the call as a whole, retries and back-off included.'),
  compile: (limit): TotalTimeoutSettings => ({ limit }),
});

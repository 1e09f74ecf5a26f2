/** `timeout: 500ms`: the caller's patience with one attempt. */
import type { AttemptTimeoutSettings } from '../../model/mitigation/attempt-timeout.ts';
import { policyKind } from '../kind.ts';
import { positiveDuration } from '../quantities/quantity.ts';

export const attemptTimeout = policyKind({
  kind: 'attempt-timeout',
  key: 'timeout',
  summary: 'Gives up one attempt; the callee is not told unless `cancellation` is on.',
  on: 'calls and traffic',
  schema: positiveDuration.describe('Longest wait for one attempt. Without it a caller waits for ever.'),
  compile: (limit): AttemptTimeoutSettings => ({ limit }),
});

/** Gives up on a call with all its retries. */
import { Timeout } from './attempt-timeout.ts';
import { defineMitigation } from './policy.ts';

/** Scenario key `totalTimeout`. */
export interface TotalTimeoutSettings {
  readonly limit: number;
}

export const totalTimeout = defineMitigation<TotalTimeoutSettings>({
  kind: 'total-timeout',
  order: 20,
  build: settings => new Timeout(settings.limit),
  limit: settings => ({ total: settings.limit }),
});

/** What is allowed of a message queue but probably not meant: no limit to what it holds, or to how often it tries. */
import type { ServicePlan } from '../../model/plan.ts';
import type { Site } from '../world/site.ts';

export function warnOfQueue({ name, messages }: ServicePlan, site: Site): void {
  if (messages === null) return;
  const path = ['services', name];
  if (messages.capacity === Number.POSITIVE_INFINITY) {
    const message = `the message queue ${name} has no limit: when consumers fall behind, nobody is told`;
    site.reportKey(path, { code: 'BR450', message, hint: 'add `messages: { capacity: ... }`' });
  }
  if (messages.maxDeliveries === Number.POSITIVE_INFINITY) {
    const message = `${name} delivers a message without end: one that can never be processed stays in the way for ever`;
    site.reportKey([...path, 'messages', 'maxDeliveries'], { code: 'BR452', message });
  }
}

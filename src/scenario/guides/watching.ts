/** Monitoring and people: BR600 to BR652. */
import type { Guide } from './guide.ts';

/** A monitor over the shop. */
const watched = (monitor: string): Guide['wrong'] => [
  ['mitigations:', `monitors:\n  errors: { ${monitor} }\nmitigations:`],
];

export const WATCHING = {
  BR600: {
    means: 'An alert rule is `subject: signal comparison bound`, such as `users: errorRate > 5%`.',
    mend: 'The message names the subjects and signals there are; [monitoring](../mechanisms/monitoring.md) says what they mean.',
    wrong: watched('watch: "users: errors > 5%"'),
  },
  BR601: {
    means: 'The alert pages a team that is not under `people`, so nobody would come.',
    mend: 'Take the suggestion, or add the team with the time it takes to notice.',
    wrong: watched('watch: "users: errorRate > 5%", page: oncall, then: [{ repair: slow-db }]'),
  },
  BR602: {
    means: 'The action ends a fault that this scenario does not have.',
    mend: 'Take the suggestion.',
    wrong: watched('watch: "users: errorRate > 5%", then: [{ repair: slow-bd }]'),
  },
  BR603: {
    means: 'Only a change can be rolled back, and a fault that a crew repairs is nobody else’s to end.',
    mend: 'Write `repair` for what breaks, `rollBack` for what was released.',
    wrong: watched('watch: "users: errorRate > 5%", then: [{ rollBack: slow-db }]'),
  },
  BR604: {
    means:
      'With these windows the alert could never fire: they hold no two samples, or the error rate that they ask for is above 100 %.',
    mend: 'Make the window at least as long as the scrape interval (better twice), the short one shorter than the long one, and the factor below 1 / (1 - objective).',
    wrong: watched('burnRate: { of: users, objective: 90%, factor: 14.4, long: 1m, short: 30s }'),
  },
  BR650: {
    means: 'The window of the alert is as long as the run, so the alert never sees a full one.',
    mend: 'A longer run, or a shorter window.',
    wrong: watched('watch: "users: errorRate > 5%", window: 10m'),
  },
  BR651: {
    means:
      'A rate is the difference of two samples. A window shorter than two scrapes has them only now and then, and the alert forgets what it saw in between.',
    mend: 'Make the window at least twice the scrape interval, or scrape more often.',
    wrong: watched('watch: "users: errorRate > 5%", window: 20s'),
  },
  BR652: {
    means:
      'The bound lies where the signal never is: the alert fires as soon as there is data and is never resolved, or it never fires.',
    mend: 'Look at the bound, its unit and the direction of the comparison.',
    wrong: watched('watch: "users: errorRate > 100%"'),
  },
} satisfies Readonly<Record<string, Guide>>;

/** The file and the spine of a scenario: BR001 to BR062. */
import type { Guide } from './guide.ts';

export const SPINE = {
  BR001: {
    means:
      'A scenario is written by people: a file beyond a mebibyte, or one nested or aliased without end, is a mistake or an attack, and is not read further.',
    mend: 'Split the scenario with `extends`, and move measured data to a CSV file.',
    wrong: [['work: 10ms', `work: ${'['.repeat(70)}${']'.repeat(70)}`]],
  },
  BR002: {
    means: 'The text is not YAML: an indentation, a bracket or a quote is not where it should be.',
    mend: 'Look at the line above the one that is named as well; an editor with the JSON Schema (`brownout schema`) shows it while you type.',
    wrong: [['queue: { capacity: 32 }\n    work: 5ms', 'queue: { capacity: 32\n    work: 5ms']],
  },
  BR003: {
    means:
      'YAML can do more than a scenario needs: tags, directives, merge keys, several documents in a file. They change what a reader sees without being seen.',
    mend: 'Write the value plainly.',
    wrong: [['work: 10ms', 'work: !duration 10ms']],
  },
  BR004: {
    means:
      'Names such as `__proto__` mean something to programs that read JSON; a scenario that used them could not be handled safely.',
    mend: 'Choose another name.',
    wrong: [['users:', '__proto__:']],
  },
  BR005: {
    means: 'A file that the scenario names (`extends`, a CSV) is not there, is a folder, or cannot be read.',
    mend: 'Paths are relative to the file that names them, and stay in its folder or below.',
    wrong: [['name: shop', 'name: shop\nextends: ./nowhere.yaml']],
  },
  BR006: {
    means: 'The file extends something outside of its folder, or itself, or too many files in a row.',
    mend: 'Put the base beside the scenario or below it.',
    wrong: [['name: shop', 'name: shop\nextends: ../../base.yaml']],
  },
  BR007: {
    means:
      '`--set` needs a path to something that is there and a value, as in `services.db.replicas=2`; `null` removes what is written, not a default.',
    mend: 'Mind the names on the way; quote values that the shell would take apart.',
    wrong: [],
    overrides: ['services.dbb.replicas=2'],
  },
  BR010: {
    means: 'No part of a scenario has a key of this name; a misspelt key would otherwise be ignored in silence.',
    mend: 'Take the suggestion, or look the key up in the [reference](../reference/scenario.md).',
    wrong: [['concurrency: 8', 'concurency: 8']],
  },
  BR011: {
    means: 'Something cannot be simulated without this key.',
    mend: 'Add it; the message says what is expected.',
    wrong: [['to: web, ', '']],
  },
  BR012: {
    means:
      'A quantity without its unit would be read differently by different people: is `timeout: 500` half a second or eight minutes?',
    mend: 'Write the unit, without a space: `250ms`, `900/s`, `1%`, `512MiB`.',
    wrong: [['timeout: 1s', 'timeout: 1000']],
  },
  BR013: {
    means: 'There is a map where a value belongs, or the other way round.',
    mend: 'The message says what is expected here.',
    wrong: [['replicas: 2', 'replicas: [2]']],
  },
  BR014: {
    means: 'Only certain words are possible here.',
    mend: 'Choose one of those listed.',
    wrong: [['queue: { capacity: 32 }, work', 'queue: { capacity: 32, discipline: fastest }, work']],
  },
  BR015: {
    means: 'The number is outside of what makes sense or can be simulated.',
    mend: 'The message names the bounds.',
    wrong: [['replicas: 2', 'replicas: 0']],
  },
  BR016: {
    means: 'Two keys exclude each other, or one is missing its companion.',
    mend: 'Write one form; in a patch, `null` removes the other.',
    wrong: [['at: 1m, for: 20s,', 'at: 1m, mtbf: 1h,']],
  },
  BR017: {
    means:
      'No distribution of this family has these moments or percentiles (a 99th percentile below the median, say), or its parts do not fit together (shares that do not add up).',
    mend: 'Check the numbers: percentiles rise, shares add up to 100%.',
    wrong: [['work: 10ms', 'work: { p50: 20ms, p99: 10ms }']],
  },
  BR018: {
    means:
      'A data file cannot be had or does not have the columns it needs: measured service times, or a rate over time.',
    mend: 'It is a CSV with a header, in the folder of the scenario or below; the message names columns and row.',
    wrong: [['work: 10ms', 'work: { empirical: { file: ./measured.csv } }']],
    files: { 'measured.csv': 'ms,share\n5,1\n' },
  },
  BR019: {
    means: 'Names appear in reports, paths and patches, so they are short and plain.',
    mend: 'Use up to 64 letters, digits, `-` and `_`; put what people should read into `title`.',
    wrong: [['users:', '"the users":']],
  },
  BR020: {
    means: 'Something refers to a service that is not under `services`.',
    mend: 'Take the suggestion, or add the service.',
    wrong: [['to: web', 'to: wbe']],
  },
  BR021: {
    means: 'The service has no operation of this name.',
    mend: 'Add it under `operations` of the service, or call its default one.',
    wrong: [['to: web', 'to: web/checkout']],
  },
  BR022: {
    means: 'A fault strikes a traffic source that does not exist.',
    mend: 'Take the suggestion.',
    wrong: [['slow: { service: db, factor: 5 }', 'surge: { traffic: user, factor: 5 }']],
  },
  BR023: {
    means: 'No service is in a zone of this name.',
    mend: 'Give services a `zone`, `zones` or `placement`.',
    wrong: [['slow: { service: db, factor: 5 }', 'crash: { zone: a }']],
  },
  BR024: {
    means: 'A link is `caller->callee`, and there is no such call.',
    mend: 'Take one of those that exist.',
    wrong: [['slow: { service: db, factor: 5 }', 'partition: { link: db->web }']],
  },
  BR025: {
    means: 'Nothing under `shared` has this name.',
    mend: 'Declare the shared dependency, with what hangs on it.',
    wrong: [['slow: { service: db, factor: 5 }', 'crash: { shared: power }']],
  },
  BR026: {
    means: 'A set in `compare` names a mitigation that does not exist.',
    mend: 'Take the suggestion.',
    wrong: [['expect:', 'compare: [[mor]]\nexpect:']],
  },
  BR027: {
    means: '`expect` or `--variant` names a variant that is not compared.',
    mend: 'Variants are `baseline`, the mitigations, `all`, and the sets of `compare`.',
    wrong: [['baseline: ["', 'moer: ["']],
  },
  BR028: {
    means: 'Requests cause requests of their own kind without end: no amount of capacity would serve them.',
    mend: 'Give one of the calls on the circle a `probability` well below 100 %.',
    wrong: [['work: 10ms }', 'work: 10ms, calls: { web: { timeout: 1s } } }']],
  },
  BR029: {
    means: 'Two things that reports and statements must tell apart have the same name.',
    mend: 'Rename one.',
    wrong: [['expect:', 'compare: [{ name: baseline, mitigations: [more] }]\nexpect:']],
  },
  BR030: {
    means: 'Nothing is measured before the warm-up ends, so there would be nothing at all.',
    mend: 'Make the run longer, or the warm-up shorter.',
    wrong: [['warmup: 20s', 'warmup: 2m']],
  },
  BR031: {
    means:
      'The experiment would need more memory or time than is reasonable: too many replicas, variants, windows or events.',
    mend: 'Make it smaller; a tenth of the load on a tenth of the servers shows the same phenomena.',
    wrong: [
      ['rate: 100/s', 'rate: 9000000/s'],
      ['duration: 2m', 'duration: 30d'],
    ],
  },
  BR032: {
    means: '`flow` names a call that is not in `calls`, leaves one out, or its shares of work do not add up.',
    mend: 'Every call appears in the flow once, beside `work`.',
    wrong: [['work: 5ms\n', 'work: 5ms\n    flow: [work, cache]\n']],
  },
  BR033: {
    means: 'A load balancer forwards to one service.',
    mend: 'Give it exactly one call.',
    wrong: [
      ['  web:\n    replicas: 2', '  web:\n    kind: load-balancer\n    replicas: 2'],
      ['    calls:\n      db: { timeout: 200ms }\n', ''],
    ],
  },
  BR034: {
    means: 'A weighted balancer needs one weight for each replica of its target, and not only zeros.',
    mend: 'Count the replicas.',
    wrong: [['db: { timeout: 200ms }', 'db: { timeout: 200ms, balancer: { kind: weighted, weights: [3, 1] } }']],
  },
  BR035: {
    means: 'The fault reaches nobody: more replicas than there are, or an empty zone.',
    mend: 'Check what it strikes.',
    wrong: [['service: db, factor', 'service: db, replicas: 3, factor']],
  },
  BR036: {
    means: 'A statement is `[subject:] metric comparison bound`, such as `shoppers: p(99) < 300ms`.',
    mend: 'Metrics and figures are listed in [what is measured](../reference/figures.md).',
    wrong: [['availability >= 90%', 'availabilty >= 90%']],
  },
  BR037: {
    means: 'The bound has another unit than the metric.',
    mend: 'Shares are written `99%`, durations `300ms`, rates `50/s`.',
    wrong: [['availability >= 90%', 'availability >= 0.9']],
  },
  BR050: {
    means:
      'On paper, before anything fails, more is asked of the service than its slots can do. The queue grows from the first second on.',
    mend: 'Intended in a scenario about overload; else add replicas or concurrency, or check the rate. `brownout explain` has the arithmetic.',
    wrong: [['rate: 100/s', 'rate: 1000/s']],
  },
  BR051: {
    means:
      'The caller stops waiting before its callee stops trying: whatever the callee still does then is for nobody.',
    mend: 'Let timeouts grow towards the outside, or bound the inner call by `totalTimeout`.',
    wrong: [['db: { timeout: 200ms }', 'db: { timeout: 2s }']],
  },
  BR052: {
    means:
      'When everything fails, every call is tried as often as allowed. With nothing to hold them back, retries multiply an overload, and tiers multiply each other.',
    mend: 'Give the retry a `budget`, or the call a `breaker`.',
    wrong: [['db: { timeout: 200ms }', 'db: { timeout: 200ms, retry: { attempts: 3, backoff: none } }']],
  },
  BR053: {
    means: 'An unbounded queue turns overload into waiting without end: everybody is served, too late.',
    mend: "Bound it by what can be served within the caller's patience.",
    wrong: [['db: { concurrency: 8, queue: { capacity: 32 },', 'db: { concurrency: 8,']],
  },
  BR054: {
    means: 'Without a timeout a caller waits for as long as its callee is silent, and keeps its thread.',
    mend: 'Add `timeout`. (When a message is lost for good, the operating system gives up after two minutes.)',
    wrong: [['db: { timeout: 200ms }', 'db: {}']],
  },
  BR055: {
    means: 'The fault outlasts the run, so there is no recovery to look at.',
    mend: 'Shorten the fault or lengthen the run, unless only the time under the fault matters.',
    wrong: [['for: 20s', 'for: 5m']],
  },
  BR056: {
    means:
      'The fault begins before anything is measured, or after the run; there is no healthy level to compare with, or nothing to see.',
    mend: 'Let it begin some time after the warm-up.',
    wrong: [['at: 1m', 'at: 10s']],
  },
  BR057: {
    means: 'One replication has no spread: a statement about it cannot be told from luck.',
    mend: 'Ask for at least two; five to ten are usual.',
    wrong: [['replications: 5', 'replications: 1']],
  },
  BR058: {
    means: 'Nobody calls this service, so it will stand idle.',
    mend: 'A name misspelt elsewhere, or a leftover.',
    wrong: [['traffic:', '  audit: { queue: { capacity: 5 }, work: 1ms }\ntraffic:']],
  },
  BR059: {
    means:
      '`answers` names a cause that is none of the usual five; the matrix of causes and remedies will not know it.',
    mend: 'Take one of the known causes, or leave it if you mean it.',
    wrong: [['title: A second database', 'title: A second database\n    answers: bad-luck']],
  },
  BR060: {
    means: 'With the patch the scenario is what it was without it, or the patch removes what is not there.',
    mend: 'Check the path: a patch reaches things by name, and a misspelt name adds something new.',
    wrong: [['patch: { services: { db: { replicas: 2 } } }', 'patch: { services: { db: { concurrency: 8 } } }']],
  },
  BR061: {
    means:
      'The bound lies where the quantity never is: whatever is measured, the statement holds, or whatever is measured, it fails. Or another statement about the same number can never hold together with it.',
    mend: 'Look at the bound, its unit and the direction of the comparison: `p(99) < 300s` in a run of two minutes says nothing, `p(99) < 300ms` does.',
    wrong: [['availability >= 90%', 'availability > 100%']],
  },
  BR062: {
    means:
      'Patches are laid over each other in order. This one removes a block, and a later one sets a key of it: where both are compared together the block is there again, with the defaults for all that the later one does not say.',
    mend: 'Change the keys of the block instead of removing it (`retry: { attempts: 1 }`), or put the mitigation that removes it last.',
    wrong: [
      ['db: { timeout: 200ms }', 'db: { timeout: 200ms, retry: { attempts: 3, budget: 10% } }'],
      [
        '  more:',
        '  once:\n    patch: { services: { web: { calls: { db: { retry: null } } } } }\n  sparing:\n    patch: { services: { web: { calls: { db: { retry: { budget: 5% } } } } } }\n  more:',
      ],
    ],
  },
} satisfies Readonly<Record<string, Guide>>;

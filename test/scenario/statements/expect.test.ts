import { describe, expect, test } from 'vitest';
import { METRIC_NAMES } from '../../../src/experiment/plan.ts';
import { parseStatement, type Subjects } from '../../../src/scenario/statements/expect.ts';
import { compile, small } from '../compile-text.ts';

const SUBJECTS: Subjects = new Map([
  ['shoppers', 'traffic'],
  ['orders-db', 'service'],
  ['slow-db', 'fault'],
]);

const parse = (text: string) => parseStatement(text, SUBJECTS);

describe('statements', () => {
  test.each([
    ['availability >= 99%', { metric: 'availability', comparison: '>=', bound: 0.99, subject: null, percentile: null }],
    ['availability>=99.9%', { metric: 'availability', bound: 0.999 }],
    ['p(99) < 300ms', { metric: 'p', percentile: 99, bound: 300 }],
    ['p( 99.9 ) < 1m', { metric: 'p', percentile: 99.9, bound: 60000 }],
    [
      'shoppers: p(50) <= 1.5s',
      { metric: 'p', percentile: 50, comparison: '<=', bound: 1500, subject: { kind: 'traffic', name: 'shoppers' } },
    ],
    ['shoppers:mean<2ms', { metric: 'mean', bound: 2, subject: { kind: 'traffic', name: 'shoppers' } }],
    ['longestOutage < 10s', { metric: 'longestOutage', bound: 10000 }],
    ['goodput > 60/min', { metric: 'goodput', bound: 1 }],
    ['amplification < 1.3', { metric: 'amplification', bound: 1.3 }],
    ['wastedWork != 0%', { metric: 'wastedWork', comparison: '!=', bound: 0 }],
    ['recovery = never', { metric: 'recovery', comparison: '=', bound: 'never' }],
    ['recovery != never', { metric: 'recovery', comparison: '!=', bound: 'never' }],
    ['slow-db: recovery < 20s', { metric: 'recovery', bound: 20000, subject: { kind: 'fault', name: 'slow-db' } }],
    ['metastable', { metric: 'metastable', comparison: '=', bound: true }],
    ['metastable = false', { metric: 'metastable', comparison: '=', bound: false }],
    ['metastable == true', { metric: 'metastable', comparison: '=', bound: true }],
    [
      'orders-db: utilisation < 80%',
      { metric: 'utilisation', bound: 0.8, subject: { kind: 'service', name: 'orders-db' } },
    ],
    ['orders-db: queueLength <= 12.5', { metric: 'queueLength', bound: 12.5 }],
    ['orders-db: loadAfterLoss <= 0.9', { metric: 'loadAfterLoss', bound: 0.9 }],
    ['orders-db: loadAfterLoss <= 90%', { metric: 'loadAfterLoss', bound: 0.9 }],
    ['orders-db: loadOfSurvivors > 112.5%', { metric: 'loadOfSurvivors', bound: 1.125 }],
    ['orders-db: removals < 3', { metric: 'removals', bound: 3, subject: { kind: 'service', name: 'orders-db' } }],
    ['  replicaHours < 5  ', { metric: 'replicaHours', bound: 5, text: 'replicaHours < 5' }],
  ])('%s', (text, statement) => {
    expect(parse(text)).toMatchObject({ text: text.trim(), ...statement });
  });

  test.each([
    ['', 'BR036', 0],
    ['availability', 'BR036', 0],
    ['availability >=', 'BR036', 0],
    ['availability > 99% or so', 'BR036', 0],
    ['99% < availability', 'BR036', 0],
    ['avaliability > 99%', 'BR036', 0],
    ['p99 < 1s', 'BR036', 0],
    ['p < 1s', 'BR036', 0],
    ['p(0) < 1s', 'BR036', 0],
    ['p(100) < 1s', 'BR036', 0],
    ['mean(99) < 1s', 'BR036', 0],
    ['buyers: mean < 1s', 'BR036', 0],
    ['shoppers: utilisation < 50%', 'BR036', 10],
    ['removals < 3', 'BR036', 0],
    ['orders-db: removals < 3%', 'BR037', 22],
    ['orders-db: loadAfterLoss < 90ms', 'BR037', 27],
    ['orders-db: availability > 9%', 'BR036', 11],
    ['utilisation < 50%', 'BR036', 0],
    ['shoppers: recovery < 5s', 'BR036', 10],
    ['availability >= 0.99', 'BR037', 16],
    ['availability >= 99ms', 'BR037', 16],
    ['p(99) < 300', 'BR037', 8],
    ['p(99) < 30%', 'BR037', 8],
    ['goodput > 5', 'BR037', 10],
    ['amplification < 130%', 'BR037', 16],
    ['recovery < never', 'BR037', 11],
    ['recovery = soon', 'BR037', 11],
    ['metastable > false', 'BR037', 13],
    ['metastable = maybe', 'BR037', 13],
  ])('%s is refused', (text, code, at) => {
    expect(parse(text)).toMatchObject({ at, finding: { code } });
  });

  test.each([
    ['avaliability > 99%', 'did you mean "availability"?'],
    ['p99 < 1s', 'did you mean "p(99)"?'],
    ['availability >= 0.99', 'did you mean 99%?'],
    ['p(99) < 300', 'did you mean 300ms?'],
    ['shopers: mean < 1s', 'did you mean "shoppers"?'],
    ['availability => 99%', 'did you mean "availability >= 99%"?'],
    ['availability ≥ 99 %', 'did you mean "availability >= 99%"?'],
    ['p(99) =< 300 ms', 'did you mean "p(99) <= 300ms"?'],
    ['goodput > 5 /s', 'did you mean "goodput > 5/s"?'],
    ['recovery is never', 'did you mean "recovery = never"?'],
    ['recovery is not never', 'did you mean "recovery != never"?'],
    ['availability > 9% and p(99) < 1s', 'one statement for each: they all have to hold'],
    ['all is well', null],
  ])('%s gets a hint', (text, hint) => {
    expect(parse(text)).toMatchObject({ finding: { hint } });
  });

  test.each(METRIC_NAMES)('%s can be stated about something', metric => {
    const word = metric === 'p' ? 'p(99)' : metric;
    const bounds = ['50%', '1s', '1/s', '1', 'true'];
    const subjects = ['', 'shoppers: ', 'orders-db: ', 'slow-db: '];
    const understood = subjects
      .flatMap(subject => bounds.map(bound => parse(`${subject}${word} = ${bound}`)))
      .filter(each => 'metric' in each);
    expect(understood.length).toBeGreaterThan(0);
  });

  test('a complaint points into the statement, quoted or not', () => {
    const columns = (line: string) =>
      compile(small(`expect:\n  baseline:\n    - ${line}\n`)).problems.map(({ line, column }) => [line, column]);
    expect(columns('availability >= 5')).toEqual([[8, 23]]);
    expect(columns('"availability >= 5"')).toEqual([[8, 24]]);
  });

  test('a hostile statement is refused quickly', () => {
    expect(parse(`${' '.repeat(200)}${'a '.repeat(140)}`)).toMatchObject({ finding: { code: 'BR036' } });
    expect(parse(`p(${'('.repeat(400)}`)).toMatchObject({ finding: { code: 'BR036' } });
  });
});

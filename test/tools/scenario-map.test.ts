import { expect, test } from 'vitest';
import { mapOf, type Shipped } from '../../tools/reference/scenario-map.ts';

const shipped: Shipped[] = [
  {
    name: 'acme-2020-names',
    title: 'Names *vanish*',
    document: {
      mitigations: { copies: { answers: ['tight-coupling'], remedy: 'redundancy' } },
      services: { a: { register: {} } },
    } as Shipped['document'],
  },
  { name: 'plain', title: 'Nothing special', document: {} },
];

const sectionOf = (title: string): string =>
  mapOf(shipped)
    .split(/^## /m)
    .find(part => part.startsWith(title)) ?? '';

test('a scenario is where its words put it, with its file and its report', () => {
  expect(sectionOf('Service discovery')).toContain('[acme-2020-names](acme-2020-names.yaml)');
  expect(sectionOf('Service discovery')).toContain('(../reports/acme-2020-names.md)');
  expect(sectionOf('Service discovery')).not.toContain('plain');
  expect(sectionOf('Caches')).toBe('');
});

test('a file with a year in its name is an incident', () => {
  expect(sectionOf('Reconstructions')).toContain('acme-2020-names');
  expect(sectionOf('Reconstructions')).not.toContain('plain');
});

test('a remedy stands in the column of the cause it answers, and nowhere else', () => {
  const row =
    mapOf(shipped)
      .split('\n')
      .find(line => line.startsWith('| redundancy')) ?? '';
  expect(row.match(/acme-2020-names\.yaml/g)).toHaveLength(1);
  expect(row.split('|')[3]).toContain('acme-2020-names');
});

test('every scenario is in the list of all, in the order of the names', () => {
  expect(sectionOf('All').match(/^- /gm)).toHaveLength(2);
  expect(sectionOf('All').indexOf('acme')).toBeLessThan(sectionOf('All').indexOf('plain'));
});

import { expect, test } from 'vitest';
import { galleryOf } from '../../tools/gallery.ts';
import { RESULT } from '../report/fixture.ts';

test('the index of reports has a line and a picture for each, by name, linked to the whole report', () => {
  const first = { ...RESULT, scenario: { ...RESULT.scenario, name: 'a-first', title: 'The <first>' } };
  const text = galleryOf([RESULT, first]);
  expect(text).toContain('## [The &lt;first&gt;](a-first.md)\n\nAs it is, the system never recovers from slow-db');
  expect(text).toContain('](retry-storm.png)](retry-storm.md)\n');
  expect(text).toContain('\n[a-first](a-first.md) · [retry-storm](retry-storm.md)\n');
  expect(text).toContain('Availability over time of 5 variants.](retry-storm.png)');
  expect(text.indexOf('a-first.md')).toBeLessThan(text.indexOf('retry-storm.md'));
});

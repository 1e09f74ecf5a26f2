/** The parts of the page that are text: what happened, the scenario, how sure this is, and how to get it again. */
import type { Result, VariantResult } from '../../results/result.ts';
import { METRICS } from '../metrics.ts';
import { amount, changeOf, clock, count, intervalOf, NO_DATA, probability, span } from '../numbers.ts';
import { ranked } from '../order.ts';
import { shellWord } from '../shell-word.ts';
import { storyOf } from '../story.ts';
import { oneLine } from '../text.ts';
import { drawnVariants } from './data.ts';
import { escaped, join, line, unbroken, words } from './markup.ts';
import { plainTable, serviceTable } from './tables.ts';

const STORY = 30;

/** The story of every variant; the script shows the chosen one. Moments are links to themselves. */
export function stories(result: Result): string {
  return join(drawnVariants(result).map(story));
}

function story({ name, timeline }: VariantResult): string {
  const tenths = timeline.some(({ at }) => at % 1000 !== 0);
  const lines = storyOf(timeline, STORY).map(({ at, text, repeats }) => {
    const again = repeats > 0 ? ` <small>and ${count(repeats)} more time${repeats === 1 ? '' : 's'}</small>` : '';
    const link = `#t=${Math.round(at)}&v=${encodeURIComponent(name)}`;
    return `<li><a href="${escaped(link)}">${clock(at, tenths)}</a><span>${words(text)}${again}</span></li>`;
  });
  const told =
    lines.length === 0 ? '<p class="note">Nothing happened that is worth a line.</p>' : `<ol>${join(lines)}</ol>`;
  return `<div class="story" data-variant="${line(name)}"><h3>${line(name)}</h3>${told}</div>`;
}

/** Per service, for every variant; the script shows the chosen one. */
export const serviceTables = (result: Result): string =>
  join(
    drawnVariants(result).map(variant => `<div data-variant="${line(variant.name)}">${serviceTable(variant)}</div>`),
  );

/** The file line by line, so that the patch of a variant can be lit up; nothing when the text is not known. */
export function scenarioText({ scenario }: Result): string {
  if (scenario.text === undefined) return '';
  const lines = scenario.text.replace(/\n$/, '').split(/\r?\n/);
  const rows = lines.map((text, index) => `<span id="line-${index + 1}">${painted(text)}</span>`);
  return `<section id="scenario"><h2>The scenario</h2>
<p class="note">${line(scenario.file ?? scenario.name)}; what the chosen variant adds is marked.</p>
<pre tabindex="0" role="region" aria-label="Scenario file"><code>${rows.join('')}</code></pre></section>`;
}

/** Comments fainter, keys stronger; enough of YAML to read by. */
function painted(text: string): string {
  const visible = text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
  const [, before = visible, comment = ''] = /^(.*?)((?:^|\s)#.*)$/.exec(visible) ?? [];
  const [, indent = '', key = '', rest = before] = /^(\s*(?:- )?)([\w.-]+:)(.*)$/.exec(before) ?? [];
  const code = key === '' ? escaped(before) : `${indent}<b>${escaped(key)}</b>${escaped(rest)}`;
  return `${code}${comment === '' ? '' : `<i>${escaped(comment)}</i>`}`;
}

export function certainty(result: Result, flags: readonly string[]): string {
  return `<section id="certainty"><h2>How sure this is</h2>
<ul>${join(certaintyLines(result).map(text => `<li>${unbroken(text)}</li>`))}</ul>
${differenceTable(result)}
${join([warnings(result), reproduction(result, flags)])}</section>`;
}

function certaintyLines(result: Result): string[] {
  const { replications, duration, warmup, partial, variants } = result;
  const cut = warmup > 0 ? `, of which the first ${span(warmup)} are not measured` : '';
  const violations = variants.flatMap(({ name, audit }) => audit.violations.map(text => `${name}: ${text}`));
  return [
    `${count(replications)} replications of ${span(duration)}${cut}.`,
    variants.length > 1
      ? 'All variants see the same arrivals and the same random draws, replication by replication, so differences are paired.'
      : '',
    partial ? '<b>The run was interrupted: fewer replications than planned.</b>' : '',
    violations.length === 0
      ? 'The audit (conservation of requests, Little’s law, utilisation law) holds in every run.'
      : '<b>The audit found violations; do not trust these figures:</b>',
    ...violations.map(line),
  ].filter(text => text !== '');
}

function differenceTable(result: Result): string {
  const others = ranked(result)
    .slice(1)
    .filter(({ difference }) => difference !== undefined);
  if (others.length === 0) return '';
  const rows = others.map(({ name, difference }) => [
    name,
    ...METRICS.map(({ key, quantity }) => {
      const change = changeOf(difference?.[key], quantity);
      if (change === null) return NO_DATA;
      const interval = intervalOf(change);
      const star = difference?.[key]?.significant === true ? ' *' : '';
      return interval === null ? amount(change) : `${amount(change)}${star}\n${interval}`;
    }),
    probability(difference?.availability?.pValue ?? null),
  ]);
  const heads = ['variant', ...METRICS.map(({ name }) => name), 'p'];
  return `<p class="note">Differences to the baseline with their 95\u00a0% intervals; * is measurable, corrected for the number of variants; p is of availability, uncorrected.</p>
${plainTable('paired', 'Differences to the baseline', heads, rows)}`;
}

function warnings({ warnings }: Result): string {
  if (warnings.length === 0) return '';
  const items = warnings.map(
    ({ code, message, path }) => `<li><b>${line(code)}</b> <code>${line(path)}</code> ${line(message)}</li>`,
  );
  const head = `${warnings.length} warning${warnings.length === 1 ? '' : 's'} about the scenario`;
  return `<details><summary>${head}</summary><ul>${join(items)}</ul></details>`;
}

function reproduction(result: Result, flags: readonly string[]): string {
  const { scenario, seed, version } = result;
  const words = ['brownout', 'run', oneLine(scenario.file ?? 'FILE'), '--seed', String(seed), ...flags];
  const command = words.map(word => shellWord(oneLine(word))).join(' ');
  const hash = scenario.sha256 === null ? '' : `, SHA-256 <code>${line(scenario.sha256)}</code>`;
  const digests = ranked(result).map(({ name, digest }) => `<li>${line(name)} <code>${line(digest)}</code></li>`);
  return `<h3>Run it again</h3>
<pre class="command" tabindex="0" role="region" aria-label="Command"><code>${escaped(command)}</code></pre>
<p class="note">brownout ${line(version)}, seed ${line(String(seed))}, scenario ${line(scenario.name)}${hash}. The same version, file and seed give the same bytes.</p>
<details><summary>Digests of the variants’ runs</summary><ul>${join(digests)}</ul></details>`;
}

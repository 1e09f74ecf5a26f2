/**
 * One result as one HTML page: no network, no file beside it. The answer first - in words, as a plot of differences and
 * as a table - then what a reader may want to look into, drawn by the page's script. Without the script the words and
 * the tables are all there. Same result, same bytes.
 */
import type { Result } from '../../results/result.ts';
import { type Answer, answerOf } from '../answer.ts';
import { comparisonCsv, fileNameOf } from '../csv.ts';
import { factor, span } from '../numbers.ts';
import { faultsIn, isAtRandom } from '../strikes.ts';
import { pageData } from './data.ts';
import { differencePlots } from './differences.ts';
import { certainty, scenarioText, serviceTables, stories } from './evidence.ts';
import { levelPlot } from './levels.ts';
import { breakable, join, json, line, words } from './markup.ts';
import { servedTable } from './served.ts';
import { comparisonTable, expectationSection, figuresTable, worthSection } from './tables.ts';

/** What the page brings along. Hashes are base64 SHA-256 of the texts, for the page's own security policy. */
export interface PageAssets {
  readonly script: string;
  readonly scriptHash: string;
  readonly style: string;
  readonly styleHash: string;
}

/** The whole page. `flags` as in the Markdown report. */
export function renderHtml(result: Result, assets: PageAssets, flags: readonly string[] = []): string {
  const { scenario } = result;
  const title = scenario.title === '' ? scenario.name : scenario.title;
  const policy = `default-src 'none'; script-src 'sha256-${assets.scriptHash}'; style-src 'sha256-${assets.styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${line(title)} · brownout</title>
<link rel="icon" href="data:,">
<style>${assets.style}</style>
</head>
<body>
${join([header(result, title), `<main>\n${join(sections(result, flags))}\n</main>`])}
<script type="application/json" id="data">${json(pageData(result))}</script>
<script>${assets.script}</script>
</body>
</html>
`;
}

function sections(result: Result, flags: readonly string[]): string[] {
  if (result.replications === 0) return [answerSection(answerOf(result), '')];
  return [
    answerSection(answerOf(result), join([levelPlot(result), differencePlots(result)])),
    `<section id="comparison"><h2 class="unseen">All variants</h2>
${comparisonTable(result)}
<p class="note">± is half of the 95 % confidence interval. Latencies are of answered requests, from their intended arrival. ${comparisonDownload(result)}</p></section>`,
    servedTable(result),
    worthSection(result),
    lookInside(result),
    expectationSection(result),
    scenarioText(result),
    certainty(result, flags),
  ];
}

function header({ scenario, replications, duration, seed }: Result, title: string): string {
  const paragraphs = scenario.description.split(/\n\s*\n/).filter(paragraph => paragraph.trim() !== '');
  const facts = [scenario.name, `seed ${seed}`, `${replications} × ${span(duration)}`]
    .map(fact => line(fact).replaceAll(' ', '\u00a0'))
    .join(' · ');
  return `<header>
<p class="facts"><span>${facts}</span><button type="button" id="theme" hidden>Theme: <span>system</span></button></p>
<h1>${words(title)}</h1>
${join(paragraphs.map(paragraph => `<p class="lede">${words(paragraph)}</p>`))}
</header>`;
}

function answerSection({ headline, parts }: Answer, plots: string): string {
  const answers = parts.map(({ question, text }) => `<div><dt>${line(question)}</dt><dd>${words(text)}</dd></div>`);
  return `<section id="answer">
<h2>${words(headline)}</h2>
<div class="columns"><dl>${join(answers)}</dl>
<div class="plots">${plots}</div></div>
</section>`;
}

/** A file that the page carries in the link itself, so that it needs neither a script nor a server. */
function comparisonDownload(result: Result): string {
  const name = `${fileNameOf(result.scenario.name)}-comparison.csv`;
  return `<a id="comparison-csv" download="${line(name)}" href="data:text/csv;charset=utf-8,${encodeURIComponent(comparisonCsv(result))}">Download as CSV</a>`;
}

/** Whose strikes are shaded where they are not the same in all replications; nothing where they are. */
function shading(result: Result): string {
  const random = faultsIn(result).filter(([, fault]) => isAtRandom(fault));
  if (random.length === 0) return '';
  const counts = random.map(([name, { episodes }]) => `${breakable(name)} ${factor(episodes)}`);
  return `<p class="note">Lines are of all replications. Faults at random strike at other moments in each: shaded is the first that has them. Strikes in a replication, on average: ${counts.join(', ')}.</p>\n`;
}

/** Places for what the script draws, and what is text in them already. */
function lookInside(result: Result): string {
  return `<section id="time">
<h2>Over time <button type="button" id="save" hidden>Download as CSV</button></h2>
<noscript><p class="note">Charts need JavaScript; all figures are in the tables.</p></noscript>
${shading(result)}<p class="note" id="grain" hidden></p>
<div id="controls" hidden>
<fieldset id="shown"><legend>Variants shown</legend></fieldset>
<p class="slider"><label for="moment">Moment</label><input type="range" id="moment" min="0" step="1"><output for="moment" id="clock"></output><a id="share" href="#">Link to this moment</a></p>
</div>
<div class="charts" id="compared"></div>
<div id="values"></div>
</section>
<section id="inside">
<h2>Inside <label><span class="unseen">variant </span><select id="chosen" hidden></select></label></h2>
<p class="note" id="about-chosen"></p>
<figure id="topology" hidden><figcaption><b>Who calls whom</b> <span id="topology-moment"></span></figcaption><div id="picture" class="scroll" tabindex="0" role="group" aria-label="Who calls whom"></div><p class="legend"><span class="well">well</span><span class="busy">busy</span><span class="overloaded">overloaded</span><span class="down">replicas down</span><span class="struck">a fault is on it</span><span class="dashed" id="can-do-without" hidden>an answer can do without</span></p></figure>
<div class="charts" id="services"></div>
${figuresTable(result)}
<details id="service-tables"><summary>Figures of every service</summary>${serviceTables(result)}</details>
</section>
<section id="story"><h2>What happened</h2>
<p class="note">Events of the first replication, levels over all of them. <span class="on-screen">A moment is a link: it moves the charts and the picture.</span></p>
${stories(result)}</section>`;
}

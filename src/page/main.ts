/**
 * The script of the HTML report: makes the page's charts and picture, and keeps them, the tables and the address at the
 * same moment and variant. The page is complete text without it.
 */

import { fileNameOf } from '../report/csv.ts';
import type { PageData, PageVariant } from '../report/html/data.ts';
import { amount, clock, figureOf, roughShare, span } from '../report/numbers.ts';
import { TimeChart } from './chart.ts';
import { faultsAt } from './condition.ts';
import { chosenIn, comparedDrawings, type Drawing, insideDrawings } from './contents.ts';
import { breakable, byId, element, lineColour, save } from './dom.ts';
import { isPrinting, watchPrint } from './print.ts';
import { availability, goodput, latency, offered, valueAt, windowsOf, windowsPerPoint } from './series.ts';
import { seriesCsv } from './series-csv.ts';
import { State, type View } from './state.ts';
import { watchTheme } from './theme.ts';
import { topologyPicture } from './topology.ts';

/** Pixels of the scenario shown above what a variant adds. */
const LINES_ABOVE = 60;

/** The variant whose lines are marked in the scenario. */
let lit: PageVariant | null = null;

const data = JSON.parse(byId('data').textContent ?? '') as PageData;
if (data.variants.length > 0 && document.getElementById('time') !== null) start();

function start(): void {
  const state = new State(data, location.hash);
  const charts = [
    ...placed('compared', comparedDrawings(data), state),
    ...placed('services', insideDrawings(data), state),
  ];
  makeControls(state);
  // In the grid with the charts, of which it says the same at one moment.
  byId('compared').append(byId('values'));
  const drawAll = (): void => {
    for (const { chart, drawing } of charts) chart.show(drawing.content(state.view));
  };
  state.listen((view, before) => {
    if (view.chosen !== before.chosen || view.shown !== before.shown) drawAll();
    else for (const { chart } of charts) chart.moved();
    follow(state);
  });
  const redraw = (): void => {
    drawAll();
    follow(state);
  };
  watchTheme(redraw);
  onResize(redraw);
  watchPrint(redraw);
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') for (const { chart } of charts) chart.withoutTooltip();
  });
  addEventListener('hashchange', () => state.change(state.read(location.hash)));
  afterPaint(redraw);
}

/** The answer is text, and read while the charts are being drawn: one frame is painted before the next begins. */
function afterPaint(task: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(task));
}

function placed(place: string, drawings: readonly Drawing[], state: State) {
  const time = {
    duration: data.duration,
    warmup: data.warmup,
    moment: () => state.view.moment,
    choose: (moment: number) => state.change({ moment }),
  };
  return drawings.map(drawing => {
    const chart = new TimeChart(drawing.kind, time);
    byId(place).append(chart.figure);
    return { chart, drawing };
  });
}

/** Widths decide about labels and about which way the picture runs; heights are fixed. */
function onResize(redraw: () => void): void {
  let width = innerWidth;
  addEventListener('resize', () => {
    if (innerWidth === width) return;
    width = innerWidth;
    requestAnimationFrame(redraw);
  });
}

/** Where windows are drawn together, the page says so. */
function sayGrain(): void {
  const [first] = data.variants;
  const size = first === undefined ? 1 : windowsPerPoint(windowsOf(first));
  if (first === undefined || size === 1) return;
  byId('grain').textContent = `A point of a line is the mean of ${size} windows, ${span(size * first.series.window)}.`;
  byId('grain').hidden = false;
}

function makeControls(state: State): void {
  const { series } = data.variants[0]!;
  sayGrain();
  const slider = byId<HTMLInputElement>('moment');
  slider.max = String(data.duration);
  slider.step = String(series.window);
  slider.addEventListener('input', () => state.change({ moment: Number(slider.value) }));
  const chosen = byId<HTMLSelectElement>('chosen');
  chosen.append(...data.variants.map(({ name }) => element('option', { value: name }, name)));
  chosen.addEventListener('change', () => state.change({ chosen: chosen.value }));
  byId('shown').append(...data.variants.map((variant, index) => switchFor(variant, index, state)));
  for (const row of document.querySelectorAll<HTMLElement>('.comparison tr[data-variant]')) {
    const { variant = '' } = row.dataset;
    if (!data.variants.some(({ name }) => name === variant)) continue;
    row.classList.add('open');
    row.addEventListener('click', () => state.change({ chosen: variant }));
  }
  byId('share').addEventListener('click', event => {
    event.preventDefault();
    history.replaceState(null, '', state.hash);
    navigator.clipboard?.writeText(location.href).then(
      () => say('Link copied'),
      () => say('The link is in the address bar'),
    );
  });
  byId('save').addEventListener('click', () => save(`${fileNameOf(data.name)}-series.csv`, seriesCsv(data)));
  for (const id of ['controls', 'chosen', 'topology', 'theme', 'save']) byId(id).hidden = false;
}

const say = (text: string): void => {
  byId('share').textContent = text;
};

function switchFor({ name, title }: PageVariant, index: number, state: State): HTMLElement {
  const box = element('input', { type: 'checkbox', value: name });
  box.checked = state.view.shown.includes(name);
  box.addEventListener('change', () => {
    const wanted = new Set(state.view.shown);
    if (box.checked) wanted.add(name);
    else wanted.delete(name);
    state.change({ shown: data.variants.map(variant => variant.name).filter(each => wanted.has(each)) });
  });
  const label = element('label', { title }, box, name);
  label.dataset.line = String(index);
  return label;
}

/** Everything but the charts follows the view. */
function follow(state: State): void {
  const { view } = state;
  const variant = chosenIn(data, view);
  const slider = byId<HTMLInputElement>('moment');
  slider.value = String(view.moment);
  slider.setAttribute('aria-valuetext', clock(view.moment));
  byId('clock').textContent = clock(view.moment);
  byId<HTMLSelectElement>('chosen').value = view.chosen;
  const share = byId<HTMLAnchorElement>('share');
  share.setAttribute('href', state.hash);
  share.textContent = 'Link to this moment';
  for (const label of document.querySelectorAll<HTMLElement>('#shown label')) {
    label.style.setProperty('--swatch', lineColour(Number(label.dataset.line)));
    const box = label.querySelector('input')!;
    box.checked = view.shown.includes(box.value);
  }
  for (const part of document.querySelectorAll<HTMLElement>('.story[data-variant], #service-tables [data-variant]'))
    part.hidden = part.dataset.variant !== view.chosen;
  for (const row of document.querySelectorAll<HTMLElement>('.comparison tr[data-variant]'))
    row.classList.toggle('chosen', row.dataset.variant === view.chosen);
  lightUp(variant);
  byId('topology-moment').textContent = `${variant.name} at ${clock(view.moment)}${struck(variant, view)}`;
  byId('about-chosen').textContent = variant.title;
  byId('can-do-without').hidden = !variant.topology.edges.some(({ optional }) => optional);
  byId('picture').replaceChildren(topologyPicture(variant, view.moment, innerWidth < 700 && !isPrinting()));
  byId('values').replaceChildren(valuesAt(view));
}

/** Faults in effect, in words. */
function struck(variant: PageVariant, { moment }: View): string {
  const active = faultsAt(variant, moment);
  return active.length === 0 ? '' : `, during ${active.join(', ')}`;
}

/** The lines of the scenario that the variant adds; the file is scrolled to the first of them, the page stays. */
function lightUp(variant: PageVariant): void {
  if (variant === lit) return;
  lit = variant;
  for (const line of document.querySelectorAll('#scenario .lit')) line.classList.remove('lit');
  for (const [first, last] of variant.lines)
    for (let number = first; number <= last; number++) document.getElementById(`line-${number}`)?.classList.add('lit');
  const first = document.querySelector<HTMLElement>('#scenario .lit');
  const pane = document.querySelector<HTMLElement>('#scenario pre');
  if (first !== null && pane !== null) pane.scrollTop = first.offsetTop - pane.offsetTop - LINES_ABOVE;
}

function valuesAt(view: View): HTMLElement {
  const measured = (value: number | null, quantity: 'duration' | 'rate'): string =>
    value === null ? '–' : amount(figureOf({ mean: Number(value.toPrecision(3)), low: null, high: null }, quantity));
  const rateOf = (value: number | null): string => measured(value, 'rate').replace('/s', '');
  const rows = data.variants
    .filter(({ name }) => view.shown.includes(name))
    .map(variant => {
      const at = (column: readonly (number | null)[]): number | null => valueAt(column, view.moment, variant);
      const share = at(availability(variant));
      return [
        variant.name,
        share === null ? '–' : roughShare(share),
        measured(at(latency(variant, 'p50')), 'duration'),
        measured(at(latency(variant, 'p99')), 'duration'),
        `${rateOf(at(goodput(variant, data)))} of ${measured(at(offered(variant, data)), 'rate')}`,
      ];
    });
  const heads = [`at ${clock(view.moment)}`, 'available', 'p50', 'p99', 'goodput'];
  const head = element('tr', {}, ...heads.map(text => element('th', { scope: 'col' }, text)));
  const body = rows.map(([name = '', ...cells]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, ...breakable(name)),
      ...cells.map(cell => element('td', {}, cell)),
    ),
  );
  return element(
    'div',
    {
      class: 'scroll',
      tabindex: '0',
      role: 'region',
      'aria-label': `Figures of the variants at ${clock(view.moment)}`,
    },
    element('table', {}, element('thead', {}, head), element('tbody', {}, ...body)),
  );
}

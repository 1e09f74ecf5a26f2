/** Which charts the page has, and what each shows of a view: first the variants side by side, then one from the inside. */
import type { PageData, PageVariant } from '../report/html/data.ts';
import { amount, figureOf, roughShare } from '../report/numbers.ts';
import { capitalised } from '../report/text.ts';
import type { FigureKind } from '../results/result.ts';
import type { Band, ChartKind, Content, Line } from './chart-kind.ts';
import { distributionLine } from './distribution.ts';
import { colour, lineColour } from './dom.ts';
import { availability, type Column, causes, goodput, latency, latencyOf, leftOut, offered, points } from './series.ts';
import type { View } from './state.ts';

export interface Drawing {
  readonly kind: ChartKind;
  readonly content: (view: View) => Content;
}

/** Three digits, and no zeros that say nothing. */
const rough = (quantity: 'duration' | 'rate' | 'plain') => (value: number) =>
  value === 0
    ? '0'
    : amount(figureOf({ mean: Number(value.toPrecision(3)), low: null, high: null }, quantity)).replace(
        /\.(\d*?)0+(?!\d)/,
        (_, digits: string) => (digits === '' ? '' : `.${digits}`),
      );

const percent = (value: number): string => (value > 1 ? '' : roughShare(value).replace(/\.0+ /, ' '));
const duration = rough('duration');
const perSecond = rough('rate');
const plain = rough('plain');

/** Lines are the variants shown. */
export function comparedDrawings(data: PageData): Drawing[] {
  const variants = (view: View, columnOf: (variant: PageVariant) => Column): Content => ({
    bands: bandsOf(chosenIn(data, view), data),
    lines: shownIn(data, view).map(({ variant, index }) => ({
      name: variant.name,
      colour: lineColour(index),
      points: points(columnOf(variant), variant),
    })),
  });
  const whose = data.variants[0] === undefined ? '' : latencyOf(data.variants[0]);
  return [
    {
      kind: {
        title: 'Availability',
        about: 'share of the requests ending then that succeed',
        write: percent,
        highest: 1,
        magnified: true,
      },
      content: view => variants(view, variant => availability(variant)),
    },
    {
      kind: { title: 'Goodput', about: 'answered requests per second; dashed: offered', write: perSecond },
      content: view =>
        withOffered(
          variants(view, variant => goodput(variant, data)),
          data,
        ),
    },
    {
      kind: {
        title: 'Latency p99',
        about: `of answers${whose}; logarithmic`,
        write: duration,
        logarithmic: true,
        durations: true,
      },
      content: view => variants(view, variant => latency(variant, 'p99')),
    },
    {
      kind: {
        title: 'Latency p50',
        about: `of answers${whose}; logarithmic`,
        write: duration,
        logarithmic: true,
        durations: true,
      },
      content: view => variants(view, variant => latency(variant, 'p50')),
    },
    distribution(data),
  ];
}

function withOffered(content: Content, data: PageData): Content {
  const [baseline] = data.variants;
  if (baseline === undefined) return content;
  const line = {
    name: 'offered',
    colour: colour('muted'),
    points: points(offered(baseline, data), baseline),
    dashed: true,
  };
  return { ...content, lines: [...content.lines, line] };
}

/** Share of all finished requests per bucket; what failed is a dashed line. */
function distribution(data: PageData): Drawing {
  return {
    kind: {
      title: 'Distribution of latency',
      about: 'share of all requests at each latency; dashed: those that failed',
      write: value => `${Number((100 * value).toPrecision(2))} %`,
      across: { write: duration },
    },
    content: view => ({
      bands: [],
      lines: shownIn(data, view).flatMap(({ variant, index }): Line[] => {
        const histogram = variant.latencyHistogram;
        if (histogram === null) return [];
        const total = [...histogram.answered, ...histogram.failed].reduce((sum, value) => sum + value, 0);
        const line = (counts: readonly number[]): Line['points'] => distributionLine(histogram, counts, total);
        const answered = { name: variant.name, colour: lineColour(index), points: line(histogram.answered) };
        const failed = {
          name: `${variant.name}, failed`,
          colour: lineColour(index),
          points: line(histogram.failed),
          dashed: true,
          quiet: true,
        };
        return failed.points.length > 0 ? [answered, failed] : [answered];
      }),
    }),
  };
}

/** Lines are the services, calls and causes of the chosen variant. */
export function insideDrawings(data: PageData): Drawing[] {
  const inside =
    (linesOf: (variant: PageVariant) => readonly (readonly [string, Column])[]) =>
    (view: View): Content => {
      const variant = chosenIn(data, view);
      return {
        bands: bandsOf(variant, data),
        lines: mostTelling(linesOf(variant)).map(([name, column, index]) => ({
          name,
          colour: lineColour(index + 1),
          points: points(column, variant),
        })),
      };
    };
  const services = (of: (service: PageVariant['series']['services'][string]) => Column) => (variant: PageVariant) =>
    Object.entries(variant.series.services).map(([name, service]) => [name, of(service)] as const);
  const calls = (of: (call: string, variant: PageVariant) => Column | null) => (variant: PageVariant) =>
    Object.keys(variant.series.calls).flatMap(name => {
      const column = of(name, variant);
      return column === null || column.every(value => value === 0) ? [] : [[name, column] as const];
    });
  return [
    {
      kind: {
        title: 'Why requests fail',
        about: 'failures per second by the cause at the root, stacked',
        write: perSecond,
        stacked: true,
      },
      content: inside(variant => causes(variant, data)),
    },
    {
      kind: { title: 'Queue', about: 'requests waiting, logarithmic', write: plain, logarithmic: true },
      content: inside(services(({ queueLength }) => queueLength.map(value => (value < 0.1 ? null : value)))),
    },
    {
      kind: { title: 'Utilisation', about: 'busy slots of all slots', write: percent, highest: 1 },
      content: inside(services(({ utilisation }) => utilisation)),
    },
    {
      kind: { title: 'Amplification', about: 'attempts per attempt that is nobody’s retry', write: plain },
      content: inside(variant =>
        services(({ amplification }) => amplification)(variant).filter(([, column]) => column.some(isAmplified)),
      ),
    },
    {
      kind: { title: 'Breakers', about: 'share of the time not closed', write: percent, highest: 1 },
      content: inside(calls((name, { series }) => series.calls[name]?.breakerOpen ?? null)),
    },
    {
      kind: { title: 'Ejections', about: 'replicas left out by the caller', write: plain, whole: true },
      content: inside(calls(leftOut)),
    },
    {
      kind: { title: 'Replicas up', about: '', write: plain, whole: true },
      content: inside(variant => services(({ up }) => up)(variant).filter(([, column]) => new Set(column).size > 1)),
    },
    ...figureDrawings(data, inside),
  ].map(drawing => ({ ...drawing, kind: { ...drawing.kind, keyed: true } }));
}

const isAmplified = (value: number | null): boolean => value !== null && value > 1.05;

type Inside = (linesOf: (variant: PageVariant) => readonly (readonly [string, Column])[]) => (view: View) => Content;

/** How axes differ by what is measured. */
const OF_UNIT: Readonly<Record<FigureKind['unit'], Partial<ChartKind>>> = {
  share: {},
  duration: { durations: true },
  rate: {},
  count: { whole: true },
  number: {},
};

/** The topology tells them in words; as lines they are worth showing where they change. */
const IN_THE_PICTURE: ReadonlySet<string> = new Set(['placed', 'placedUp']);

/** One chart for every figure of components that is followed over time. */
function figureDrawings(data: PageData, inside: Inside): Drawing[] {
  const writers = { share: percent, duration, rate: perSecond, count: plain, number: plain };
  return Object.entries(data.figureKinds).map(([figure, { unit, title }]) => ({
    kind: { title: capitalised(title), about: '', write: writers[unit], ...OF_UNIT[unit] },
    content: inside(variant =>
      Object.entries(variant.series.figures).flatMap(([subject, columns]) => {
        const column = columns[figure];
        if (column === undefined || column.every(value => value === null)) return [];
        if (IN_THE_PICTURE.has(figure) && new Set(column).size < 2) return [];
        return [[subject, column] as const];
      }),
    ),
  }));
}

const MOST_LINES = 8;

/** Lines with anything to show; where there are too many, those that reach highest. Keeps each one's place for its colour. */
function mostTelling(lines: readonly (readonly [string, Column])[]): [string, Column, number][] {
  const peak = (column: Column): number => Math.max(...column.map(value => value ?? 0), 0);
  const found = lines.map(([name, column], index): [string, Column, number] => [name, column, index]);
  const some = found.filter(([, column]) => column.some(value => value !== null));
  const kept = new Set(some.toSorted(([, one], [, other]) => peak(other) - peak(one)).slice(0, MOST_LINES));
  return some.filter(line => kept.has(line));
}

export const chosenIn = (data: PageData, { chosen }: View): PageVariant =>
  data.variants.find(({ name }) => name === chosen) ?? data.variants[0]!;

const shownIn = (data: PageData, { shown }: View): { variant: PageVariant; index: number }[] =>
  data.variants.map((variant, index) => ({ variant, index })).filter(({ variant }) => shown.includes(variant.name));

/** A fault's name stands over its first episode only. */
const bandsOf = ({ faults }: PageVariant, data: PageData): Band[] =>
  faults
    .flatMap(({ name, strikes }) =>
      strikes.map(({ start, end }, index) => ({
        name: index === 0 ? name : '',
        from: start,
        to: end ?? data.duration,
      })),
    )
    .sort((one, other) => one.from - other.from);

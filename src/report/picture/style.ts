/** Colours and type of pictures: those of the HTML report in the light. */
import type { Chart } from 'chart.js';

export const PAPER = '#ffffff';
export const INK = '#1c1d1f';
export const MUTED = '#63666a';
export const RULE = '#dcdcd8';
export const GRID = '#ececea';
export const PANEL = '#f7f7f5';
export const GOOD = '#1a7f4b';
export const BAD = '#b8322a';
export const FAULT = 'rgba(184, 50, 42, 0.09)';
const LINES = ['#0077bb', '#cc3311', '#009988', '#aa3377', '#b8860b', '#33aadd', '#6a51a3', '#7a8b00', '#d6604d'];
export const BASELINE = '#55585c';

/** Of a variant by its rank; 0 is the baseline. */
export const lineColour = (rank: number): string =>
  rank === 0 ? BASELINE : (LINES[(rank - 1) % LINES.length] ?? BASELINE);

/** The name the font that travels with the package is known by. */
export const FONT_FAMILY = 'Report Sans';
export const SMALL = `11px "${FONT_FAMILY}"`;
export const BOLD = `bold 12px "${FONT_FAMILY}"`;

const TICKS = { color: MUTED, font: { family: FONT_FAMILY, size: 11 } } as const;

/** What all charts of a picture are told. */
export const OPTIONS = {
  animation: false,
  responsive: false,
  parsing: false,
  normalized: true,
  events: [],
  plugins: { legend: { display: false }, tooltip: { enabled: false } },
} as const;

export const ticks = <Extra extends object>(extra: Extra) => ({ ...TICKS, maxRotation: 0, ...extra });

/** Beside a text and before what it belongs to. */
const GUTTER = 10;

/** Width that small texts in a column beside a plot are given: that of the widest, between two bounds. */
export function roomFor(ctx: Chart['ctx'], texts: readonly string[], least: number, most: number): number {
  ctx.save();
  ctx.font = SMALL;
  const widest = Math.max(0, ...texts.map(text => ctx.measureText(text).width));
  ctx.restore();
  return Math.min(most, Math.max(least, Math.ceil(widest) + GUTTER));
}

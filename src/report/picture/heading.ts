/** What a chart of a picture is, at its top left. */
import type { Plugin } from 'chart.js';
import { shortened } from './labels.ts';
import { BOLD, INK, MUTED, SMALL } from './style.ts';

export interface Heading extends Plugin<'line'> {
  readonly title: string;
  readonly about: string;
}

export const heading = (title: string, about: string): Heading => ({
  id: 'heading',
  title,
  about,
  afterDraw: ({ ctx, width }) => {
    const fitting = (text: string): string => shortened(text, part => ctx.measureText(part).width, width - 4);
    ctx.save();
    ctx.textBaseline = 'top';
    ctx.font = BOLD;
    ctx.fillStyle = INK;
    ctx.fillText(fitting(title), 2, 5);
    ctx.font = SMALL;
    ctx.fillStyle = MUTED;
    ctx.fillText(fitting(about), 2, 22);
    ctx.restore();
  },
});

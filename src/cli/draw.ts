/**
 * Pictures as PNG files. The canvas is a native library, loaded when the first picture is drawn: where it has no binary,
 * or the font is missing, everything else still works and `drawer` is null.
 *
 * The font travels with a package, because a bare machine has none and text would vanish without a word.
 */
import { createRequire } from 'node:module';
import type { Canvas } from '@napi-rs/canvas';
import type { ChartConfiguration } from 'chart.js';
import type { Picture } from '../report/picture/picture.ts';
import { FONT_FAMILY } from '../report/picture/style.ts';

/** Device pixels per logical one. */
const DENSITY = 1.5;

export type Drawer = (picture: Picture) => Uint8Array;

let loading: Promise<Drawer | null> | null = null;

/** null where pictures cannot be drawn. */
export function drawer(): Promise<Drawer | null> {
  loading ??= load().catch(() => null);
  return loading;
}

async function load(): Promise<Drawer> {
  const { withChart, createCanvas } = await chartRenderer();
  return ({ width, height, ground, charts }) => {
    const canvas = createCanvas(Math.round(width * DENSITY), Math.round(height * DENSITY));
    const context = canvas.getContext('2d');
    context.fillStyle = ground;
    context.fillRect(0, 0, canvas.width, canvas.height);
    for (const { x, y, configuration, ...size } of charts)
      withChart(configuration, { ...size, density: DENSITY }, chart =>
        context.drawImage(chart, x * DENSITY, y * DENSITY),
      );
    return canvas.toBuffer('image/png');
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly density: number;
}

/** Chart.js on a canvas without a page. Rejects where the canvas or the font is not to be had. */
export async function chartRenderer() {
  const [{ Chart, registerables }, { createCanvas, GlobalFonts }] = await Promise.all([
    import('chart.js'),
    import('@napi-rs/canvas'),
  ]);
  Chart.register(...registerables);
  const require = createRequire(import.meta.url);
  for (const file of ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'])
    if (GlobalFonts.registerFromPath(require.resolve(`dejavu-fonts-ttf/ttf/${file}`), FONT_FAMILY) === null)
      throw new Error(`${file} is no font`);
  const withChart = (
    configuration: ChartConfiguration<'line'>,
    { width, height, density }: Size,
    use: (chart: Canvas) => void,
  ): void => {
    const canvas = createCanvas(width, height);
    const options = { ...configuration.options, devicePixelRatio: density };
    // Chart.js asks for a canvas of a page and uses of it what this one has.
    const chart = new Chart(canvas as never, { ...configuration, options });
    use(canvas);
    chart.destroy();
  };
  return { withChart, createCanvas };
}

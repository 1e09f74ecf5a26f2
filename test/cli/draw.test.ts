import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import { describe, expect, it } from 'vitest';
import { chartRenderer, drawer } from '../../src/cli/draw.ts';
import { pictureOf } from '../../src/report/picture/picture.ts';
import { FACTORIAL, RESULT } from '../report/fixture.ts';
import { differingShare, pixelsOf } from '../support/pixels.ts';

const draw = (await drawer())!;
const drawn = (result = RESULT): Uint8Array => draw(pictureOf(result)!);

describe('a picture', () => {
  it('is the same bytes for the same result', () => {
    expect(Buffer.compare(drawn(), drawn(structuredClone(RESULT)))).toBe(0);
  });

  it('is a PNG of the size it was planned in, at one and a half pixels per pixel', async () => {
    const { width, height } = await pixelsOf(drawn());
    const planned = pictureOf(RESULT)!;
    expect([width, height]).toEqual([planned.width * 1.5, planned.height * 1.5]);
  });

  it('shows text, whatever fonts the machine has', async () => {
    // The title of the first chart: dark pixels in its place, none in the empty strip above.
    const { data, width } = await pixelsOf(drawn());
    const dark = (top: number, bottom: number): number =>
      [...data.subarray(4 * width * top, 4 * width * bottom)].filter((value, at) => at % 4 === 0 && value < 100).length;
    expect(dark(8, 26)).toBeGreaterThan(300);
    expect(dark(0, 6)).toBe(0);
  });

  it('shows another result differently', async () => {
    expect(await differingShare(drawn(), drawn(RESULT))).toBe(0);
    expect(await differingShare(drawn(), drawn(FACTORIAL))).toBeGreaterThan(0.001);
  });

  it('is there for a scenario without mitigations, and not for one that was never run', () => {
    expect(pictureOf({ ...RESULT, variants: RESULT.variants.slice(0, 1) })!.charts).toHaveLength(1);
    expect(pictureOf({ ...RESULT, replications: 0 })).toBeNull();
  });

  it('says in words what it shows', () => {
    expect(pictureOf(RESULT)!.words).toMatch(/never recovers from slow-db.*Availability over time of 5 variants\.$/);
  });
});

describe('a chart', () => {
  it('has the bytes that chartjs-node-canvas gives it', async () => {
    const { withChart } = await chartRenderer();
    for (const { configuration, width, height } of pictureOf(RESULT)!.charts) {
      let bytes: Uint8Array = new Uint8Array();
      withChart(configuration, { width, height, density: 1 }, chart => {
        bytes = chart.toBuffer('image/png');
      });
      const reference = new ChartJSNodeCanvas({ width, height });
      const options = { ...configuration.options, devicePixelRatio: 1 };
      expect(Buffer.compare(bytes, reference.renderToBufferSync({ ...configuration, options }))).toBe(0);
    }
  });
});

/** Compares two PNG files by what they show. */
import { createCanvas, loadImage } from '@napi-rs/canvas';

/** A colour channel that is off by less than this is the same to the eye. */
const VISIBLE = 24;

/** Share of the pixels that look different, 0..1; 1 when the pictures are of different sizes. */
export async function differingShare(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [first, second] = [await pixelsOf(one), await pixelsOf(other)];
  if (first.width !== second.width || first.height !== second.height) return 1;
  let different = 0;
  for (let at = 0; at < first.data.length; at += 4) {
    const off = [0, 1, 2].some(channel => Math.abs(first.data[at + channel]! - second.data[at + channel]!) > VISIBLE);
    if (off) different++;
  }
  return different / (first.width * first.height);
}

export async function pixelsOf(png: Uint8Array) {
  const image = await loadImage(Buffer.from(png));
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
}

/**
 * The exponential distribution, by the ziggurat of Marsaglia & Tsang (Journal of Statistical Software 5(8), 2000): the
 * density is covered by 256 layers of equal area; a point of a random layer is nearly always under the density, which
 * one integer comparison confirms. The layer and the place in it come from different bits of the draw (J. Doornik's
 * correction, 2005), and the tables are computed with this engine's own arithmetic.
 */
import { exp, ln } from '../arithmetic.ts';
import type { Random } from '../random.ts';
import { Distribution, requireParameter } from './base.ts';

export class Exponential extends Distribution {
  override readonly mean: number;
  override readonly scv = 1;

  constructor(mean: number) {
    super();
    requireParameter(mean > 0 && mean < Infinity, 'an exponential mean above 0', mean);
    this.mean = mean;
  }

  override sample(random: Random): number {
    return this.mean * standardExponential(random);
  }

  /** As inherited, in one step: this is the commonest draw of all. */
  override drawInto(random: Random, column: Float64Array, place: number): void {
    drawStandard(random, column, place);
    column[place] = Math.floor(this.mean * column[place]! + 0.5);
  }
}

/** A draw with mean 1: one 32-bit number in 97.8 % of cases. */
export function standardExponential(random: Random): number {
  drawStandard(random, single, 0);
  return single[0]!;
}

/** The same for a whole column at once. */
export function fillWithStandardExponentials(random: Random, column: Float64Array): void {
  for (let place = 0; place < column.length; place++) drawStandard(random, column, place);
}

/**
 * Puts a draw with mean 1 into a column: nothing is returned, so nothing has to become an object on its way. Nor do the
 * two cases meet before they are stored: the compiler would make objects of both, to have one kind of thing.
 */
const drawStandard = (random: Random, column: Float64Array, place: number): void => {
  const bits = random.bits();
  const layer = bits & 255;
  const distance = bits >>> 8;
  if (distance < surePlaces[layer]!) column[place] = (distance + 0.5) * placeWidth[layer]!;
  else column[place] = outsideSureArea(random, layer, distance);
};

const single = new Float64Array(1);
const LAYERS = 256;
const PLACES = 16777216; // 24 bits
const TAIL_START = 7.69711747013105;
const LAYER_AREA = 0.003949659822581557; // of each layer; the lowest one's includes the tail

/** Where each layer ends: falling from the lowest layer (as a box of the layer's area) to 0 at the top. */
const layerEnd = new Float64Array(LAYERS + 1);
/** The density at each layer's end. */
const density = new Float64Array(LAYERS + 1);
const placeWidth = new Float64Array(LAYERS);
/** Places below this one are under the density over the whole height of the layer. */
const surePlaces = new Int32Array(LAYERS);
fillTables();

function fillTables(): void {
  layerEnd[0] = LAYER_AREA / exp(-TAIL_START);
  layerEnd[1] = TAIL_START;
  for (let i = 2; i < LAYERS; i++) {
    layerEnd[i] = -ln(exp(-layerEnd[i - 1]!) + LAYER_AREA / layerEnd[i - 1]!);
  }
  for (let i = 0; i <= LAYERS; i++) density[i] = exp(-layerEnd[i]!);
  for (let i = 0; i < LAYERS; i++) {
    placeWidth[i] = layerEnd[i]! / PLACES;
    surePlaces[i] = Math.floor((layerEnd[i + 1]! / layerEnd[i]!) * PLACES);
  }
}

/** The rare rest. What lies in the tail is again exponential, begun at the tail's start: it has no memory. */
function outsideSureArea(random: Random, layer: number, place: number): number {
  if (layer === 0) return TAIL_START + standardExponential(random);
  const x = (place + 0.5) * placeWidth[layer]!;
  const height = density[layer]! + random.uniform() * (density[layer + 1]! - density[layer]!);
  return height < exp(-x) ? x : standardExponential(random);
}

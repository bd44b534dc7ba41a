import type { TakenPicture as SentPicture } from './picture-page.ts';

/* What can be read off a taken picture, by its pixels and the texts on it. */

export type TakenPicture = Omit<SentPicture, 'pixels'> & { readonly pixels: Buffer };

export type IsPixel = (red: number, green: number, blue: number) => boolean;
export const isMask: IsPixel = (red, green, blue) => red > 150 && red > green + 60 && green > blue;
export const isBright: IsPixel = (red, green, blue) => red > 225 && green > 225 && blue > 225;
export const isLit: IsPixel = (red, green, blue) => red + green + blue > 90;
const isCrosshair: IsPixel = (red, green, blue) => green > red + 40 && blue > red + 20;

export function pixelIs({ pixels, width }: TakenPicture, x: number, y: number, isPixel: IsPixel): boolean {
  const at = 4 * (y * width + x);
  return isPixel(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!);
}

/** Mean place of the pixels within the image: letters and scale bar lie outside the middle part. */
export function meanPlace(picture: TakenPicture, isPixel: IsPixel): { x: number; y: number } {
  let [count, sumX, sumY] = [0, 0, 0];
  const tileHeight = (picture.width * 460) / 520;
  for (let y = Math.round(tileHeight * 0.12); y < tileHeight * 0.88; y += 1) {
    for (let x = Math.round(picture.width * 0.06); x < picture.width * 0.94; x += 1) {
      if (!pixelIs(picture, x, y, isPixel)) continue;
      count += 1;
      sumX += x + 0.5;
      sumY += y + 0.5;
    }
  }
  return { x: sumX / count, y: sumY / count };
}

/** Where the crosshair's lines meet: middles of the columns and of the rows that are its colour over most of their length. */
export function crossing(picture: TakenPicture): { x: number; y: number } {
  const tileHeight = Math.floor((picture.width * 460) / 520);
  const column = (x: number): number => countTrue(tileHeight, (y) => pixelIs(picture, x, y, isCrosshair));
  const row = (y: number): number => countTrue(picture.width, (x) => pixelIs(picture, x, y, isCrosshair));
  return { x: middleOfMost(picture.width, column), y: middleOfMost(tileHeight, row) };
}

export function countTrue(length: number, isTrue: (n: number) => boolean): number {
  let count = 0;
  for (let n = 0; n < length; n += 1) if (isTrue(n)) count += 1;
  return count;
}

function middleOfMost(length: number, measure: (n: number) => number): number {
  const counts = Array.from({ length }, (_, n) => measure(n));
  const most = Math.max(...counts);
  const line = counts.flatMap((count, n) => (count > most / 2 ? [n + 0.5] : []));
  return line.reduce((sum, n) => sum + n, 0) / line.length;
}

/** The bar's length in pixels against the length written above it. */
export function scaleBar(picture: TakenPicture): { pixelsPerMm: number; lengthPixels: number } {
  const label = picture.texts.find(({ text, x }) => / mm$/.test(text) && x < picture.width / 4 && !text.includes('·'));
  if (label === undefined) throw new Error('no scale bar');
  const isLine: IsPixel = (red, green, blue) => Math.min(red, green, blue) > 120;
  let longest = 0;
  const from = Math.floor(label.x) - 8;
  for (let y = Math.floor(label.y); y < (picture.width * 460) / 520; y += 1) {
    let run = 0;
    for (let x = from; x < picture.width / 2; x += 1) {
      run = pixelIs(picture, x, y, isLine) ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
  }
  return { pixelsPerMm: longest / Number.parseFloat(label.text), lengthPixels: longest };
}

import { expect, test } from 'vitest';
import { scaleBarLengthMm, sliceCaption, topLetterPlace } from './annotations.ts';

const frame = { originMm: [-10, -20, -30], spacingMm: [1, 2, 0.5], size: [21, 21, 155] } as const;

test('the caption says on which side, how far, and which slice of how many', () => {
  expect(sliceCaption(frame, 'axial', 77)).toBe('S 8.5 mm · 78/155');
  expect(sliceCaption(frame, 'axial', 0)).toBe('I 30.0 mm · 1/155');
  expect(sliceCaption(frame, 'coronal', 10)).toBe('0.0 mm · 11/21');
  expect(sliceCaption(frame, 'coronal', 1)).toBe('P 18.0 mm · 2/21');
  expect(sliceCaption(frame, 'sagittal', 20)).toBe('R 10.0 mm · 21/21');
  expect(sliceCaption(frame, 'sagittal', 0)).toBe('L 10.0 mm · 1/21');
});

test.each([
  [2, 150, 50],
  [2, 199, 50],
  [2, 200, 100],
  [0.5, 200, 200],
  [0.5, 6, 10],
  [20, 150, 5],
  [60, 150, 2],
  [100, 150, 1],
  [250, 150, 0.5],
])('at %d pixels per mm with %d pixels of room the scale bar is %d mm long', (pixelsPerMm, room, lengthMm) => {
  expect(scaleBarLengthMm(pixelsPerMm, room)).toBe(lengthMm);
});

test('there is no scale bar where not even half a millimetre fits', () => {
  expect(scaleBarLengthMm(400, 150)).toBeNull();
});

test('the upper letter stands in the middle, beside a caption that reaches there, or below it, and never on it', () => {
  const caption = { x: 6, y: 7, width: 118, height: 21 };
  const placeIn = (width: number): { x: number; y: number } => topLetterPlace(width, { inset: 10, size: 20, caption });
  expect(placeIn(300)).toEqual({ x: 150, y: 10 });
  expect(placeIn(248)).toEqual({ x: 139, y: 10 });
  expect(placeIn(180)).toEqual({ x: 90, y: 32 });
  for (let width = 120; width < 400; width += 1) {
    const { x, y } = placeIn(width);
    expect(x - 10 >= caption.x + caption.width || y >= caption.y + caption.height).toBe(true);
    expect(x + 10).toBeLessThan(width);
  }
});

import { describe, expect, test } from 'vitest';
import { planes } from '#shared/domain/display.ts';
import { screenAxes, sideLetter } from './planes.ts';

describe('screenAxes', () => {
  test("puts the patient's right on the left of radiological pictures, on the right of neurological ones", () => {
    for (const plane of ['axial', 'coronal'] as const) {
      expect(screenAxes(plane, 'radiological').right).toEqual({ worldAxis: 0, sign: -1 });
      expect(screenAxes(plane, 'neurological').right).toEqual({ worldAxis: 0, sign: 1 });
    }
  });

  test('keeps anterior up in axial, superior up elsewhere, anterior left in sagittal, in both conventions', () => {
    for (const convention of ['radiological', 'neurological'] as const) {
      expect(screenAxes('axial', convention).down).toEqual({ worldAxis: 1, sign: -1 });
      expect(screenAxes('coronal', convention).down).toEqual({ worldAxis: 2, sign: -1 });
      expect(screenAxes('sagittal', convention).down).toEqual({ worldAxis: 2, sign: -1 });
      expect(screenAxes('sagittal', convention).right).toEqual({ worldAxis: 1, sign: -1 });
    }
  });

  test('uses two different world axes in every plane', () => {
    for (const plane of planes) {
      const { right, down } = screenAxes(plane, 'radiological');
      expect(right.worldAxis).not.toBe(down.worldAxis);
    }
  });
});

test('sideLetter names the side a direction points to most', () => {
  expect([sideLetter([2, 0, 0]), sideLetter([-2, 0, 0])]).toEqual(['R', 'L']);
  expect([sideLetter([0, 0.1, 0]), sideLetter([0, -0.1, 0])]).toEqual(['A', 'P']);
  expect([sideLetter([0, 0, 3]), sideLetter([0, 0, -3])]).toEqual(['S', 'I']);
  expect(sideLetter([0.4, -0.8, 0.3])).toBe('P');
});

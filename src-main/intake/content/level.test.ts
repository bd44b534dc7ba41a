import { describe, expect, test } from 'vitest';
import { identityAffine } from '#shared/domain/affine.ts';
import { chooseLevelMm } from './level.ts';
import { sketchSpacingMm, type Sketch } from '../../imaging/sketch.ts';

const edge = 10;

/** Slices of 10 x 10 points from lattice height `bottom` up, each with as many foreground points as `areas` says. */
function sketchOf(bottom: number, areas: readonly number[]): Sketch {
  const plane = edge * edge;
  const values = new Uint8Array(plane * areas.length);
  areas.forEach((area, slice) => {
    for (let point = 0; point < area; point += 1) values[plane * slice + point] = 1 + (point % 200);
  });
  return {
    first: [0, 0, bottom],
    size: [edge, edge, areas.length],
    grid: { shape: [edge, edge, areas.length], affine: identityAffine },
    values,
    foregroundCount: areas.reduce((sum, area) => sum + area, 0),
    isMasked: true,
  };
}

describe('chooseLevelMm', () => {
  test('of one image: its widest slice', () => {
    expect(chooseLevelMm([sketchOf(5, [10, 40, 90, 30])])).toBe(7 * sketchSpacingMm);
    expect(chooseLevelMm([])).toBe(0);
  });

  test('lies within every field of view, though the first is wider elsewhere', () => {
    const whole = sketchOf(0, [20, 60, 100, 60, 40, 30]);
    const slab = sketchOf(4, [50, 50, 50, 50]);
    expect([4, 5].map((slice) => slice * sketchSpacingMm)).toContain(chooseLevelMm([whole, slab]));
    expect([4, 5].map((slice) => slice * sketchSpacingMm)).toContain(chooseLevelMm([slab, whole]));
  });

  test('of images that share no height: the widest of the first', () => {
    expect(chooseLevelMm([sketchOf(0, [20, 60, 30]), sketchOf(40, [50, 90, 50])])).toBe(1 * sketchSpacingMm);
  });
});

import { describe, expect, test } from 'vitest';
import type { Affine, Geometry } from '#shared/domain/affine.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { axisAlignedGeometry, everyOrientation } from '../../tests/reference/orientations.ts';
import { gridAround, scanOn, storeTowards } from '../../tests/reference/regrid.ts';
import { sampleLinearly, storedWalk } from './linear-sampling.ts';

function volumeOn(grid: Geometry): Volume {
  const voxels = Float32Array.from({ length: voxelCount(grid.shape) }, (_, offset) => 1 + ((offset * 37) % 101));
  return { ...grid, dataType: 'float32', scale: { slope: 1, intercept: 0 }, voxels };
}

/** Values of a line of voxels at places of its own axis; NaN where nothing is. */
function sampleLine(values: readonly number[], places: readonly number[], reach = 0.5): readonly number[] {
  return places.map((place) => {
    let result = NaN;
    const targetToSource: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, place, 0, 0, 0, 1];
    const source = storedWalk([1, 1, values.length]);
    sampleLinearly({ target: storedWalk([1, 1, 1]), source, targetToSource, reach }, (_, offsets, weights) => {
      result = [...offsets].reduce((sum, offset, corner) => sum + (values[offset] ?? NaN) * (weights[corner] ?? 0), 0);
    });
    return result;
  });
}

describe('sampleLinearly', () => {
  test('between two centres in proportion; in the outer half of a border voxel its own value; beyond, nothing', () => {
    expect(sampleLine([10, 20, 40], [0, 0.25, 1, 1.5, 2])).toEqual([10, 12.5, 20, 30, 40]);
    expect(sampleLine([10, 20, 40], [-0.5, -0.2, 2.4])).toEqual([10, 10, 40]);
    expect(sampleLine([10, 20, 40], [-0.51, 2.5, 9])).toEqual([NaN, NaN, NaN]);
    expect(sampleLine([10, 20, 40], [-9, 9], Infinity)).toEqual([10, 40]);
  });

  test('a header’s rounding is no interpolation: a NaN beside the place is not touched', () => {
    expect(sampleLine([NaN, 20, NaN], [0.99995, 1, 1.00005])).toEqual([20, 20, 20]);
  });

  test.each(everyOrientation.filter((_, index) => index % 7 === 0))('stored %s, the same voxels to the bit', (code) => {
    const volume = volumeOn(axisAlignedGeometry('LPS', [4, 5, 6], [0.7, 1.3, 2.1]));
    expect(scanOn(volume, storeTowards(volume, code)).voxels).toEqual(volume.voxels);
  });

  test.skipIf(noOracle)('an oblique, anisotropic grid: as nibabel and scipy resample it', () => {
    const volume = volumeOn(axisAlignedGeometry('SRP', [9, 11, 7], [2.2, 0.8, 1.3]));
    const spacingMm = [0.6, 1.1, 1.7] as const;
    const grid = gridAround(volume, { turnDegrees: [12, -20, 31], spacingMm, size: [14, 13, 9] });
    const [values, isInside] = runOracle(
      `
import nibabel.processing
from scipy.ndimage import map_coordinates
voxels = np.array(json.loads(args[0]), np.float32).reshape(9, 11, 7, order='F')
source, target = [np.array(json.loads(a)).reshape(4, 4) for a in args[1:3]]
shape = json.loads(args[3])
index = np.stack(np.meshgrid(*[np.arange(n) for n in shape], indexing='ij')).reshape(3, -1)
at = nibabel.affines.apply_affine(np.linalg.inv(source) @ target, index.T).T
inside = ((at >= -0.5) & (at < np.array(voxels.shape)[:, None] - 0.5)).all(0)
out = np.where(inside, map_coordinates(voxels.astype(float), at, order=1, mode='nearest'), 0).reshape(shape)
# within the outer centres, nibabel's own resampling says the same
image = nibabel.processing.resample_from_to(nibabel.Nifti1Image(voxels.astype(float), source), (shape, target), order=1)
core = ((at >= 0) & (at <= np.array(voxels.shape)[:, None] - 1)).all(0).reshape(shape)
assert core.sum() > 100 and np.abs(image.get_fdata()[core] - out[core]).max() < 1e-6
print(json.dumps([out.ravel(order='F').tolist(), inside.reshape(shape).ravel(order='F').tolist()]))`,
      [
        JSON.stringify([...volume.voxels]),
        JSON.stringify(volume.affine),
        JSON.stringify(grid.affine),
        JSON.stringify(grid.shape),
      ],
    ) as [number[], boolean[]];
    const sampled = scanOn(grid, volume).voxels;
    expect(new Set(isInside)).toEqual(new Set([true, false]));
    // float32, and places within 1e-4 of a centre are that centre
    const worst = values.reduce((most, value, offset) => Math.max(most, Math.abs(value - (sampled[offset] ?? NaN))), 0);
    expect(worst).toBeLessThan(1e-2);
  });
});

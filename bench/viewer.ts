/*
 * Milliseconds for one slice of a BraTS-sized study (240 x 240 x 155 int16, label map over it), from
 * stored voxels to two layers of pixels, as often as a view has to while the wheel turns.
 *   node bench/viewer.ts
 */
import { identityAffine, type Affine, type Geometry } from '#shared/domain/affine.ts';
import { planes, type Plane } from '#shared/domain/display.ts';
import { colourMapTable } from '../src-renderer/viewer/colour-maps.ts';
import type { DisplayLabels, DisplayVolume } from '../src-renderer/viewer/display-volume.ts';
import { createLabelLook } from '../src-renderer/viewer/label-look.ts';
import { createReadingFrame, frameCentreMm, sliceCount, withSlice } from '../src-renderer/viewer/reading-frame.ts';
import { createSlicePictureMaker, type PictureScene } from '../src-renderer/viewer/slice-picture.ts';

const shape = [240, 240, 155] as const;
const slices = 200;

/** Turned by 10 and 5 degrees: every pixel falls between voxels. */
const oblique: Affine = (() => {
  const [c, s, d, t] = [Math.cos(0.17), Math.sin(0.17), Math.cos(0.09), Math.sin(0.09)];
  return [
    [c, -s, 0, 0],
    [s * d, c * d, -t, 0],
    [s * t, c * t, d, 0],
    [0, 0, 0, 1],
  ].flat();
})();

function createScene(affine: Affine, isInterpolated: boolean): PictureScene {
  const voxels = new Int16Array(shape[0] * shape[1] * shape[2]);
  const codes = new Uint8Array(voxels.length);
  for (let n = 0; n < voxels.length; n += 1) {
    voxels[n] = (n * 7919) % 1200;
    codes[n] = (n >> 5) % 4;
  }
  const grid: Geometry = { shape, affine };
  const volume: DisplayVolume = { ...grid, voxels, slope: 1, intercept: 0 };
  const labels: DisplayLabels = { ...grid, voxels: codes };
  const frame = createReadingFrame(grid);
  const crosshairMm = frameCentreMm(frame);
  return {
    frame,
    volume,
    labels,
    otherLabels: null,
    labelLook: createLabelLook({ style: 'both', hiddenTissues: [], outlinedRegions: [], agreement: null }),
    colours: colourMapTable('grey'),
    window: { low: 10, high: 1000 },
    crosshairMm,
    convention: 'radiological',
    isInterpolated,
  };
}

/** Median and 95th percentile over the slices of a plane, after one pass to warm up. */
function measure(scene: PictureScene, plane: Plane): string {
  const maker = createSlicePictureMaker(plane);
  const durationsMs: number[] = [];
  for (let n = 0; n < 2 * slices; n += 1) {
    const slice = (n * 37) % sliceCount(scene.frame, plane);
    const crosshairMm = withSlice(scene.frame, plane, scene.crosshairMm, slice);
    const start = performance.now();
    maker.render({ ...scene, crosshairMm });
    if (n >= slices) durationsMs.push(performance.now() - start);
  }
  durationsMs.sort((a, b) => a - b);
  const at = (share: number): string => (durationsMs[Math.floor(share * durationsMs.length)] ?? Number.NaN).toFixed(2);
  return `${at(0.5).padStart(8)} ${at(0.95).padStart(8)}`;
}

const cases = [
  { name: 'voxels as stored', scene: createScene(identityAffine, true) },
  { name: 'oblique, nearest', scene: createScene(oblique, false) },
  { name: 'oblique, linear', scene: createScene(oblique, true) },
];
process.stdout.write(`${'ms per slice with labels'.padEnd(34)} median      p95\n`);
for (const { name, scene } of cases) {
  for (const plane of planes) {
    process.stdout.write(`${name.padEnd(20)}${plane.padEnd(12)}${measure(scene, plane)}\n`);
  }
}

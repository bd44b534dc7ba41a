import { identityAffine } from '#shared/domain/affine.ts';
import { planes } from '#shared/domain/display.ts';
import { sweepBrush } from '#shared/domain/edit/brush.ts';
import { beginEdit, countVoxels } from '#shared/domain/edit/label-edit.ts';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { colourMapTable } from '../src-renderer/viewer/colour-maps.ts';
import { createLabelLook } from '../src-renderer/viewer/label-look.ts';
import { createReadingFrame } from '../src-renderer/viewer/reading-frame.ts';
import { createSliceView, type SliceScene } from '../src-renderer/viewer/slice-view.ts';

/* The page of brush.ts: three views over a BraTS-sized study, and a sphere painted along a path. */

export interface BrushBench {
  /** Paints for some frames; milliseconds between frames, and of painting voxels alone. */
  run(radiusMm: number, frames: number): Promise<{ frameMs: number[]; brushMs: number[] }>;
}

declare global {
  interface Window {
    brushBench: BrushBench;
  }
}

const shape = [240, 240, 155] as const;
const grid = { shape, affine: identityAffine };
const voxels = Int16Array.from({ length: voxelCount(shape) }, (_, n) => (n * 7919) % 1200);
const labels = new Uint8Array(voxelCount(shape));
const counts = countVoxels(labels);
const look = createLabelLook({ style: 'fill', hiddenTissues: [], outlinedRegions: [], agreement: null });
const plain: SliceScene = {
  frame: createReadingFrame(grid),
  volume: { ...grid, voxels, slope: 1, intercept: 0 },
  labels: { ...grid, voxels: labels },
  otherLabels: null,
  labelLook: look,
  window: { low: 0, high: 1200 },
  colours: colourMapTable('grey'),
  crosshairMm: [120, 120, 78],
  convention: 'radiological',
  isInterpolated: true,
  isLabelsVisible: true,
  labelOpacity: 0.5,
  isCrosshairVisible: true,
};

const views = planes.map((plane) => {
  const canvas = document.createElement('canvas');
  canvas.className = plane;
  document.body.append(canvas);
  const ignore = (): void => undefined;
  return createSliceView(canvas, plane, { onCrosshair: ignore, onHover: ignore, onStep: ignore, onWindowDrag: ignore });
});

/** Where the pointer is in a frame: a spiral through the axial slice shown. */
function placeAt(frame: number): Vec3 {
  const angle = frame / 9;
  const radius = 20 + (frame % 300) / 5;
  return [120 + radius * Math.cos(angle), 120 + radius * Math.sin(angle), 78];
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

window.brushBench = {
  async run(radiusMm, frames) {
    const [frameMs, brushMs]: [number[], number[]] = [[], []];
    const edit = beginEdit(labels, counts);
    let last = await nextFrame();
    for (let frame = 1; frame <= frames; frame += 1) {
      const start = performance.now();
      const path = { fromMm: placeAt(frame - 1), toMm: placeAt(frame) };
      sweepBrush(grid, { radiusMm, normalAxis: null }, path, (offset) => {
        edit.set(offset, 1 + ((frame >> 6) % 3));
      });
      brushMs.push(performance.now() - start);
      const scene = { ...plain, labels: { ...grid, voxels: new Uint8Array(labels.buffer) } };
      for (const view of views) view.draw(scene);
      const now = await nextFrame();
      frameMs.push(now - last);
      last = now;
    }
    edit.cancel();
    return { frameMs, brushMs };
  },
};

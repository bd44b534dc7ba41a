import type { Plane } from '#shared/domain/display.ts';
import { collectRegion, type Region } from '#shared/domain/edit/region.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import { voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import { normalAxis } from '../viewer/planes.ts';
import { voxelAt } from '../viewer/readout.ts';
import { patchCorrection, type WorkspaceContext } from './context.ts';
import type { CorrectionRefusal, CorrectionState } from './correction-state.ts';
import type { MaskSession } from './mask-session.ts';
import type { WorkingMask } from './working-mask.ts';

/** The voxel pressed, and the code it has. */
interface Pressed {
  readonly voxel: Vec3;
  readonly code: number;
  readonly slice: { readonly normalAxis: 0 | 1 | 2; readonly positionMm: number };
}

/** Where voxels change, and into what; or why nothing does. */
type Outcome = { readonly offsets: readonly number[]; readonly code: number } | CorrectionRefusal;

/** Fills, changes, removes or keeps what hangs together with the voxel at a place. One step of the history. */
export function pressRegionTool(
  context: WorkspaceContext,
  session: MaskSession,
  { plane, at }: { readonly plane: Plane; readonly at: Vec3 },
): void {
  const mask = session.working();
  if (mask === null) return;
  const voxel = voxelAt(mask.grid, at);
  const axis = normalAxis[plane];
  const outcome =
    voxel === null
      ? 'outside'
      : outcomeOf(mask, context.store.getState().correction, {
          voxel,
          code: mask.labels[voxelOffset(mask.grid.shape, voxel)] ?? 0,
          slice: { normalAxis: axis, positionMm: at[axis] },
        });
  const edit = typeof outcome === 'string' ? null : session.begin();
  if (typeof outcome === 'string' || edit === null) {
    patchCorrection(context, { refusal: typeof outcome === 'string' ? outcome : null });
    return;
  }
  for (const offset of outcome.offsets) edit.set(offset, outcome.code);
  patchCorrection(context, { refusal: edit.changedVoxels === 0 ? 'nothing-there' : null });
  session.keep(edit);
}

function outcomeOf(mask: WorkingMask, { tool, tissue, isThroughSlices }: CorrectionState, pressed: Pressed): Outcome {
  const code = internalLabels[tissue];
  if (tool === 'fill') return fill(mask, pressed, { code, isThroughSlices });
  if (pressed.code === 0) return 'no-label';
  const { labels, grid } = mask;
  const component = (belongs: (offset: number) => boolean): Region =>
    collectRegion(grid, pressed.voxel, belongs, { connectivity: 26 });
  switch (tool) {
    case 'relabel':
      return { offsets: component((offset) => labels[offset] === pressed.code).offsets, code };
    case 'remove':
      return { offsets: component((offset) => labels[offset] !== 0).offsets, code: 0 };
    case 'keep':
      return { offsets: labelledBut(labels, component((offset) => labels[offset] !== 0).offsets), code: 0 };
    case 'brush':
    case 'eraser':
    case null:
      return 'nothing-there';
  }
}

function fill(
  { labels, grid }: WorkingMask,
  { voxel, code: pressedCode, slice }: Pressed,
  { code, isThroughSlices }: { readonly code: number; readonly isThroughSlices: boolean },
): Outcome {
  const isBackground = pressedCode === 0;
  const { offsets, isOpen } = collectRegion(grid, voxel, (offset) => labels[offset] === pressedCode, {
    connectivity: 6,
    slice: isThroughSlices ? undefined : slice,
    stopsAtEdge: isBackground,
  });
  return isBackground && isOpen ? 'open-region' : { offsets, code };
}

function labelledBut(labels: Uint8Array, kept: readonly number[]): readonly number[] {
  const isKept = new Uint8Array(labels.length);
  for (const offset of kept) isKept[offset] = 1;
  const others: number[] = [];
  for (let offset = 0; offset < labels.length; offset += 1) {
    if (labels[offset] !== 0 && isKept[offset] === 0) others.push(offset);
  }
  return others;
}

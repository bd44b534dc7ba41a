import { voxelCount } from '#shared/domain/vector.ts';
import { bytesPerVoxel, type DataType } from '#shared/domain/volume.ts';
import { outlinedBrainMaskId } from './brain-slice.ts';
import { failureIn, openStudyOf, patchOpenStudy, type WorkspaceContext } from './context.ts';
import { isComparing } from './panes.ts';
import { activeVolume, comparedLabelMap, shownLabelMapId } from './selectors.ts';
import { shownUncertaintyMapId } from './uncertainty-slice.ts';

/** Reads the shown label map alone, if it is not held. */
export async function loadShownLabels(context: WorkspaceContext): Promise<void> {
  const open = openStudyOf(context);
  const blobId = shownLabelMapId(context.store.getState());
  if (open !== null && blobId !== null) await load(context, open.study.studyId, { blobId, dataType: 'uint8' });
}

/**
 * Reads what is on the screen first: the shown volume, the shown label map, the one it is compared with; then the study's other
 * volumes as far as there is room, so that changing the modality is instant. What is already held is
 * not read again.
 */
export async function loadStudyVoxels(context: WorkspaceContext): Promise<void> {
  const { store } = context;
  const open = openStudyOf(context);
  if (open === null) return;
  const { studyId, volumes } = open.study;
  if (Object.keys(open.blobFailures).length > 0) patchOpenStudy(context, studyId, { blobFailures: {} });
  const active = activeVolume(store.getState());
  if (active !== null) await load(context, studyId, { blobId: active.volumeId, dataType: active.dataType });
  await loadShownLabels(context);
  const mapId = shownUncertaintyMapId(store.getState());
  if (mapId !== null) await load(context, studyId, { blobId: mapId, dataType: 'uint8' });
  const brainId = outlinedBrainMaskId(store.getState());
  if (brainId !== null) await load(context, studyId, { blobId: brainId, dataType: 'uint8' });
  const compared = isComparing(store.getState()) ? comparedLabelMap(store.getState()) : null;
  if (compared !== null) await load(context, studyId, { blobId: compared.labelMapId, dataType: 'uint8' });
  for (const { volumeId, dataType, shape } of volumes) {
    const isHeld = context.volumes.peek(volumeId) !== null;
    if (isHeld || !context.volumes.hasRoomFor(voxelCount(shape) * bytesPerVoxel(dataType))) continue;
    await load(context, studyId, { blobId: volumeId, dataType });
  }
}

/** Reads one blob for a study, unless the user has left it meanwhile. */
async function load(
  context: WorkspaceContext,
  studyId: string,
  { blobId, dataType }: { blobId: string; dataType: DataType },
): Promise<void> {
  if (openStudyOf(context, studyId) === null) return;
  try {
    await context.volumes.load(blobId, dataType);
    patchOpenStudy(context, studyId, { heldBlobs: context.volumes.heldBlobs() });
  } catch (error) {
    const failures = openStudyOf(context, studyId)?.blobFailures ?? {};
    patchOpenStudy(context, studyId, { blobFailures: { ...failures, [blobId]: failureIn(context, error) } });
  }
}

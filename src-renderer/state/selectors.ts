import type { Result, StudySummary, StudyVolume } from '#shared/contract/index.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { LabelConvention, Region, Tissue } from '#shared/domain/label-scheme.ts';
import type { IntensityWindow } from '../viewer/display-volume.ts';
import type { WorkspaceState } from './workspace-state.ts';

export type Screen = 'studies' | 'intake' | 'workspace';

/** An intake lies over whatever was there, so that leaving it returns to it. */
export function selectScreen(state: WorkspaceState): Screen {
  if (state.intake.status !== 'none') return 'intake';
  return state.study.status === 'none' ? 'studies' : 'workspace';
}

/** Studies whose patient name contains the query, whatever the case. */
export function filterStudies(studies: readonly StudySummary[], query: string): readonly StudySummary[] {
  const wanted = query.trim().toLocaleLowerCase();
  if (wanted === '') return studies;
  return studies.filter((study) => study.patientName.toLocaleLowerCase().includes(wanted));
}

/** The volume of the modality on the screen. */
export function activeVolume({ study, viewer }: WorkspaceState): StudyVolume | null {
  if (study.status !== 'open') return null;
  return study.study.volumes.find((volume) => volume.modality === viewer.modality) ?? null;
}

export function activeWindow(state: WorkspaceState): IntensityWindow | null {
  return state.viewer.windows[state.viewer.modality] ?? activeVolume(state)?.window ?? null;
}

/** The result on the screen; null when it is the reference, or nothing. */
export function shownResult({ study, viewer: { shownLabels } }: WorkspaceState): Result | null {
  if (study.status !== 'open' || shownLabels.kind !== 'result') return null;
  return study.study.results.find((result) => result.resultId === shownLabels.resultId) ?? null;
}

export function hasSegmentation({ study }: WorkspaceState): boolean {
  return study.status === 'open' && study.study.results.length > 0;
}

/** Volumes in mL of a label map, and the blob its voxels are. */
export interface MeasuredLabelMap {
  readonly labelMapId: string;
  readonly tissuesMl: Readonly<Record<Tissue, number>>;
  readonly regionsMl: Readonly<Record<Region, number>>;
}

export function shownLabelMap(state: WorkspaceState): MeasuredLabelMap | null {
  if (state.study.status !== 'open') return null;
  return state.viewer.shownLabels.kind === 'reference' ? state.study.study.reference : shownResult(state);
}

export function shownLabelMapId(state: WorkspaceState): string | null {
  return shownLabelMap(state)?.labelMapId ?? null;
}

/** Why the image or the label map on the screen is not there; null while they are loading or present. */
export function blobFailure(state: WorkspaceState): Failure | null {
  if (state.study.status !== 'open') return null;
  const failures = state.study.blobFailures;
  for (const blobId of [activeVolume(state)?.volumeId, shownLabelMapId(state)]) {
    const failure = typeof blobId === 'string' ? failures[blobId] : undefined;
    if (failure !== undefined) return failure;
  }
  return null;
}

/** True while the voxels on the screen are on their way. */
export function isImageLoading(state: WorkspaceState): boolean {
  const volume = activeVolume(state);
  if (state.study.status !== 'open' || volume === null || blobFailure(state) !== null) return false;
  return !state.study.heldBlobs.includes(volume.volumeId);
}

export function exportConvention({ study, resultExport }: WorkspaceState): LabelConvention {
  if (resultExport.convention !== null) return resultExport.convention;
  return study.status === 'open' ? study.study.labelConvention : 'brats-2023';
}

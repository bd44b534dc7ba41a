import type { Result, Study, StudySummary, StudyVolume } from '#shared/contract/index.ts';
import type { ReadingLayout } from '#shared/domain/display.ts';
import type { MaskBase } from '#shared/domain/edit/mask-base.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { LabelConvention, Region, Tissue } from '#shared/domain/label-scheme.ts';
import { absentModality, type Modality, type SpareModality } from '#shared/domain/modality.ts';
import type { IntensityWindow } from '../viewer/display-volume.ts';
import { isEdited } from './correction-state.ts';
import type { ShownLabels, WorkspaceState } from './workspace-state.ts';

export type Screen = 'studies' | 'intake' | 'batch' | 'workspace' | 'settings';

/** An intake lies over whatever was there, so that leaving it returns to it. */
export function selectScreen(state: WorkspaceState): Screen {
  if (state.isSettingsOpen) return 'settings';
  if (state.intake.status !== 'none') return 'intake';
  if (state.batch.isOpen) return 'batch';
  return state.study.status === 'none' ? 'studies' : 'workspace';
}

/** Studies whose patient name contains the query, whatever the case, and however its letters are put together. */
export function filterStudies(studies: readonly StudySummary[], query: string): readonly StudySummary[] {
  // names from file names of a Mac hold Korean syllables in parts
  const plain = (text: string): string => text.normalize('NFC').toLocaleLowerCase();
  const wanted = plain(query.trim());
  if (wanted === '') return studies;
  return studies.filter((study) => plain(study.patientName).includes(wanted));
}

/** The one modality the open study has been opened without; null: it has all four. */
export function absentFromStudy({ study }: Pick<WorkspaceState, 'study'>): SpareModality | null {
  return study.status === 'open' ? absentModality(study.study.modalities) : null;
}

/** The volume of the modality on the screen. */
export function activeVolume(state: WorkspaceState): StudyVolume | null {
  return volumeOf(state, state.viewer.modality);
}

export function volumeOf({ study }: WorkspaceState, modality: Modality): StudyVolume | null {
  if (study.status !== 'open') return null;
  return study.study.volumes.find((volume) => volume.modality === modality) ?? null;
}

export function activeWindow(state: WorkspaceState): IntensityWindow | null {
  return windowOf(state, state.viewer.modality);
}

export function windowOf(state: WorkspaceState, modality: Modality): IntensityWindow | null {
  return state.viewer.windows[modality] ?? volumeOf(state, modality)?.window ?? null;
}

/** The result on the screen; null when it is the reference, or nothing. */
export function shownResult(state: WorkspaceState): Result | null {
  return resultOf(state, state.viewer.shownLabels);
}

function resultOf({ study }: WorkspaceState, labels: ShownLabels | MaskBase | null): Result | null {
  if (study.status !== 'open' || labels?.kind !== 'result') return null;
  return study.study.results.find((result) => result.resultId === labels.resultId) ?? null;
}

/** A corrected mask is on the screen that is no version yet. */
export function hasUnsavedCorrection({ viewer, correction: { mask } }: WorkspaceState): boolean {
  return viewer.shownLabels.kind === 'correction' && mask !== null && isEdited(mask);
}

/** The result that is exported: the one shown, or the one a mask in hand still equals. */
export function exportedResult(state: WorkspaceState): Result | null {
  if (state.viewer.shownLabels.kind !== 'correction') return shownResult(state);
  return hasUnsavedCorrection(state) ? null : resultOf(state, state.correction.mask?.base ?? null);
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
  return measuredLabelMap(state, state.viewer.shownLabels);
}

function measuredLabelMap({ study, correction }: WorkspaceState, labels: ShownLabels): MeasuredLabelMap | null {
  if (study.status !== 'open' || labels.kind === 'none') return null;
  if (labels.kind === 'correction') return correction.mask;
  if (labels.kind === 'reference') return study.study.reference;
  return study.study.results.find((result) => result.resultId === labels.resultId) ?? null;
}

/** What the shown label map can be compared with: the reference first, then results, newest first. */
export function comparableLabels({ study, viewer: { shownLabels } }: WorkspaceState): readonly ShownLabels[] {
  if (study.status !== 'open' || shownLabels.kind === 'none') return [];
  return allLabels(study.study).filter((labels) => !isSameLabels(labels, shownLabels));
}

const labelsOfStudy = new WeakMap<Study, readonly ShownLabels[]>();

/** The same objects for the same study, so that a selector may answer with one of them. */
function allLabels(study: Study): readonly ShownLabels[] {
  const known = labelsOfStudy.get(study);
  if (known !== undefined) return known;
  const all: readonly ShownLabels[] = [
    ...(study.reference === null ? [] : [{ kind: 'reference' as const }]),
    ...study.results.map(({ resultId }) => ({ kind: 'result' as const, resultId })),
  ];
  labelsOfStudy.set(study, all);
  return all;
}

/** The label map the shown one is compared with when asked for; null when there is no other. */
export function comparedLabels(state: WorkspaceState): ShownLabels | null {
  const comparable = comparableLabels(state);
  return comparable.find((labels) => isSameLabels(labels, state.viewer.comparedLabels)) ?? comparable[0] ?? null;
}

export function comparedLabelMap(state: WorkspaceState): MeasuredLabelMap | null {
  const labels = comparedLabels(state);
  return labels === null ? null : measuredLabelMap(state, labels);
}

export function isSameLabels(a: ShownLabels, b: ShownLabels): boolean {
  return a.kind === 'result' && b.kind === 'result' ? a.resultId === b.resultId : a.kind === b.kind;
}

/** The layout on the screen: the chosen one where there is something to show in it. */
export function layoutOf(state: WorkspaceState): ReadingLayout {
  const { layout } = state.viewer;
  return layout === 'label-maps' && comparedLabelMap(state) === null ? 'planes' : layout;
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

import { isSameGrid, type Geometry } from '#shared/domain/affine.ts';
import type { Failure } from '#shared/domain/failure.ts';
import {
  absentModality,
  gridModality,
  isModality,
  modalities,
  modalityNames,
  type Modality,
  type Slot,
  type SpareModality,
} from '#shared/domain/modality.ts';
import { describeDifference } from './grid-difference.ts';
import { measureOverlap } from './grid-overlap.ts';

/** A file as the study sees it. */
export interface AssessedFile {
  readonly fileId: string;
  readonly name: string;
  readonly slot: Slot | null;
  /** Null when the file could not be read: `failure` says why. */
  readonly geometry: Geometry | null;
  readonly failure: Failure | null;
  /** Whether every voxel is a label code; left out: not looked at. */
  readonly isLabelMap?: boolean;
}

export interface StudyAssessment {
  /** What is wrong with a file, in itself or beside the others; by `fileId`, sound files absent. */
  readonly fileFailures: ReadonlyMap<string, Failure>;
  /** What stands in the way of the study as a whole. */
  readonly problems: readonly Failure[];
  /** The one modality that is missing where a study may go on without it; a problem until that is decided. */
  readonly absent: SpareModality | null;
  readonly isReady: boolean;
}

/**
 * Whether files make a study: each modality once (but for one the user goes on without), in the same part of the world as T1ce, whose grid is
 * the study's; a reference that is a label map on that grid.
 * A file in no slot takes no part, and does not stand in the way.
 *
 * @param without the modality the user goes on without; counts only where just that one is missing.
 */
export function assessStudy(files: readonly AssessedFile[], without: SpareModality | null = null): StudyAssessment {
  const fileFailures = new Map<string, Failure>();
  const note = (file: AssessedFile, failure: Failure | null): void => {
    if (failure !== null && !fileFailures.has(file.fileId)) fileFailures.set(file.fileId, failure);
  };
  for (const file of files) note(file, file.failure);
  for (const file of files) note(file, ownProblem(file));
  for (const file of files) note(file, duplicateProblem(file, files));
  const anchor = findAnchor(files);
  if (anchor !== null) for (const file of files) note(file, gridProblem(file, anchor));

  const present = modalities.filter((modality) => files.some(({ slot }) => slot === modality));
  const absent = absentModality(present);
  const problems = absent !== null && absent === without ? [] : missingProblems(present);
  const isSlottedSound = files.every((file) => file.slot === null || !fileFailures.has(file.fileId));
  return { fileFailures, problems, absent, isReady: problems.length === 0 && isSlottedSound };
}

function ownProblem(file: AssessedFile): Failure | null {
  if (file.slot === null) return { code: 'unknown-modality', params: { file: file.name } };
  if (file.slot === 'reference' && file.isLabelMap === false) {
    return { code: 'not-a-label-map', params: { file: file.name, reason: 'slot' } };
  }
  return null;
}

function slotName(slot: Slot): string {
  return isModality(slot) ? modalityNames[slot] : 'Reference';
}

function duplicateProblem(file: AssessedFile, files: readonly AssessedFile[]): Failure | null {
  if (file.slot === null) return null;
  const other = files.find((candidate) => candidate.slot === file.slot && candidate.fileId !== file.fileId);
  if (other === undefined) return null;
  const params = { file: file.name, other: other.name, modality: slotName(file.slot) };
  return { code: 'duplicate-modality', params };
}

/** `spare` names the modality a study may go on without. */
function missingProblems(present: readonly Modality[]): readonly Failure[] {
  const missing = modalities.filter((modality) => !present.includes(modality));
  if (missing.length === 0) return [];
  const names = missing.map((modality) => modalityNames[modality]).join(', ');
  const absent = absentModality(present);
  const spare = absent === null ? {} : { spare: absent };
  return [{ code: 'missing-modality', params: { modalities: names, count: missing.length, ...spare } }];
}

/** Headers whose grids share less than this have put the head in two places. */
const leastOverlap = 0.25;

/** A modality need only meet the study's grid in the world; a label map has to lie on it. */
function gridProblem({ name, slot, geometry }: AssessedFile, anchor: Anchor): Failure | null {
  if (slot === null || geometry === null || isSameGrid(geometry, anchor.geometry)) return null;
  const params = { file: name, other: anchor.name };
  if (slot === 'reference') {
    const difference = describeDifference(geometry, anchor.geometry);
    return { code: 'geometry-mismatch', params: { ...params, ...difference } };
  }
  if (measureOverlap(geometry, anchor.geometry) >= leastOverlap) return null;
  return { code: 'geometry-mismatch', params: { ...params, reason: 'apart' } };
}

interface Anchor {
  readonly name: string;
  readonly geometry: Geometry;
}

/** The file whose grid is the study's. */
function findAnchor(files: readonly AssessedFile[]): Anchor | null {
  const file = files.find(({ slot, geometry }) => slot === gridModality && geometry !== null);
  return file === undefined || file.geometry === null ? null : { name: file.name, geometry: file.geometry };
}

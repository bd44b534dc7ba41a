import { identityAffine, transformPoint, type Affine, type Geometry } from '#shared/domain/affine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { gridModality, isModality, modalities, type Modality } from '#shared/domain/modality.ts';
import { displacementMm, rotationDegrees } from '#shared/domain/rigid.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import type { CandidateFile } from '../intake/candidates.ts';
import { headMatchOf } from '../intake/content/study-features.ts';
import type { ImageFacts } from '../imaging/image-facts.ts';
import type { ImageSource, RegistrationProgress } from '../registration/registration.ts';
import type { runRegistration } from '../registration/run-registration.ts';
import { currentFindings } from './draft-findings.ts';
import type { AlignedFile, Draft, DraftAlignment } from './draft.ts';

export interface AlignOptions {
  readonly runRegistration: typeof runRegistration;
  readonly registrationEntry: URL;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RegistrationProgress) => void;
}

interface ReadableFile {
  readonly fileId: string;
  readonly modality: Modality;
  readonly candidate: CandidateFile;
  readonly facts: ImageFacts;
}

/**
 * Brings the heads that lie elsewhere over that of T1ce; where none is known to, all of them.
 *
 * @returns an open alignment: nothing of the draft has changed.
 * @throws GlioscopeError missing-modality without T1ce and another modality; what `runRegistration` throws.
 */
export async function alignDraft(draft: Draft, options: AlignOptions): Promise<DraftAlignment> {
  const files = readableFiles(draft);
  const fixed = files.find(({ modality }) => modality === gridModality);
  const others = files.filter(({ modality }) => modality !== gridModality);
  if (fixed === undefined || others.length === 0) {
    throw new GlioscopeError('missing-modality', { modalities: 'T1ce', count: 1 });
  }
  const elsewhere = filesElsewhere(draft, fixed, others);
  const order = ({ modality }: ReadableFile): number => modalities.indexOf(modality);
  const moving = [...(elsewhere.length > 0 ? elsewhere : others)].sort((a, b) => order(a) - order(b));
  const outcome = await options.runRegistration(
    {
      fixed: sourceOf(fixed),
      moving: moving.map((file) => ({
        ...{ modality: file.modality, source: sourceOf(file) },
        start: startOf(fixed, file),
      })),
    },
    { processEntry: options.registrationEntry, signal: options.signal, onProgress: options.onProgress },
  );
  const centreMm = centreOf(fixed.facts.geometry);
  const aligned = outcome.images.flatMap(({ modality, transform }): AlignedFile[] =>
    moving
      .filter((file) => file.modality === modality)
      .map(({ fileId }) => ({ fileId, transform, ...measureWay(transform, centreMm) })),
  );
  return { fixedFileId: fixed.fileId, files: aligned, answer: 'open' };
}

function measureWay(transform: Affine, centreMm: Vec3): Pick<AlignedFile, 'degrees' | 'distanceMm'> {
  return { degrees: rotationDegrees(transform), distanceMm: displacementMm(transform, centreMm) };
}

function readableFiles(draft: Draft): readonly ReadableFile[] {
  return draft.files.flatMap(({ fileId, slot, inspected: { candidate, facts } }) =>
    slot === null || !isModality(slot) || facts === null ? [] : [{ fileId, modality: slot, candidate, facts }],
  );
}

/** Those remarked on, and those that have too little in common with T1ce to be remarked on. */
function filesElsewhere(draft: Draft, fixed: ReadableFile, others: readonly ReadableFile[]): readonly ReadableFile[] {
  const apart = currentFindings(draft).find(({ kind }) => kind === 'apart');
  return others.filter((file) => {
    const isRemarked = apart?.files.some(({ fileId }) => fileId === file.fileId) === true;
    return isRemarked || matchOf(fixed, file) === null;
  });
}

function matchOf({ facts: { sketch: first } }: ReadableFile, { facts: { sketch: second } }: ReadableFile) {
  return first === null || second === null ? null : headMatchOf(first, second);
}

/** What the look at the pictures has found already; the grids' centres over each other where it has found nothing. */
function startOf(fixed: ReadableFile, file: ReadableFile): Affine {
  const match = matchOf(fixed, file);
  if (match !== null) return match.transform;
  const [to, from] = [centreOf(fixed.facts.geometry), centreOf(file.facts.geometry)];
  const shift = mapAxes((axis) => to[axis] - from[axis]);
  return identityAffine.with(3, shift[0]).with(7, shift[1]).with(11, shift[2]);
}

function centreOf({ shape, affine }: Geometry): Vec3 {
  return transformPoint(
    affine,
    mapAxes((axis) => (shape[axis] - 1) / 2),
  );
}

function sourceOf({ candidate: { path, name, partnerPath, frame } }: ReadableFile): ImageSource {
  return { path, fileName: name, partnerPath, frame };
}

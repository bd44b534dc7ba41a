import { identityAffine } from '#shared/domain/affine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { drawAlignment } from '../intake/content/alignment-picture.ts';
import type { Sketch } from '../imaging/sketch.ts';
import { standingAlignment, type Draft } from './draft.ts';

export interface AlignmentPictureRequest {
  readonly draftId: string;
  readonly fileId: string;
  readonly moment: 'before' | 'after';
}

/** A file under the edges of T1ce, as its header has it or as the draft's alignment has. Throws `not-found`. */
export function readAlignmentPicture(
  drafts: { get(draftId: string): Draft },
  { draftId, fileId, moment }: AlignmentPictureRequest,
): Uint8Array<ArrayBuffer> {
  const draft = drafts.get(draftId);
  const alignment = standingAlignment(draft);
  const aligned = alignment?.files.find((file) => file.fileId === fileId);
  const sketchOf = (id: string | undefined): Sketch | null =>
    draft.files.find((file) => file.fileId === id)?.inspected.facts?.sketch ?? null;
  const [fixed, moving] = [sketchOf(alignment?.fixedFileId), sketchOf(fileId)];
  if (aligned === undefined || fixed === null || moving === null) {
    throw new GlioscopeError('not-found', {}, { detail: `no alignment of ${fileId}` });
  }
  return drawAlignment(fixed, moving, moment === 'after' ? aligned.transform : identityAffine);
}

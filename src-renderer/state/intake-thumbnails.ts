import { alignmentBlobId, thumbnailBlobId } from '#shared/contract/data-plane.ts';
import type { Alignment, IntakeDraft, IntakeFinding } from '#shared/contract/index.ts';
import { isModality } from '#shared/domain/modality.ts';
import { draftOf, type WorkspaceContext } from './context.ts';

/** Where the picture of a file for a finding is found in the state. */
export function thumbnailKey(findingId: string, fileId: string): string {
  return `${fileId} ${findingId}`;
}

/** Where the picture of a file in an alignment is found; another alignment of it has another. */
export function alignmentKey(file: Alignment['files'][number], moment: 'before' | 'after'): string {
  return [file.fileId, moment, file.degrees, file.distanceMm].join(' ');
}

/** The files to show for a finding: its own, and for a mirrored one another it can be compared with. */
export function picturedFiles(finding: IntakeFinding, { files }: IntakeDraft): IntakeFinding['files'] {
  const isOwn = (fileId: string): boolean => finding.files.some((file) => file.fileId === fileId);
  const companion = files.find(({ fileId, slot }) => slot !== null && isModality(slot) && !isOwn(fileId));
  if (finding.kind !== 'mirrored' || companion === undefined) return finding.files;
  return [...finding.files, { fileId: companion.fileId, slot: companion.slot, suggestedSlot: null }];
}

/** Puts pictures for the findings into the state as they come; a finding reads well without them. */
export async function loadThumbnails(context: WorkspaceContext, given: IntakeDraft): Promise<void> {
  const { draftId, findings, alignment } = given;
  const load = async (key: string, blobId: string): Promise<void> => {
    if (draftOf(context)?.thumbnails.has(key) !== false) return;
    const bytes = await context.connection.readBlob(blobId).catch(() => null);
    const draft = draftOf(context);
    if (bytes === null || draft?.draft.draftId !== draftId) return;
    const thumbnails = new Map([...draft.thumbnails, [key, new Uint8Array(bytes)]]);
    context.store.setState({ intake: { ...draft, thumbnails } });
  };
  const wanted = findings.flatMap((finding) =>
    picturedFiles(finding, given).map(({ fileId }) =>
      load(thumbnailKey(finding.findingId, fileId), thumbnailBlobId(draftId, finding.findingId, fileId)),
    ),
  );
  const aligned = (alignment?.files ?? []).flatMap((file) =>
    (['before', 'after'] as const).map((moment) =>
      load(alignmentKey(file, moment), alignmentBlobId(draftId, file.fileId, moment)),
    ),
  );
  await Promise.all([...wanted, ...aligned]);
}

import { thumbnailBlobId } from '#shared/contract/data-plane.ts';
import type { IntakeDraft, IntakeFinding } from '#shared/contract/index.ts';
import { isModality } from '#shared/domain/modality.ts';
import { draftOf, type WorkspaceContext } from './context.ts';

/** Where the picture of a file for a finding is found in the state. */
export function thumbnailKey(findingId: string, fileId: string): string {
  return `${fileId} ${findingId}`;
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
  const { draftId, findings } = given;
  const load = async (findingId: string, fileId: string): Promise<void> => {
    const key = thumbnailKey(findingId, fileId);
    if (draftOf(context)?.thumbnails.has(key) !== false) return;
    const bytes = await context.connection.readBlob(thumbnailBlobId(draftId, findingId, fileId)).catch(() => null);
    const draft = draftOf(context);
    if (bytes === null || draft?.draft.draftId !== draftId) return;
    const thumbnails = new Map([...draft.thumbnails, [key, new Uint8Array(bytes)]]);
    context.store.setState({ intake: { ...draft, thumbnails } });
  };
  const wanted = findings.flatMap((finding) =>
    picturedFiles(finding, given).map(({ fileId }) => load(finding.findingId, fileId)),
  );
  await Promise.all(wanted);
}

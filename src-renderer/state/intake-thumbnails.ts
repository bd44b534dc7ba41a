import { thumbnailBlobId } from '#shared/contract/data-plane.ts';
import type { IntakeDraft } from '#shared/contract/index.ts';
import { draftOf, type WorkspaceContext } from './context.ts';

/** Where the picture of a file for a finding is found in the state. */
export function thumbnailKey(findingId: string, fileId: string): string {
  return `${fileId} ${findingId}`;
}

/** Puts pictures for the findings into the state as they come; a finding reads well without them. */
export async function loadThumbnails(context: WorkspaceContext, { draftId, findings }: IntakeDraft): Promise<void> {
  const load = async (findingId: string, fileId: string): Promise<void> => {
    const key = thumbnailKey(findingId, fileId);
    if (draftOf(context)?.thumbnails.has(key) !== false) return;
    const bytes = await context.connection.readBlob(thumbnailBlobId(draftId, findingId, fileId)).catch(() => null);
    const draft = draftOf(context);
    if (bytes === null || draft?.draft.draftId !== draftId) return;
    const thumbnails = new Map([...draft.thumbnails, [key, new Uint8Array(bytes)]]);
    context.store.setState({ intake: { ...draft, thumbnails } });
  };
  await Promise.all(findings.flatMap(({ findingId, files }) => files.map(({ fileId }) => load(findingId, fileId))));
}

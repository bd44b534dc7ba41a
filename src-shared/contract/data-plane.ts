/*
 * The data plane: volume bytes by id, raw, in their stored data type. Over HTTP (browser host) or
 * over a second message port (Electron). Never base64, never inside a control message.
 */

/** Paths of the browser host; every one needs the launch token (cookie). */
export const httpPaths = {
  rpc: '/rpc',
  /** GET /blob/<volumeId or labelMapId> -> application/octet-stream */
  blob: '/blob/',
  /** POST /upload?name=<file name>, body: the file's bytes -> {"uploadId": string} */
  upload: '/upload',
  /** POST /discard/<draftId>, no body -> nothing: what a page that is being closed can still send */
  discard: '/discard/',
  /** GET /export/<resultId>?convention=<label convention> -> the .nii.gz as an attachment */
  export: '/export/',
  /** GET /export-study/<studyId>?convention=<BraTS year>[&result=<resultId>] -> a .zip as an attachment */
  exportStudy: '/export-study/',
} as const;

/** Blob id of the picture of a file in a draft for one of its findings: `thumbnailSize` squared grey bytes (domain/finding.ts). */
export function thumbnailBlobId(draftId: string, findingId: string, fileId: string): string {
  return ['thumbnail', draftId, fileId, findingId].join(':');
}

/** The parts of such an id; null for any other blob. */
export function parseThumbnailBlobId(blobId: string): { draftId: string; fileId: string; findingId: string } | null {
  const [kind, draftId, fileId, ...rest] = blobId.split(':');
  if (kind !== 'thumbnail' || draftId === undefined || fileId === undefined) return null;
  return { draftId, fileId, findingId: rest.join(':') };
}

/** Blob id of a file's picture in a draft's alignment (domain/alignment-picture.ts). */
export function alignmentBlobId(draftId: string, fileId: string, moment: 'before' | 'after'): string {
  return ['alignment', draftId, fileId, moment].join(':');
}

/** The parts of such an id; null for any other blob. */
export function parseAlignmentBlobId(
  blobId: string,
): { draftId: string; fileId: string; moment: 'before' | 'after' } | null {
  const [kind, draftId, fileId, moment] = blobId.split(':');
  if (kind !== 'alignment' || draftId === undefined || fileId === undefined) return null;
  return { draftId, fileId, moment: moment === 'after' ? 'after' : 'before' };
}

/** Blob id of a correction's journal (domain/edit/label-history.ts, `encodeJournal`). */
export function journalBlobId(correctionId: string): string {
  return `journal:${correctionId}`;
}

/** The correction of such an id; null for any other blob. */
export function parseJournalBlobId(blobId: string): string | null {
  return blobId.startsWith('journal:') ? blobId.slice('journal:'.length) : null;
}

/** Renderer -> backend on the blob port. */
export interface BlobRequest {
  readonly requestId: number;
  readonly blobId: string;
}

/** Backend -> renderer on the blob port: the bytes, or why not (a Failure as JSON). */
export type BlobReply =
  | { readonly requestId: number; readonly bytes: ArrayBuffer }
  | { readonly requestId: number; readonly failure: string };

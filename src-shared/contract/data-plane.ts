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
  /** GET /export/<resultId>?convention=<label convention> -> the .nii.gz as an attachment */
  export: '/export/',
} as const;

/** Renderer -> backend on the blob port. */
export interface BlobRequest {
  readonly requestId: number;
  readonly blobId: string;
}

/** Backend -> renderer on the blob port: the bytes, or why not (a Failure as JSON). */
export type BlobReply =
  | { readonly requestId: number; readonly bytes: ArrayBuffer }
  | { readonly requestId: number; readonly failure: string };

/** Everything that can go wrong and reach the user; each has a sentence per language in resources/locales under `failure`. */
export const failureCodes = [
  'file-not-found',
  'file-unreadable',
  'not-an-image',
  'damaged-file',
  'truncated-file',
  'unsupported-file',
  'file-too-large',
  'unknown-modality',
  'missing-modality',
  'duplicate-modality',
  'geometry-mismatch',
  'not-a-label-map',
  'reference-not-added',
  'model-invalid',
  'model-needs-modality',
  'model-not-added',
  'model-not-removed',
  'engine-failed',
  'engine-crashed',
  'out-of-memory',
  'no-brain',
  'brain-not-found',
  'registration-failed',
  'picture-not-made',
  'picture-not-copied',
  'cancelled',
  'not-found',
  'job-interrupted',
  'intake-lost',
  'no-images',
  'several-studies',
  'job-running',
  'edited-elsewhere',
  'invalid-request',
  'storage-full',
  'storage-failed',
  'would-overwrite',
  'connection-lost',
  'internal',
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** Values put into the sentence: file names, numbers, modality names. Never a whole path unless the user chose it. */
export type FailureParams = Readonly<Record<string, string | number>>;

/** A failure as data: crosses processes and the wire. `detail` is for the log, in English. */
export interface Failure {
  readonly code: FailureCode;
  readonly params: FailureParams;
  readonly detail?: string | undefined;
}

/** A failure as an exception. Throw it with the values its sentence needs. */
export class GlioscopeError extends Error implements Failure {
  readonly code: FailureCode;
  readonly params: FailureParams;
  readonly detail: string | undefined;

  constructor(code: FailureCode, params: FailureParams = {}, options: { detail?: string; cause?: unknown } = {}) {
    super(`${code} ${JSON.stringify(params)}${options.detail === undefined ? '' : `: ${options.detail}`}`, {
      cause: options.cause,
    });
    this.name = 'GlioscopeError';
    this.code = code;
    this.params = params;
    this.detail = options.detail;
  }
}

/** Turns anything thrown into a Failure; what is not ours becomes `internal` with its message as detail. */
export function toFailure(error: unknown): Failure {
  if (error instanceof GlioscopeError) return { code: error.code, params: error.params, detail: error.detail };
  if (error instanceof Error && error.name === 'AbortError') return { code: 'cancelled', params: {} };
  return {
    code: 'internal',
    params: {},
    detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

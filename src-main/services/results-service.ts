import type { Router } from '@orpc/server';
import type { Contract } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { Library } from '../library/library.ts';
import { writeExport } from '../library/write-export.ts';
import type { BlobReader } from './blob-reader.ts';
import { exportResult } from './export-result.ts';
import type { Operations } from './operations.ts';
import type { WorkQueue } from './work-queue.ts';

export interface ResultsDependencies {
  readonly library: Library;
  readonly blobs: BlobReader;
  /** False where the other side of the wire has no business with paths of this machine. */
  readonly acceptsPaths: boolean;
  /** Keeps storing apart from sweeping. */
  readonly storing: WorkQueue;
}

export function createResultsService(
  { results }: Operations,
  { library, blobs, acceptsPaths, storing }: ResultsDependencies,
): Router<Contract['results'], object> {
  return results.router({
    exportTo: results.exportTo.handler(async ({ input: { resultId, convention, path } }) => {
      if (!acceptsPaths) throw new GlioscopeError('invalid-request', {}, { detail: 'this host exports by download' });
      const { bytes } = await exportResult(library, resultId, convention);
      await writeExport(path, bytes);
      return { path };
    }),
    remove: results.remove.handler(({ input }) =>
      storing(async () => {
        await library.removeResult(input.resultId);
        blobs.clear();
        await library.sweep();
      }),
    ),
    rename: results.rename.handler(({ input }) => library.renameResult(input.resultId, input.name)),
  });
}

import type { Router } from '@orpc/server';
import type { Contract, JournalLine } from '#shared/contract/index.ts';
import { encodeDelta, toDelta } from '#shared/domain/edit/label-delta.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { Library } from '../library/library.ts';
import type * as records from '../library/records.ts';
import { makeVersion } from './make-version.ts';
import type { Operations } from './operations.ts';
import { viewResult } from './study-view.ts';
import type { WorkQueue } from './work-queue.ts';

export interface CorrectionsDependencies {
  readonly library: Library;
  /** Keeps storing apart from sweeping. */
  readonly storing: WorkQueue;
  readonly appVersion: string;
}

export function createCorrectionsService(
  { corrections }: Operations,
  { library, storing, appVersion }: CorrectionsDependencies,
): Router<Contract['corrections'], object> {
  return corrections.router({
    append: corrections.append.handler(async ({ input }) => {
      const lines = input.lines.map(storedLine);
      return library.appendJournal({ ...input, lines, writtenAt: new Date().toISOString() });
    }),
    saveVersion: corrections.saveVersion.handler(({ input: { correctionId, knownLines, name } }) =>
      storing(async () => {
        const correction = await library.getCorrection(correctionId);
        if (correction.lineCount !== knownLines) throw new GlioscopeError('edited-elsewhere');
        return viewResult(await makeVersion(library, correction, { name, appVersion }));
      }),
    ),
    discard: corrections.discard.handler(({ input }) => library.removeCorrection(input.correctionId)),
  });
}

function storedLine({ kind, delta }: JournalLine): records.JournalLine {
  try {
    return { kind, delta: kind === 'edit' ? encodeDelta(toDelta(delta)) : new Uint8Array() };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new GlioscopeError('invalid-request', {}, { detail, cause: error });
  }
}

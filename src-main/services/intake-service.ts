import type { Router } from '@orpc/server';
import type { Contract } from '#shared/contract/index.ts';
import { makeSampleStudy } from '../sample/make-sample-study.ts';
import type { Library } from '../library/library.ts';
import { commitReference } from './commit-reference.ts';
import { commitStudy } from './commit-study.ts';
import type { DraftAlignments } from './draft-alignments.ts';
import { describeDraft } from './draft-view.ts';
import type { DraftStore } from './draft-store.ts';
import { withTypedFailures, type Operations } from './operations.ts';
import { viewStudy } from './study-view.ts';
import type { WorkQueue } from './work-queue.ts';

export interface IntakeDependencies {
  readonly library: Library;
  readonly drafts: DraftStore;
  readonly sampleEntry: URL;
  readonly alignments: DraftAlignments;
  /** Keeps storing apart from sweeping. */
  readonly storing: WorkQueue;
}

export function createIntakeService(
  { intake }: Operations,
  { library, drafts, sampleEntry, alignments, storing }: IntakeDependencies,
): Router<Contract['intake'], object> {
  return intake.router({
    open: intake.open.handler(async ({ input }) => describeDraft(await drafts.open(input.files))),
    openSample: intake.openSample.handler(async () =>
      describeDraft(await drafts.openMade((directory) => makeSampleStudy(sampleEntry, directory))),
    ),
    addFiles: intake.addFiles.handler(async ({ input }) => describeDraft(await drafts.add(input.draftId, input.files))),
    assign: intake.assign.handler(async ({ input }) =>
      describeDraft(await drafts.assign(input.draftId, input.fileId, input.slot)),
    ),
    removeFile: intake.removeFile.handler(async ({ input }) =>
      describeDraft(await drafts.removeFile(input.draftId, input.fileId)),
    ),
    answerFinding: intake.answerFinding.handler(({ input }) =>
      describeDraft(drafts.answerFinding(input.draftId, input.findingId, input.answer)),
    ),
    align: intake.align.handler(({ input, signal }) => withTypedFailures(alignments.run(input.draftId, signal))),
    cancelAlignment: intake.cancelAlignment.handler(({ input }) => alignments.cancel(input.draftId)),
    answerAlignment: intake.answerAlignment.handler(({ input }) =>
      describeDraft(alignments.answer(input.draftId, input.answer)),
    ),
    goOnWithout: intake.goOnWithout.handler(({ input }) =>
      describeDraft(drafts.goOnWithout(input.draftId, input.modality)),
    ),
    commit: intake.commit.handler(({ input }) =>
      storing(async () => {
        const studyId = await commitStudy(library, drafts.get(input.draftId), input.patientName);
        // the study is there, whatever becomes of the draft; the inbox is emptied at the next start
        await drafts.close(input.draftId).catch(() => undefined);
        return viewStudy(await library.getStudy(studyId));
      }),
    ),
    commitReference: intake.commitReference.handler(({ input: { draftId, studyId } }) =>
      storing(async () => {
        await commitReference({ library, drafts }, draftId, studyId);
        await drafts.close(draftId).catch(() => undefined);
        return viewStudy(await library.getStudy(studyId));
      }),
    ),
    discard: intake.discard.handler(({ input }) => alignments.discard(input.draftId)),
  });
}

import type { Correction } from '#shared/contract/index.ts';
import { failureOf } from '../backend/failure-of.ts';
import { openStudyOf, patchOpenStudy, type WorkspaceContext } from './context.ts';

/** Lists a mask in hand with its study, so that it is found again. */
export function listCorrection(context: WorkspaceContext, studyId: string, kept: Correction): void {
  const open = openStudyOf(context, studyId);
  if (open === null) return;
  const others = open.study.corrections.filter(({ correctionId }) => correctionId !== kept.correctionId);
  patchOpenStudy(context, studyId, { study: { ...open.study, corrections: [kept, ...others] } });
}

/** None of its lines may ever have reached the disk. */
export async function ignoreNotFound(discarding: Promise<void>): Promise<void> {
  try {
    await discarding;
  } catch (error) {
    if (failureOf(error).code !== 'not-found') throw error;
  }
}

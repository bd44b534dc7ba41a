import { resolve } from 'node:path';
import { namedConvention, type NamedConvention } from '#shared/domain/export-name.ts';
import { leadingResult } from '#shared/domain/leading-result.ts';
import { openLibrary } from '../library/library.ts';
import type { StudySummaryRecord } from '../library/records.ts';
import { exportStudy, writeStudyExport } from './export-study.ts';

/** What a library holds, for a caller that needs no backend around it. */
export interface StoredStudies {
  /** Newest first. */
  list(): Promise<readonly StudySummaryRecord[]>;
  /**
   * Writes a study's modalities and its leading segmentation (domain/leading-result.ts) into a folder of their own under `parent`.
   *
   * @param convention null: the one its own files had.
   * @returns the folder. Throws what `exportStudy` and `writeStudyExport` throw.
   */
  exportTo(studyId: string, parent: string, convention: NamedConvention | null): Promise<string>;
}

/** Opens a library for as long as `work` takes. Throws what `openLibrary` throws: the app that has it open, for one. */
export async function withStoredStudies<T>(
  dataDirectory: string,
  work: (studies: StoredStudies) => Promise<T>,
): Promise<T> {
  const library = await openLibrary(dataDirectory);
  try {
    return await work({
      list: () => library.listStudies(),
      async exportTo(studyId, parent, convention) {
        const { results, labelConvention } = await library.getStudy(studyId);
        const files = await exportStudy(library, {
          ...{ studyId, resultId: leadingResult(results)?.resultId ?? null },
          convention: convention ?? namedConvention(labelConvention),
        });
        return writeStudyExport(resolve(parent), files);
      },
    });
  } finally {
    await library.close();
  }
}

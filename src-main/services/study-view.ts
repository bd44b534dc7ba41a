import { regionsMl } from '#shared/domain/label-scheme.ts';
import type { Result, Study, StudySummary } from '#shared/contract/index.ts';
import { leadingResult } from '#shared/domain/leading-result.ts';
import { modalities, spareModalities, type SpareModality } from '#shared/domain/modality.ts';
import { precisions } from '#shared/domain/precision.ts';
import { isDoubtful } from '#shared/domain/uncertainty.ts';
import type { ResultRecord, StudyRecord, StudySummaryRecord } from '../library/records.ts';

/*
 * Records of the library as they cross the wire. What the contract does not name (sizes, hashes,
 * settings) is taken off by its output schemas.
 */

export function viewSummary(summary: StudySummaryRecord): StudySummary {
  const { tissuesMl, modalities: present, ...columns } = summary;
  return {
    ...columns,
    modalities: [...present],
    regionsMl: tissuesMl === null ? null : regionsMl(tissuesMl),
  };
}

export function viewStudy(study: StudyRecord): Study {
  const { studyId, patientId, patientName, createdAt, scannedOn, labelConvention } = study;
  const { geometry, volumes, reference, results } = study;
  const leading = leadingResult(results);
  return {
    ...{ studyId, patientId, patientName, createdAt, scannedOn, labelConvention, geometry },
    modalities: modalities.filter((modality) => volumes.some((volume) => volume.modality === modality)),
    hasReference: reference !== null,
    resultCount: results.length,
    regionsMl: leading === null ? null : regionsMl(leading.tissuesMl),
    isDoubtful: isDoubtful(leading?.uncertainty?.expected ?? null),
    volumes: [...volumes],
    reference:
      reference === null
        ? null
        : {
            ...{ labelMapId: reference.labelMapId, fileName: reference.fileName },
            ...{ tissuesMl: reference.tissuesMl, regionsMl: regionsMl(reference.tissuesMl) },
          },
    intakeNotes: study.intakeNotes.map((note) => ({ ...note, files: [...note.files] })),
    results: results.map(viewResult),
    corrections: study.corrections.map((correction) => ({ ...correction })),
  };
}

export function viewResult(result: ResultRecord): Result {
  const { uncertainty, brain } = result;
  return {
    ...result,
    fallbacks: [...result.fallbacks],
    regionsMl: regionsMl(result.tissuesMl),
    without: withoutOf(result),
    precision: precisions.find((precision) => result.settings['precision'] === precision) ?? null,
    beyondBudget: beyondBudgetOf(result),
    uncertainty: uncertainty === null ? null : { ...uncertainty, places: [...uncertainty.places] },
    brain: brain === null ? null : { ...brain, foundIn: [...brain.foundIn] },
  };
}

/** The modality that was absent when the network made it, also of what was corrected from there; null: none was. */
export function withoutOf({ settings }: ResultRecord): SpareModality | null {
  return spareModalities.find((modality) => settings['without'] === modality) ?? null;
}

/** Memory the network took where that was more than what was planned with; null where it was not, or nobody knows. */
function beyondBudgetOf({ settings }: ResultRecord): Result['beyondBudget'] {
  const { peakMemoryBytes: peakBytes, memoryBudgetBytes: budgetBytes } = settings;
  if (typeof peakBytes !== 'number' || typeof budgetBytes !== 'number') return null;
  return peakBytes > budgetBytes ? { peakBytes, budgetBytes } : null;
}

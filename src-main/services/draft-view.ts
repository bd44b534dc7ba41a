import type { Alignment, IntakeDraft, IntakeFile } from '#shared/contract/index.ts';
import { suggestPatientName } from '../intake/file-names.ts';
import { viewFindings } from './draft-findings.ts';
import { setAsideIn } from './set-aside.ts';
import { assessDraft, geometryIn, patientNamesOf, standingAlignment, type Draft } from './draft.ts';

/** The draft as it crosses the wire. */
export function describeDraft(draft: Draft): IntakeDraft {
  const { fileFailures, problems, absent, isReady } = assessDraft(draft);
  const aside = setAsideIn(draft);
  return {
    draftId: draft.draftId,
    suggestedPatientName: suggestPatientName(patientNamesOf(draft)),
    files: draft.files.map((file): IntakeFile => {
      const { candidate, facts } = file.inspected;
      return {
        ...{ fileId: file.fileId, name: candidate.name, sizeBytes: candidate.sizeBytes },
        ...{ slot: file.slot, slotSource: file.slotSource },
        geometry: geometryIn(draft, file.fileId, facts),
        dataType: facts?.dataType ?? null,
        failure: fileFailures.get(file.fileId) ?? null,
        notes: [...(facts?.notes ?? [])],
        setAside: aside.get(file.fileId) ?? null,
      };
    }),
    problems: [...problems],
    findings: viewFindings(draft),
    alignment: viewAlignment(draft),
    absence: absent === null ? null : { modality: absent, isAccepted: absent === draft.without },
    isReady,
  };
}

function viewAlignment(draft: Draft): Alignment | null {
  const alignment = standingAlignment(draft);
  if (alignment === null) return null;
  const files = alignment.files.map(({ fileId, degrees, distanceMm }) => ({ fileId, degrees, distanceMm }));
  return { files, answer: alignment.answer };
}

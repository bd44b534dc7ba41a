import type { BackendClient, Study } from '#shared/contract/index.ts';
import type { Answer } from './answer.ts';

/** What of the fake backend studies live in. */
interface StudyStore {
  readonly studies: Map<string, Study>;
  readonly studyOf: (studyId: string) => Study;
  readonly change: (studyId: string, changes: Partial<Study>) => Study;
}

/** Studies kept in memory. */
export function createFakeStudies(answer: Answer, { studies, studyOf, change }: StudyStore): BackendClient['studies'] {
  return {
    list: () => answer('studies.list', null, () => [...studies.values()]),
    get: (input) => answer('studies.get', input, () => studyOf(input.studyId)),
    renamePatient: (input) =>
      answer('studies.renamePatient', input, () => ({ ...studyOf(input.studyId), patientName: input.patientName })),
    setScanDate: (input) =>
      answer('studies.setScanDate', input, () => change(input.studyId, { scannedOn: input.scannedOn })),
    remove: (input) => answer('studies.remove', input, () => void studies.delete(input.studyId)),
    removeReference: (input) =>
      answer('studies.removeReference', input, () => change(input.studyId, withReference(null))),
    exportTo: (input) => answer('studies.exportTo', input, () => ({ directory: input.directory })),
  };
}

export function withReference(reference: Study['reference']): Partial<Study> {
  return { reference, hasReference: reference !== null };
}

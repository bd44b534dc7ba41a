import type { BackendClient, BatchStudy } from '#shared/contract/index.ts';
import type { Answer } from './answer.ts';

/** Imports give studies named after what was imported, `imported-<name>`. */
export function createFakeBatch(
  fake: { readonly batch: readonly BatchStudy[] },
  answer: Answer,
): BackendClient['batch'] {
  return {
    find: (input) => answer('batch.find', input, () => [...fake.batch]),
    twinOf: (input) => answer('batch.twinOf', input, () => ({ studyId: 'study-1', patientName: 'Kim' })),
    import: (input) =>
      answer('batch.import', input, () => ({
        ...{ kind: 'imported', remarkCount: 0 },
        studyId: `imported-${input.patientName}`,
      })),
    table: (input) => answer('batch.table', input, () => ({ csv: '' })),
    exportTable: (input) => answer('batch.exportTable', input, () => ({ path: `${input.directory}/table.csv` })),
  };
}

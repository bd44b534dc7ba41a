import type { Router } from '@orpc/server';
import type { Contract } from '#shared/contract/index.ts';
import type { Library } from '../library/library.ts';
import type { Operations } from './operations.ts';

export function createMeasurementsService(
  { measurements }: Operations,
  library: Library,
): Router<Contract['measurements'], object> {
  return measurements.router({
    list: measurements.list.handler(async ({ input }) => {
      const records = await library.measurements.ofStudy(input.studyId);
      return records.map((record) => ({ ...record, placesMm: [...record.placesMm] }));
    }),
    save: measurements.save.handler(({ input }) =>
      library.measurements.save({ ...input, createdAt: new Date().toISOString() }),
    ),
    remove: measurements.remove.handler(({ input }) => library.measurements.remove(input.measurementId)),
  });
}

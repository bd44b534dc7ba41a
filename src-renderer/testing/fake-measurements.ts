import type { BackendClient, Measurement } from '#shared/contract/index.ts';
import type { Answer } from './answer.ts';

export function createFakeMeasurements(answer: Answer): BackendClient['measurements'] {
  const kept = new Map<string, Measurement>();
  return {
    list: (input) =>
      answer('measurements.list', input, () => [...kept.values()].filter(({ studyId }) => studyId === input.studyId)),
    save: (input) =>
      answer('measurements.save', input, () => {
        kept.set(input.measurementId, { ...input, createdAt: '2026-03-04T07:00:00Z' });
      }),
    remove: (input) => answer('measurements.remove', input, () => void kept.delete(input.measurementId)),
  };
}

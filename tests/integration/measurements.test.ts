import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewMeasurement } from '#shared/contract/index.ts';
import { commitSmallStudy, openTemporaryBackend, type TemporaryBackend } from './temporary-backend.ts';

let home: TemporaryBackend;
beforeEach(async () => {
  home = await openTemporaryBackend();
});
afterEach(() => home.dispose());

const distance = (studyId: string): NewMeasurement => ({
  measurementId: randomUUID(),
  studyId,
  kind: 'distance',
  plane: 'axial',
  placesMm: [
    [1.25, -2, 3],
    [4, 5, 3],
  ],
  origin: 'hand',
  name: null,
});

test('measurements are kept with their study: added, changed, removed, and gone with it', async () => {
  const { client } = home;
  const { studyId } = await commitSmallStudy(home);
  const [first, second] = [distance(studyId), distance(studyId)];
  await client.measurements.save(first);
  await client.measurements.save(second);
  const [before] = await client.measurements.list({ studyId });
  await client.measurements.save({ ...first, name: '앞쪽', placesMm: [[0, 0, 3], ...first.placesMm.slice(1)] });
  const kept = await client.measurements.list({ studyId });
  expect(kept).toEqual([
    { ...first, name: '앞쪽', placesMm: [[0, 0, 3], first.placesMm[1]], createdAt: before?.createdAt },
    { ...second, createdAt: expect.any(String) },
  ]);
  await client.measurements.remove({ measurementId: second.measurementId });
  expect(await client.measurements.list({ studyId })).toHaveLength(1);
  await client.studies.remove({ studyId });
  expect(await client.measurements.list({ studyId })).toEqual([]);
});

test('refused: another number of places than the kind has, no such study, no such measurement', async () => {
  const { client } = home;
  const { studyId } = await commitSmallStudy(home);
  const refused = { code: 'FAILED', data: { code: 'invalid-request' } };
  await expect(client.measurements.save({ ...distance(studyId), kind: 'angle' })).rejects.toMatchObject(refused);
  const missing = { code: 'FAILED', data: { code: 'not-found' } };
  await expect(client.measurements.save(distance('nobody'))).rejects.toMatchObject(missing);
  await expect(client.measurements.remove({ measurementId: 'nothing' })).rejects.toMatchObject(missing);
});

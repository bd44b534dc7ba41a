import { expect, test } from 'vitest';
import { createFakeBackend } from '../testing/fake-connection.ts';
import { testStudy, testVolume } from '../testing/fixtures.ts';
import { paintRange } from './paint-range.ts';
import { createWorkspaceStore } from './workspace-store.ts';

test('a range belongs to the volume it was set for', async () => {
  const otherVolumes = [{ ...testVolume('t1c'), volumeId: 'of-another-patient' }];
  const studies = [testStudy(), testStudy({ studyId: 'study-2', volumes: otherVolumes, modalities: ['t1c'] })];
  const { store, actions } = createWorkspaceStore(createFakeBackend(studies).connection);
  const range = (): ReturnType<typeof paintRange> => paintRange(store.getState());
  await actions.openStudy('study-1');
  expect(range()).toBeNull();
  actions.correction.toggleRange();
  const upperHalf = { low: 500, high: 1000 };
  expect(range()).toEqual(upperHalf);
  expect(range(), 'the same object until it is set').toBe(range());

  actions.correction.setRange({ low: 7, high: 9 });
  actions.viewer.showModality('t2f');
  expect(range(), 'FLAIR is another scale').toEqual(upperHalf);
  actions.viewer.showModality('t1c');
  expect(range()).toEqual({ low: 7, high: 9 });
  await actions.openStudy('study-2');
  expect(range(), 'so is another patient').toEqual(upperHalf);
});

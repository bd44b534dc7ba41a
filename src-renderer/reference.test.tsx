// @vitest-environment jsdom
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { testDraft, testFile, testReference, testResult, testShape, testStudy } from './testing/fixtures.ts';
import { showStudy, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);
afterEach(cleanup);

const withResult = testStudy({ results: [testResult('r1')] });
const labels = (): ArrayBuffer => new Uint8Array(voxelCount(testShape)).buffer;

test('a label map from a file becomes what the shown one is compared with', async () => {
  const { backend, workspace, user } = await showStudy(withResult);
  backend.blobs.set('labels-r1', labels());
  backend.blobs.set(testReference.labelMapId, labels());
  expect(screen.queryByTestId('compared-label-map')).toBeNull();
  await user.click(screen.getByTestId('fold-comparison'));
  await user.click(screen.getByTestId('add-reference'));
  const choice = await screen.findByTestId<HTMLSelectElement>('compared-label-map');
  expect(choice.selectedOptions[0]?.textContent).toBe('Reference · kim_seg.nii.gz');
  expect(backend.callsOf('intake.commitReference')).toEqual([{ draftId: 'draft-1', studyId: 'study-1' }]);
  expect(screen.queryByTestId('add-reference')).toBeNull();
  expect(workspace.store.getState().viewer.shownLabels).toEqual({ kind: 'result', resultId: 'r1' });
});

test('where nothing is shown, it is shown', async () => {
  const { user, workspace } = await showStudy(testStudy());
  await user.click(screen.getByTestId('fold-comparison'));
  await user.click(screen.getByTestId('add-reference'));
  await waitFor(() => {
    expect(workspace.store.getState().viewer.shownLabels).toEqual({ kind: 'reference' });
  });
});

test('one that is refused says why, and its draft does not stay behind', async () => {
  const { backend, user } = await showStudy(withResult);
  backend.failures.set('intake.commitReference', new GlioscopeError('reference-not-added', { reason: 'taken' }));
  await user.click(screen.getByTestId('fold-comparison'));
  await user.click(screen.getByTestId('add-reference'));
  expect(await screen.findByText(/This study has a reference already/)).toBeTruthy();
  expect(backend.callsOf('intake.discard')).toEqual([{ draftId: 'draft-1' }]);
});

test('removed while it is shown, the leading result is shown', async () => {
  const { backend, workspace, user } = await showStudy(
    testStudy({ results: [testResult('r1')], reference: testReference, hasReference: true }),
  );
  act(() => {
    workspace.actions.viewer.showLabels({ kind: 'reference' });
  });
  await user.click(await screen.findByTestId('reference-menu'));
  await user.click(await screen.findByTestId('remove-reference'));
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }));
  await waitFor(() => {
    expect(workspace.store.getState().viewer.shownLabels).toEqual({ kind: 'result', resultId: 'r1' });
  });
  expect(backend.callsOf('studies.removeReference')).toEqual([{ studyId: 'study-1' }]);
});

test('a mask whose result is removed is no longer in hand', async () => {
  const { backend, workspace } = await showStudy(testStudy({ results: [testResult('r1'), testResult('r2')] }));
  backend.blobs.set('labels-r1', labels());
  await act(() => workspace.actions.correction.open());
  act(() => {
    workspace.actions.viewer.showLabels({ kind: 'result', resultId: 'r2' });
  });
  expect(workspace.store.getState().correction.mask?.base).toEqual({ kind: 'result', resultId: 'r1' });
  backend.studies.set('study-1', testStudy({ results: [testResult('r2')] }));
  await act(() => workspace.actions.results.remove('r1'));
  expect(workspace.store.getState().correction.mask).toBeNull();
});

test('a label map dropped over an open study is offered to it', async () => {
  const { backend, workspace, user } = await showStudy(withResult);
  backend.draft = testDraft([testFile('mine.nii.gz', { slot: 'reference' })], { isReady: false });
  await act(() => workspace.actions.chooseFiles());
  await user.click(await screen.findByTestId('commit-reference'));
  await waitFor(() => {
    expect(workspace.store.getState().intake.status).toBe('none');
  });
  const { study } = workspace.store.getState();
  expect(study).toMatchObject({ status: 'open', study: { studyId: 'study-1', reference: testReference } });
});

test('one that does not fit stays in the intake, which says why', async () => {
  const { backend, workspace, user } = await showStudy(withResult);
  backend.draft = testDraft([testFile('mine.nii.gz', { slot: 'reference' })], { isReady: false });
  backend.failures.set(
    'intake.commitReference',
    new GlioscopeError('geometry-mismatch', {
      file: 'mine.nii.gz',
      other: 't1ce.nii',
      reason: 'position',
      distanceMm: 3,
    }),
  );
  await act(() => workspace.actions.chooseFiles());
  await user.click(await screen.findByTestId('commit-reference'));
  expect(await screen.findByText(/It lies up to 3 mm away from it/)).toBeTruthy();
  expect(workspace.store.getState().intake.status).toBe('draft');
});

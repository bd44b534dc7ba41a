// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Brain } from '#shared/contract/index.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { createFakeBackend } from './testing/fake-connection.ts';
import { testResult, testShape, testStudy } from './testing/fixtures.ts';
import { showApp, showStudy, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);
afterEach(cleanup);

const brain: Brain = {
  ...{ maskId: 'mask', volumeMl: 1437.4, foundIn: ['t1n', 't1c'] },
  ...{ modelId: 'brain-extraction', modelName: 'Brain finder', modelVersion: '2', modelSha256: 'ab'.repeat(32) },
};

test('what was taken as brain: its outline on every slice, its volume, and how it was found', async () => {
  const study = testStudy({ results: [testResult('r1', { brain }), testResult('r2')] });
  const backend = createFakeBackend([study]);
  const voxels = new Uint8Array(voxelCount(testShape)).fill(1);
  backend.blobs.set('mask', voxels.buffer);
  const { user, workspace } = await showApp(backend);
  await user.click(screen.getByRole('button', { name: 'Open the study of Kim' }));
  const outline = await screen.findByRole('switch', { name: /^Brain outline/u });
  const outlined = () => workspace.scenes.scene(workspace.store.getState())?.brain?.voxels;
  expect(outline).toHaveProperty('checked', false);
  expect(outlined()).toBeUndefined();
  await user.click(outline);
  await waitFor(() => expect(outlined()).toEqual(voxels));
  expect(screen.getByText('1,437 mL were taken as brain.')).toBeDefined();
  expect(screen.queryByTestId('brain-implausible')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'How it was made', expanded: false }));
  const found = '1,437 mL, found in T1, T1ce, everything else left out: Brain finder 2 · abababababab.';
  await waitFor(() => expect(screen.getByText('Brain').nextElementSibling?.textContent).toBe(found));
  // a result that took the images as they are has no such line
  workspace.actions.viewer.showLabels({ kind: 'result', resultId: 'r2' });
  await waitFor(() => expect(screen.queryByTestId('brain-outline')).toBeNull());
  expect(outlined()).toBeUndefined();
});

test('a brain that measures what none does is warned of', async () => {
  await showStudy(testStudy({ results: [testResult('r1', { brain: { ...brain, volumeMl: 310 } })] }));
  expect((await screen.findByTestId('brain-implausible')).textContent).toContain('measures 310 mL');
});

test('where there is a skull, the search can be turned off, for this study alone', async () => {
  const files = [{ fileName: 'a.nii', slot: 't1c' as const, suggestedSlot: null }];
  const note = { kind: 'unlike-training', reason: 'skull', answer: 'unanswered', confidence: null, files } as const;
  const { backend, user, workspace } = await showStudy(testStudy({ intakeNotes: [{ ...note, files }] }));
  const find = await screen.findByRole('switch', { name: 'Find the brain first' });
  expect(find).toHaveProperty('checked', true);
  await user.click(find);
  expect(screen.getByText(/skull and scalp may be marked as tumour/u)).toBeDefined();
  expect(backend.callsOf('jobs.estimate').at(-1)).toMatchObject({ brainExtraction: 'off' });
  void workspace.actions.job.start();
  await waitFor(() => expect(backend.callsOf('jobs.start')).toEqual([{ studyId: 'study-1', modelId: null, brainExtraction: 'off' }])); // prettier-ignore
});

test('a stripped study is not asked about it', async () => {
  const { backend, workspace } = await showStudy();
  expect(screen.queryByTestId('brain-extraction')).toBeNull();
  void workspace.actions.job.start();
  await waitFor(() => expect(backend.callsOf('jobs.start')).toEqual([{ studyId: 'study-1', modelId: null }]));
});

// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createFakeBackend } from './testing/fake-connection.ts';
import {
  testDraft,
  testFile,
  testJob,
  testModelWithoutFlair,
  testResult,
  testStudyWithout,
} from './testing/fixtures.ts';
import { showApp, showStudy, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);
afterEach(cleanup);

const files = [testFile('kim_t1.nii.gz', { slot: 't1n' }), testFile('kim_t1ce.nii.gz', { slot: 't1c' })];

test('one modality may be left out: the cost in the model’s figures, the decision, and the way back', async () => {
  const backend = createFakeBackend();
  backend.models = [testModelWithoutFlair('frugal')];
  const { user } = await showApp(backend);
  const problems = [{ code: 'missing-modality' as const, params: { modalities: 'FLAIR', count: 1, spare: 't2f' } }];
  backend.draft = testDraft(files, {
    ...{ problems, isReady: false, absence: { modality: 't2f', isAccepted: false } },
  });
  await user.click(screen.getByTestId('new-study'));
  const card = await screen.findByTestId('intake-missing');
  expect(card.textContent).toContain('FLAIR is missing');
  expect(card.textContent).toContain('on 9 cases went from 0.85 to 0.71 for the whole tumour, from 0.75 to 0.74');
  expect(screen.queryByTestId('intake-problems')).toBeNull();
  expect(screen.getByTestId('commit-study')).toHaveProperty('disabled', true);
  backend.draft = testDraft(files, { absence: { modality: 't2f', isAccepted: true } });
  await user.click(within(card).getByRole('button', { name: 'Go on without FLAIR' }));
  const accepted = await screen.findByTestId('intake-without');
  expect(screen.getByRole('region', { name: 'FLAIR' }).textContent).toContain('goes on without it');
  expect(screen.getByRole('region', { name: 'T2' }).textContent).toContain('No file yet');
  expect(screen.getByTestId('commit-study')).toHaveProperty('disabled', false);
  await user.click(within(accepted).getByRole('button', { name: 'Take it back' }));
  expect(backend.callsOf('intake.goOnWithout')).toEqual([
    { draftId: 'draft-1', modality: 't2f' },
    { draftId: 'draft-1', modality: null },
  ]);
});

test('a model that needs all four says so; the study can be opened all the same', async () => {
  const { backend, user } = await showApp();
  backend.draft = testDraft(files, { isReady: false, absence: { modality: 't1n', isAccepted: false } });
  await user.click(screen.getByTestId('new-study'));
  const card = await screen.findByTestId('intake-missing');
  expect(card.textContent).toContain('Model ours, needs all four modalities');
  expect(card.textContent).not.toContain('Dice');
  backend.draft = testDraft(files, { absence: { modality: 't1n', isAccepted: true } });
  await user.click(within(card).getByTestId('go-on-without'));
  expect((await screen.findByTestId('intake-without')).textContent).toContain('cannot segment it');
});

test('a study without FLAIR: nothing to choose, an empty pane, and no segmentation by a model that needs it', async () => {
  const { user } = await showStudy(testStudyWithout('t2f'));
  expect(screen.getByRole('radio', { name: 'FLAIR' })).toHaveProperty('disabled', true);
  expect(screen.getByTestId('modality-t2f').title).toBe('This study has no FLAIR.');
  await user.click(screen.getByTestId('layout-modalities'));
  expect(screen.getByTestId('absent-t2f').textContent).toContain('This study has no FLAIR.');
  expect(screen.getAllByRole('img', { name: /Axial view/ })).toHaveLength(3);
  expect(screen.getByTestId('segment')).toHaveProperty('disabled', true);
  expect(screen.getByTestId('segment-without').textContent).toBe(
    'Model ours needs all four modalities, and this study has no FLAIR. Use a model that can do without it, or draw the mask by hand.',
  );
});

test('a model that can do without says what it costs; the result says what it was made without', async () => {
  const study = testStudyWithout('t2f');
  const backend = createFakeBackend([study]);
  backend.models = [testModelWithoutFlair('frugal')];
  const { user } = await showApp(backend);
  const badge = within(screen.getByTestId('study-row')).getByTitle('This study has no FLAIR.');
  expect(badge.textContent).toBe('FLAIR');
  await user.click(screen.getByRole('button', { name: 'Open the study of Kim' }));
  expect((await screen.findByTestId('segment-without')).textContent).toContain('on 9 cases went from 0.85 to 0.71');
  expect(screen.getByTestId('segment')).toHaveProperty('disabled', false);
  backend.studies.set('study-1', { ...study, results: [testResult('r1', { without: 't2f' })] });
  await user.click(screen.getByTestId('segment'));
  await waitFor(() => expect(backend.callsOf('jobs.watch')).toHaveLength(1));
  backend.report(testJob({ state: 'done', resultId: 'r1', fraction: 1 }));
  expect((await screen.findByTestId('label-map-choice')).textContent).toContain('without FLAIR');
  expect(screen.getByTestId('made-without').textContent).toBe('Made without FLAIR. ');
  await user.click(screen.getByRole('button', { name: 'How it was made', expanded: false }));
  expect(screen.getByTestId('provenance').textContent).toContain('T1, T1ce, T2 · without FLAIR');
});

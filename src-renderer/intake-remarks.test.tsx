// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { IntakeFinding } from '#shared/contract/index.ts';
import { modalities } from '#shared/domain/modality.ts';
import { testDraft, testFile } from './testing/fixtures.ts';
import { showApp, standInForBrowser } from './testing/show-app.tsx';

beforeAll(standInForBrowser);
afterEach(cleanup);

const files = modalities.map((slot, index) => testFile(`${index < 2 ? 'kim' : 'lee'}_${slot}.nii`, { slot }));

test('files of two patients: their whole names, what follows, and one answer, which is not in the way', async () => {
  const { backend, user } = await showApp();
  const finding: IntakeFinding = {
    ...{ findingId: 'two', kind: 'two-patients', reason: 'other-names', confidence: null, isKept: false },
    files: files.map(({ fileId, slot }) => ({ fileId, slot, suggestedSlot: null })),
  };
  backend.draft = testDraft(files, { findings: [finding] });
  await user.click(screen.getByTestId('new-study'));
  const card = await screen.findByRole('region', { name: 'Files of two patients?' });
  for (const { name } of files) expect(card.textContent).toContain(name);
  expect(screen.getByTestId('commit-study')).toHaveProperty('disabled', false);
  expect(within(card).queryByTestId('finding-apply')).toBeNull();
  expect(screen.queryByText(/lie on the same grid/)).toBeNull();
  expect(screen.getByTestId('intake-questions').textContent).toContain('One question below is open');
  expect(screen.queryAllByRole('img', { name: 'Ready' })).toEqual([]);
  expect(screen.getByTestId('commit-study').textContent).toBe('Open without an answer');
  await user.type(screen.getByTestId('patient-name'), '{Enter}');
  expect(backend.callsOf('intake.commit')).toEqual([]);
  await user.click(within(card).getByRole('button', { name: 'They are of one patient' }));
  expect(backend.callsOf('intake.answerFinding')).toEqual([{ draftId: 'draft-1', findingId: 'two', answer: 'keep' }]);
});

test('a study without a name cannot be opened, and a sentence asks for one', async () => {
  const { backend, user } = await showApp();
  backend.draft = testDraft(files, { suggestedPatientName: '' });
  await user.click(screen.getByTestId('new-study'));
  const field = await screen.findByTestId('patient-name');
  expect(screen.getByText('Enter the patient’s name or an identifier to open the study.')).toBeTruthy();
  expect(screen.getByTestId('commit-study')).toHaveProperty('disabled', true);
  await user.type(field, 'Kim');
  await waitFor(() => {
    expect(screen.queryByText(/Enter the patient/)).toBeNull();
  });
  expect(screen.getByTestId('commit-study')).toHaveProperty('disabled', false);
});

test('an empty image is never called ready, whatever was answered', async () => {
  const { backend, user } = await showApp();
  const [first] = files;
  if (first === undefined) throw new Error('no file');
  const finding: IntakeFinding = {
    ...{ findingId: 'empty', kind: 'intensities', reason: 'constant', confidence: null, isKept: true },
    files: [{ fileId: first.fileId, slot: first.slot, suggestedSlot: null }],
  };
  backend.draft = testDraft(files, { findings: [finding] });
  await user.click(screen.getByTestId('new-study'));
  await screen.findByText(/not every image holds a picture/);
  expect(screen.queryByText(/lie on the same grid/)).toBeNull();
  expect(screen.getAllByRole('img', { name: 'Ready' })).toHaveLength(3);
  expect(screen.getByTestId('commit-study').textContent).toBe('Open study');
});

test('whether the heads are of two patients comes before laying them over each other', async () => {
  const { backend, user } = await showApp();
  const all = files.map(({ fileId, slot }) => ({ fileId, slot, suggestedSlot: null }));
  const apart: IntakeFinding = {
    ...{ findingId: 'apart', kind: 'apart', reason: null, confidence: null, isKept: false, files: all },
    ...{ distanceMm: 7, degrees: 9 },
  };
  const two: IntakeFinding = { ...apart, findingId: 'two', kind: 'two-patients', reason: 'other-brains' };
  backend.draft = testDraft(files, { findings: [two, apart] });
  await user.click(screen.getByTestId('new-study'));
  const align = await screen.findByTestId('finding-align');
  expect(screen.getByTestId('intake-questions').textContent).toContain('2 questions below are open');
  expect(align.dataset['variant']).toBe('default');
});

test('what the headers of all files leave open is said once, for all of them', async () => {
  const { backend, user } = await showApp();
  const notes = [{ code: 'no-orientation' as const, params: {} }];
  backend.draft = testDraft(files.map((file) => ({ ...file, notes })).toReversed());
  await user.click(screen.getByTestId('new-study'));
  const said = await screen.findAllByText(/does not say how the image lies in the patient/);
  expect(said.map(({ textContent }) => textContent)).toEqual([
    expect.stringMatching(/^T1, T1ce, T2, FLAIR: The header/),
  ]);
});

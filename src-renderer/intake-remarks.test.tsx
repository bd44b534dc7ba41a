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

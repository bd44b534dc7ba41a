// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createFakeBackend } from './testing/fake-connection.ts';
import { testDraft, testFile } from './testing/fixtures.ts';
import { showApp, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);
afterEach(cleanup);

test('the card of the version used names the other and exchanges them; what is not needed is no fault', async () => {
  const used = testFile('p_T1.nii.gz', { slot: 't1n' });
  const backend = createFakeBackend();
  const { user } = await showApp(backend);
  backend.draft = testDraft([
    used,
    testFile('p_T1_bias.nii.gz', { setAside: { kind: 'version', usedFileId: used.fileId } }),
    testFile('p_ADC.nii.gz', { setAside: { kind: 'other-image' } }),
  ]);
  await user.click(screen.getByTestId('new-study'));
  const aside = await screen.findByTestId('intake-set-aside');
  expect(within(aside).getByText('2 files are not needed')).toBeTruthy();
  expect(within(aside).getByText('Another version of p_T1.nii.gz')).toBeTruthy();
  expect(screen.queryByTestId('intake-unassigned')).toBeNull();
  const card = screen.getByTestId('intake-slot-t1n');
  expect(within(card).getByTestId('intake-spare').textContent).toContain('Used rather than p_T1_bias.nii.gz');
  await user.click(within(card).getByTestId('use-spare'));
  expect(backend.callsOf('intake.assign')).toEqual([
    { draftId: 'draft-1', fileId: 'file-p_T1_bias.nii.gz', slot: 't1n' },
  ]);
});

// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { testResult, testStudy } from './testing/fixtures.ts';
import { showStudy, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);
afterEach(cleanup);

const keyTexts = (): readonly (string | null)[] =>
  screen.queryAllByTestId('agreement-key').map((key) => key.textContent);

test('the colours of a comparison are told in the view for as long as they stand there, its section folded or not', async () => {
  const { tissuesMl, regionsMl } = testResult('r1');
  const reference = { labelMapId: 'labels-reference', fileName: 'kim_seg.nii.gz', tissuesMl, regionsMl };
  const study = testStudy({ results: [testResult('r1')], reference, hasReference: true });
  const { workspace, user } = await showStudy(study);
  expect(keyTexts()).toEqual([]);
  await user.keyboard('d');
  expect(keyTexts()).toEqual(Array(3).fill('Agreement on: Whole tumourIn bothOnly test-model 1.2.3Only reference'));
  await user.keyboard('s');
  expect(keyTexts(), 'hidden with the masks').toEqual([]);
  await user.keyboard('s');
  workspace.actions.display.setLayout('label-maps');
  await vi.waitFor(() => {
    expect(keyTexts(), 'side by side tissues have their own colours').toEqual([]);
  });
});
